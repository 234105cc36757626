"""A commented spec to start from: the known fields filled in, the others commented out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from advisor.errors import AdvisorError, Problem
from advisor.reading import read_text, unwritten
from advisor.reading.yaml_scalars import plain_scalar
from advisor.validation import validated
from advisor.workload import Workload

__all__ = ["ASKED", "Question", "answer", "started"]


class Question(NamedTuple):
    """A field to ask for, and the question."""

    field: str
    words: str


ASKED = (
    Question("name", "What is it called?"),
    Question("image", "Which container image does it run (empty: none yet)?"),
    Question("duration", "How long does the longest run take (20 min, 2 h)?"),
    Question("vcpus", "How many vCPUs does one run need (0.5, 4)?"),
    Question("memory", "How much memory does one run need (8 GiB)?"),
    Question("gpus", "How many GPUs does one run need?"),
    Question("trigger", "What starts a run (schedule, event, queue, api, manual)?"),
    Question("runs_per_month", "How often does it run in a month?"),
    Question("interruptible", "May a run be interrupted and started again (true, false)?"),
)

# Fields with example values, grouped by topic, the most important first.
_GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "what it is",
        (
            ("name", "nightly-report"),
            ("description", "adds up the sales of the day"),
            ("image", "123456789012.dkr.ecr.us-east-1.amazonaws.com/report:1.0"),
            ("runtime", "python3.13"),
            ("command", '[python, -m, report, --day, "yesterday"]'),
            ("environment", "{LOG_LEVEL: info}"),
        ),
    ),
    (
        "what one run needs",
        (
            ("duration", "20 min"),
            ("typical_duration", "12 min"),
            ("vcpus", "2"),
            ("memory", "8 GiB"),
            ("gpus", "1"),
            ("disk", "50 GiB"),
            ("image_size", "2 GiB"),
            ("architecture", "arm64"),
            ("file_systems", "[efs]"),
            ("vpc", "true"),
        ),
    ),
    (
        "how it is started, and how often",
        (
            ("trigger", "schedule"),
            ("runs_per_month", "30"),
            ("concurrency", "10"),
            ("array_size", "500"),
            ("retries", "2"),
        ),
    ),
    (
        "what is demanded of it",
        (
            ("response_within", "30 s"),
            ("start_within", "2 min"),
            ("complete_within", "6 h"),
            ("interruptible", "true"),
            ("checkpoints", "true"),
        ),
    ),
    ("what is intended already", (("platform", "batch-fargate"), ("region", "us-east-1"))),
)
_SAFE = re.compile(r"[A-Za-z0-9_./][A-Za-z0-9_./:@ -]*")
# Words that other YAML readers take for true or false.
_OTHERS_READ = frozenset(("y", "n", "yes", "no", "on", "off"))


def answer(field: str, text: str) -> Any:
    """The value of a field, read from text; AdvisorError if the field cannot have it."""
    try:
        value: Any = plain_scalar(text.strip())
    except ValueError as error:
        raise AdvisorError(Problem(f"`{field}` {error}")) from None
    if field in ("name", "image", "description") and not isinstance(value, str):
        value = text.strip()
    validated(Workload, unwritten({field: value}))
    return value


def started(known: Mapping[str, Any], schema: str | None) -> str:
    """The text of a spec; `schema` is the address of its JSON Schema, for editors."""
    lines = list(_lines(known, schema))
    text = "\n".join(lines) + "\n"
    # The file must be valid before anybody edits it.
    validated(Workload, read_text(text, "workload.yaml"))
    return text


def _lines(known: Mapping[str, Any], schema: str | None) -> Iterator[str]:
    if schema is not None:
        yield f"# yaml-language-server: $schema={schema}"
    yield "# What this workload is and needs. Leave out what you do not know: advisor says what it"
    yield "# assumed, and what is worth finding out. `advisor recommend` gives the answer, and"
    yield "# `advisor check` says what is wrong."
    written = set()
    for heading, fields in _GROUPS:
        yield f"\n# {heading}"
        for field, example in fields:
            written.add(field)
            yield _field(field, known.get(field), example)
    others = [field for field in known if field not in written]
    if others:
        yield "\n# more"
        yield from (_field(field, known[field], "") for field in others)


def _field(name: str, value: Any, example: str) -> str:
    words = Workload.model_fields[name].description
    if value is None:
        return f"# {name}: {example}  # {words}"
    return f"{name}: {_scalar(value)}  # {words}"


def _scalar(value: Any) -> str:
    """A value as YAML text."""
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    try:
        plain = _SAFE.fullmatch(value) and plain_scalar(value) == value
    except ValueError:
        plain = False
    if value.lower() in _OTHERS_READ:
        plain = False
    bare = plain and ": " not in value and not value.endswith((":", " "))
    return value if bare else json.dumps(value, ensure_ascii=False)
