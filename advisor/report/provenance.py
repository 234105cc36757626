"""What a record was made from, as a line that `advisor check` reads to see if it is stale."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from advisor import __version__
from advisor.explain import Explanation
from advisor.report.contract import recommendation, spec

_LINE = re.compile(r"^<!-- advisor: (\{.*\}) -->$", re.MULTILINE)


def provenance(explanation: Explanation) -> dict[str, Any]:
    """The inputs of a record, and digests of the spec and the answer."""
    return {
        "schema": 1,
        "spec": _spec_name(explanation),
        "spec_sha256": _digest(spec(explanation)),
        "advisor": __version__,
        "rules_as_of": explanation.book.as_of.isoformat(),
        "platform": explanation.platform.id if explanation.platform else None,
        "answer_sha256": _digest(_answer(explanation)),
    }


def provenance_line(explanation: Explanation) -> str:
    """The provenance as an HTML comment: no value ends it, and no template language reads it."""
    text = json.dumps(provenance(explanation), ensure_ascii=True)
    for part in ("--", "<", ">", "{{", "{%", "${"):
        text = text.replace(part, "".join(f"\\u{ord(char):04x}" for char in part))
    return f"<!-- advisor: {text} -->"


def read_provenance(text: str) -> dict[str, Any] | None:
    """The provenance in a record; None if there is none that can be read."""
    lines = _LINE.findall(text)
    try:
        found = json.loads(lines[-1]) if lines else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _spec_name(explanation: Explanation) -> str:
    path = explanation.document.path if explanation.document else ""
    name = explanation.workload.name
    if not path or path == "-" or path.startswith("<"):
        return name
    # An absolute path would reveal, and be valid on, only the machine that wrote it.
    absolute = path.startswith(("/", "\\")) or path[1:2] == ":"
    return re.split(r"[/\\]", path)[-1] if absolute else path


def _answer(explanation: Explanation) -> dict[str, Any]:
    """The parts of an answer whose change makes a record stale; words and sources do not count."""
    answer = recommendation(explanation)
    decisions: dict[str, Any] = dict(answer["decisions"])
    return {
        "platform": answer["platform"],
        "status": answer["status"],
        "choices": {name: each and each["choice"] for name, each in decisions.items()},
        "branches": [[each["condition"], each["platform"]] for each in answer["branches"]],
        "sizing": answer["sizing"],
    }


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
