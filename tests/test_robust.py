"""Whatever is thrown at `recommend`, it answers or tells mistakes with their places."""

from __future__ import annotations

import copy
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from cli_support import COMMAND, environment
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import fields, workloads

from advisor.api import recommend
from advisor.errors import AdvisorError, Problem

# What has no place, since it is about a file as a whole.
WHOLE = (
    "is no script",
    "is a script",
    "is an `sbatch` script",
    "is empty",
    "is UTF-",
    "looks like a binary file",
    "is larger than",
)

fuzzed = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


def outcome(path: Path, data: bytes | str) -> list[str]:
    """The messages about a spec, each held to its form; none when it has an answer."""
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
    try:
        answer = recommend(path)
    except AdvisorError as error:
        return [message(problem, path) for problem in error.problems] or ["nothing was told"]
    assert json.loads(answer.to_json())["status"] == answer.status
    assert answer.to_text()
    assert answer.to_markdown()
    return []


def message(problem: Problem, path: Path) -> str:
    """The message of a problem, which says where it is and can be shown as it is."""
    assert problem.path == str(path)
    assert problem.place or problem.message.startswith(WHOLE)
    assert problem.message
    assert problem.message.isprintable()
    return problem.message


# ---------------------------------------------------------------------------- strategies

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from(
        ["8 GiB", "20 min", "PT", "-1 s", "1e9 TiB", "yes", "1:30", "", "\u202e", "{{", "\x7f"]
    ),
)
junk = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.sampled_from(sorted(fields)), st.text(max_size=6)), inner),
    ),
    max_leaves=6,
)


def inner_paths(value: Any, *keys: str | int) -> Iterator[tuple[str | int, ...]]:
    """The paths of everything within a spec."""
    pairs: Any = value.items() if isinstance(value, dict) else enumerate(value)
    for key, child in pairs:
        yield (*keys, key)
        if isinstance(child, dict | list):
            yield from inner_paths(child, *keys, key)


@st.composite
def near_valid(draw: st.DrawFn) -> dict[str, Any]:
    """A valid spec with a value of another kind in one place, or with keys that are no fields."""
    # A copy: strategies hand out the same constants again, and another test would meet the junk.
    spec: dict[str, Any] = copy.deepcopy(draw(workloads()))
    paths = list(inner_paths(spec))
    if paths and draw(st.booleans()):
        *owner, last = draw(st.sampled_from(paths))
        parent: Any = spec
        for key in owner:
            parent = parent[key]
        parent[last] = draw(junk)
    else:
        spec |= draw(st.dictionaries(st.text(max_size=10), junk, min_size=1, max_size=3))
    return spec


def written(spec: Any) -> st.SearchStrategy[str]:
    """A spec as JSON, as YAML in blocks or as YAML in one line."""
    return st.sampled_from(
        [
            json.dumps(spec),
            yaml.safe_dump(spec, allow_unicode=True, sort_keys=False),
            yaml.safe_dump(spec, default_flow_style=True, width=10_000),
        ]
    )


@st.composite
def cut_and_pasted(draw: st.DrawFn) -> str:
    """A valid spec as text in which a piece is lost, doubled, or replaced by a few letters."""
    text = draw(workloads().flatmap(written))
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 30)))
    piece = draw(st.sampled_from(["", text[start:end] * 2, "\t", "&a", "*a", '"', "}", ": ", "\0"]))
    return text[:start] + piece + text[end:]


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A file without a suffix that would tell its format."""
    return tmp_path / "spec"


# ---------------------------------------------------------------------------- anything


@fuzzed
@given(st.binary(max_size=200))
def test_any_bytes_are_answered_or_refused(spec: Path, data: bytes):
    outcome(spec, data)


@fuzzed
@given(junk.flatmap(written))
def test_any_value_is_answered_or_refused(spec: Path, text: str):
    outcome(spec, text)


@fuzzed
@given(near_valid().flatmap(written))
def test_a_spec_with_a_wrong_value_is_answered_or_refused(spec: Path, text: str):
    outcome(spec, text)


@fuzzed
@given(cut_and_pasted())
def test_a_spec_that_was_cut_and_pasted_is_answered_or_refused(spec: Path, text: str):
    outcome(spec, text)


@fuzzed
@given(workloads(), st.sampled_from(sorted(fields)), junk)
def test_an_unknown_key_is_never_passed_over(
    spec: Path, workload: dict[str, Any], near: str, value: Any
):
    told = outcome(spec, json.dumps({**workload, f"{near}_": value}))
    assert f"`{near}_` is not a field" in told


@fuzzed
@given(workloads().filter(bool), st.data())
def test_a_key_given_twice_is_never_passed_over(
    spec: Path, workload: dict[str, Any], data: st.DataObject
):
    key = data.draw(st.sampled_from(sorted(workload)))
    text = json.dumps(workload)[:-1] + f", {json.dumps({key: workload[key]})[1:]}"
    told = outcome(spec, text)
    assert f"`{key}` is given twice, first on line 1" in told


@fuzzed
@given(st.one_of(near_valid(), st.dictionaries(st.text(max_size=9), junk)))
def test_a_mapping_from_python_is_answered_or_refused(value: dict[str, Any]):
    with suppress(AdvisorError):
        assert recommend(value).to_json()


# ---------------------------------------------------------------------------- bombs

_MEMORY, _SECONDS = 2**30, 60

BOMBS = {
    "deep.json": "[" * 1_000_000,
    "deep-mapping.json": '{"a":' * 200_000 + "1" + "}" * 200_000,
    "deep.yaml": "[" * 1_000_000,
    "deep-blocks.yaml": "".join(f"{' ' * i}a:\n" for i in range(1_000)),
    "aliases.yaml": "a0: &a0 [x]\n"
    + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30)),
    "long-alias.yaml": f"a: &a {'x' * 100_000}\nb: [{', '.join(['*a'] * 10_000)}]\n",
    "wrong-items.json": '{"command": [' + "1," * 400_000 + "1]}",
    "unknown-keys.json": json.dumps({f"k{i}": 1 for i in range(60_000)}),
    "unknown-names.json": json.dumps({"consider": ["x"] * 150_000}),
    "many-problems.yaml": "- !!x y\n" * 100_000,
    "long-key.json": json.dumps({"k" * 1_000_000: 1}),
    "long-number.json": '{"vcpus": ' + "9" * 1_000_000 + "}",
    "long-quantity.yaml": f"memory: {'9' * 1_000_000} GiB\n",
    "long-name.yaml": f"name: {'x' * 2_000_000}\n",
    "huge.yaml": 10**8,  # bytes of nothing
}


def _limited() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded by Linux alone")
def test_bombs_are_refused_one_by_one_within_a_gibibyte(tmp_path: Path):
    for name, content in BOMBS.items():
        path = tmp_path / name
        path.touch()
        if isinstance(content, int):
            os.truncate(path, content)
        else:
            path.write_text(content)
    done = subprocess.run(
        [*COMMAND, "recommend", *sorted(BOMBS)],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env=environment(),
        preexec_fn=_limited,
        text=True,
        timeout=300,
    )
    assert (done.returncode, done.stdout) == (2, "")
    told = done.stderr.splitlines()
    assert all(line.startswith("error: ") and len(line) < 300 for line in told)
    assert {line.split()[1].split(":")[0] for line in told} == set(BOMBS)
    assert len(told) < 200


# ---------------------------------------------------------------------------- hostile names

pieces = st.sampled_from(
    [
        "{{",
        "}}",
        "{% x %}",
        "<script>",
        "</td>",
        "'",
        '"',
        "`",
        "!Sub ",
        "${a}",
        "# ",
        "- ",
        "| ",
        "\\",
        "](javascript:x)",
        "$(id)",
        "a",
        " ",
        "\n",
        "\r\n",
        "\t",
        "\x1b[31m",
        "\x07",
        "\x9b",
        "\u202e",
        "\u200b",
        "\u2028",
        "\ufeff",
        "\U000e0041",
    ]
)
hostile = st.lists(pieces, min_size=1, max_size=6).map("".join).filter(str.strip)


def headings(text: str) -> list[str]:
    """The lines of an answer that start at the margin: all of them are ours."""
    return [line for line in text.splitlines()[2:] if line and not line.startswith(" ")]


ASKED = {"name": "a", "description": "a", "image": "a", "host_requirements": ["a"], "x": {"a": "a"}}
HEADINGS = headings(recommend(ASKED).to_text())


@fuzzed
@given(hostile, hostile)
def test_hostile_names_come_out_inert(name: str, other: str):
    named = {"name": name, "description": other, "image": other, "host_requirements": [other]}
    answer = recommend({**named, "x": {name: other}})
    text, markdown, data = answer.to_text(), answer.to_markdown(), answer.to_json()
    assert all(each.replace("\n", "").isprintable() for each in (text, markdown, data))
    assert headings(text) == HEADINGS
    body = markdown.split("---", 2)[2]  # what follows the YAML at the top
    assert not [template for template in ("{{", "{%", "${") if template in body]
    assert not re.search("<script|</td", re.sub("`[^`]+`", "", body))  # in code, it is none
    read = json.loads(data)["workload"]
    assert (read["name"], read["description"]) == (name, other)
