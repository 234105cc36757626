"""The compiled schema reads what the model reads, and refuses what it refuses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from strategies import fields, workloads

from advisor import facts, quick
from advisor.facts import Fields, stated_facts
from advisor.workload import Workload

COMPILED = quick.compiled_spec()
READER = quick.reader_from(COMPILED)
LENIENT = settings(max_examples=150, suppress_health_check=list(HealthCheck))

# Of any kind that YAML and JSON have, near what a field takes and far from it.
anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["8 GiB", "90 s", "-1 s", "0 MiB", "1e99 GiB", "efs", "m6i", "linux", "9"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "path", "name", "size", "a"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def by_the_model(spec: dict[str, Any]) -> dict[str, Any] | None:
    """The facts that the model reads; None where it refuses the spec."""
    try:
        return facts.given(Workload.model_validate(spec))
    except ValidationError:
        return None


def by_the_schema(spec: dict[str, Any]) -> dict[str, Any] | None:
    """The facts that the compiled schema reads; None where it refuses the spec."""
    found = READER.fields(spec)
    return None if found is None else stated_facts(Fields(*found))


@LENIENT
@given(workloads())
def test_a_valid_spec_gives_the_same_facts(spec: dict[str, Any]):
    expected = by_the_model(spec)
    assert expected is not None
    assert by_the_schema(spec) == expected


@LENIENT
@given(workloads(), st.sampled_from([*fields, "memroy", "$schema"]), anything)
def test_a_spec_with_any_value_in_a_field_is_read_alike_or_refused_alike(
    spec: dict[str, Any], name: str, value: Any
):
    spec = {**spec, name: value}
    assert by_the_schema(spec) == by_the_model(spec)


@LENIENT
@given(workloads(), st.sampled_from(["devices", "tmpfs", "max_swap", "swappiness", "x"]), anything)
def test_a_part_with_any_value_is_read_alike_or_refused_alike(
    spec: dict[str, Any], name: str, value: Any
):
    spec = {**spec, "linux_parameters": {name: value}}
    assert by_the_schema(spec) == by_the_model(spec)


def test_the_facts_that_come_with_the_schema_are_those_of_the_model():
    from advisor.declared import declared_facts

    assert declared_facts() == READER.facts


def test_a_spec_that_the_schema_reads_needs_no_pydantic(tmp_path: Path):
    """That is what it is for: most of a start is importing it and building the model."""
    (tmp_path / quick.COMPILED).write_bytes(COMPILED)
    script = f"""
import sys
from pathlib import Path
import advisor.quick
advisor.quick.shipped_folder = lambda: Path({str(tmp_path)!r})
from advisor.api import stated_in
from advisor.reading import unwritten
print(stated_in(unwritten({{"gpus": 1, "memory": "8 GiB"}})))
sys.exit("pydantic_core" in sys.modules or "advisor.workload" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout == "{'memory': 8192.0, 'gpus': 1}\n"


@pytest.mark.parametrize("spec", [{"memory": 8}, {"memroy": "8 GiB"}, {"vcpus": None}, {}])
def test_plain_examples_are_read_or_refused_alike(spec: dict[str, Any]):
    assert by_the_schema(spec) == by_the_model(spec)
