"""Every starter is what AWS's APIs take: by their models, and by the rules across fields."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starter_rules import FARGATE_SIZES, broken_rules
from starter_support import CALLS, PLATFORMS, data, made, shaped, violations
from strategies import workloads

from advisor import Recommendation

_EXAMPLES = 40


def _called(**fields: Any) -> tuple[Recommendation, dict[str, str]]:
    """A recommendation and the inputs of the calls of its starter, without its template."""
    return made(("cli",), **fields)


def _broken(platform: str, files: dict[str, str]) -> list[str]:
    calls = [name for name in files if name in CALLS]
    of_models = [each for name in calls for each in violations(name, data(files, name))]
    return of_models + broken_rules(platform, files)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_each_platform_has_a_starter_that_breaks_no_rule(platform: str) -> None:
    found, files = _called(**PLATFORMS[platform])
    assert found.platform is not None
    assert found.platform.id == platform
    assert _broken(platform, files) == []


@pytest.mark.parametrize("platform", PLATFORMS)
@settings(max_examples=_EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(fields=workloads())
def test_whatever_else_a_workload_asks_for_its_starter_breaks_no_rule(
    platform: str, fields: dict[str, Any]
) -> None:
    found, files = _called(**{**fields, **PLATFORMS[platform]})
    if found.platform is not None:
        assert _broken(found.platform.id, files) == []


@pytest.mark.parametrize("platform", PLATFORMS)
@settings(max_examples=_EXAMPLES)
@given(drawn=st.data())
def test_what_shapes_a_starter_breaks_no_rule(platform: str, drawn: st.DataObject) -> None:
    found, files = _called(**drawn.draw(shaped(platform)))
    if found.platform is not None:
        assert _broken(found.platform.id, files) == []


@settings(max_examples=_EXAMPLES * 4)
@given(fields=workloads())
def test_whatever_is_unknown_the_starter_breaks_no_rule(fields: dict[str, Any]) -> None:
    found, files = _called(**fields)
    if found.platform is None:
        assert files == {}
    else:
        assert _broken(found.platform.id, files) == []


@settings(max_examples=_EXAMPLES)
@given(st.floats(0.01, 32), st.integers(1, 249_856))
def test_what_fargate_runs_has_one_of_its_sizes(vcpus: float, memory: int) -> None:
    found, files = _called(vcpus=vcpus, memory=f"{memory} MiB", duration="20 min")
    assert found.platform is not None
    assert _broken(found.platform.id, files) == []


def test_fargate_has_77_sizes() -> None:
    assert sum(len(memories) for memories in FARGATE_SIZES.values()) == 77


def test_a_model_and_a_rule_that_are_broken_are_noticed() -> None:
    """The checks themselves: what passes botocore's validator and is refused by AWS."""
    _, files = _called(**PLATFORMS["batch-fargate"])
    broken = data(files, "job-definition.json")
    broken["containerProperties"]["resourceRequirements"][0]["type"] = "TPU"
    assert len(violations("job-definition.json", broken)) == 1
    broken["jobDefinitionName"] = 1
    assert len(violations("job-definition.json", broken)) == 1
    wrong = files["job-definition.json"].replace('"4096"', '"4097"').replace("1800", "59")
    assert [
        each[:2] for each in broken_rules("batch-fargate", files | {"job-definition.json": wrong})
    ] == ["E1", "F1"]
