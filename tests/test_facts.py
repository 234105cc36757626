"""From a spec to facts: what is stated, assumed, derived and unknown."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from strategies import workloads

import advisor
from advisor.condition import UNKNOWN
from advisor.facts import assumed, changed, complete, spec_facts
from advisor.facts import given as stated_by
from advisor.model import Kind
from advisor.rulebook import load_rules
from advisor.workload import Workload

BOOK = load_rules()
LENIENT = settings(max_examples=100, suppress_health_check=list(HealthCheck))


def facts_of(**spec: Any) -> dict[str, Any]:
    """Every fact of a spec."""
    return complete(BOOK, stated_by(Workload.model_validate(spec)))


def test_nothing_stated_leaves_exactly_these_facts_unknown():
    """And everything that is computed from them."""
    unknown = {name for name, value in facts_of().items() if value is UNKNOWN}
    spec = {each.fact.name for each in spec_facts()}
    assert unknown & spec == {
        "duration", "typical_duration", "vcpus", "memory", "image", "runs_per_month",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("gpus", 0),
        ("gpu_memory", None),
        ("architecture", "x86_64"),
        ("operating_system", "linux"),
        ("disk", 0),
        ("image_size", 0),
        ("payload", 0),
        ("nodes", 1),
        ("efa", False),
        ("custom_ami", False),
        ("instance_types", ()),
        ("launch_template", None),
        ("linux_parameters.shared_memory", None),
        ("privileged", False),
        ("trigger", "manual"),
        ("response_within", None),
        ("concurrency", 1),
        ("array_size", None),
        ("interruptible", False),
        ("runtime", None),
        ("retries", 2),
        ("consider", ()),
    ],
)
def test_what_is_assumed_when_nothing_is_stated(name: str, value: object):
    assert facts_of()[name] == value
    assert name in assumed(BOOK, {})


def test_gpu_memory_is_unknown_only_where_there_are_gpus():
    assert facts_of(gpus=0)["gpu_memory"] is None
    assert facts_of(gpus=1)["gpu_memory"] is UNKNOWN
    assert facts_of(gpus=1, gpu_memory="16 GiB")["gpu_memory"] == 16384


def test_an_image_may_speak_the_runtime_api_and_no_image_does_not():
    assert facts_of()["lambda_image"] is None
    assert facts_of(image="a")["lambda_image"] is UNKNOWN
    assert facts_of(image="a", lambda_image=False)["lambda_image"] is False


def test_a_usual_run_is_the_longest_unless_said_otherwise():
    assert facts_of(duration="1 h")["typical_duration"] == 3600
    assert facts_of(duration="1 h", typical_duration="1 min")["typical_duration"] == 60
    assert facts_of(typical_duration="1 min")["duration"] is UNKNOWN


def test_quantities_become_canonical():
    found = facts_of(memory="8 GB", duration="1h30m", disk="1 TiB", timeout="PT20M")
    assert found["memory"] == pytest.approx(7629.39, abs=0.01)
    assert (found["duration"], found["disk"], found["timeout"]) == (5400, 1024**2, 1200)


def test_a_timedelta_is_a_duration():
    assert facts_of(duration=timedelta(minutes=20))["duration"] == 1200


def test_an_ami_id_is_the_fact_that_there_is_one():
    assert facts_of(custom_ami="ami-0123456789abcdef0")["custom_ami"] is True


def test_a_spec_takes_every_region_that_the_book_lists():
    for region in BOOK.limits["aws.regions"].current.value:
        assert facts_of(region=region)["region"] == region


def test_a_list_is_known_by_the_names_of_its_elements():
    found = facts_of(
        file_systems=["efs", {"type": "fsx_lustre", "id": "fs-1"}],
        ulimits=[{"name": "nofile", "soft": 1, "hard": 2}],
        host_volumes=[{"source": "/data", "path": "/mnt"}],
        linux_parameters={"devices": ["/dev/fuse"], "tmpfs": [{"path": "/tmp", "size": "1 GiB"}]},
        instance_types="c7i",
    )
    assert found["file_systems"] == ("efs", "fsx_lustre")
    assert found["ulimits"] == ("nofile",)
    assert found["host_volumes"] == ("/data",)
    assert found["linux_parameters.devices"] == ("/dev/fuse",)
    assert found["linux_parameters.tmpfs"] == ("/tmp",)
    assert found["instance_types"] == ("c7i",)


@pytest.mark.parametrize(
    ("name", "spec", "value"),
    [
        ("jobs_at_once", {"concurrency": 5}, 5),
        ("jobs_at_once", {"concurrency": 5, "array_size": 7}, 7),
        ("fargate_launch_time", {"concurrency": 100}, 0),
        ("fargate_launch_time", {"concurrency": 200}, 5),
        ("fargate_vcpus", {"vcpus": 3, "memory": "20 GB"}, 4),
        ("fargate_memory", {"vcpus": 3, "memory": "20 GB"}, 19 * 1024),
        ("fargate_memory", {"vcpus": 33, "memory": "1 GiB"}, None),
        ("fargate_waste", {"vcpus": 8, "memory": "60 GiB"}, 1),
        ("fargate_waste", {"vcpus": 16, "memory": "16 GiB"}, 2),
        ("ec2_memory", {"vcpus": 2, "memory": "16 GiB"}, 32 * 1024),
        ("ec2_waste", {"vcpus": 2, "memory": "16 GiB"}, 2),
        ("peak_vcpus", {"vcpus": 2, "concurrency": 3, "nodes": 4}, 24),
        ("vcpu_hours_per_month", {"vcpus": 2, "duration": "30 min", "runs_per_month": 10}, 10),
        ("image_and_disk", {"disk": "1 GiB", "image_size": "2 GiB"}, 3072),
        ("completion_slack", {"duration": "1 h", "complete_within": "90 min"}, 1.5),
        ("completion_slack", {"duration": "1 h"}, None),
        ("completion_slack", {"complete_within": "1 h"}, UNKNOWN),
        ("fargate_waste", {"vcpus": 1}, UNKNOWN),
    ],
)
def test_what_is_computed(name: str, spec: dict[str, Any], value: object):
    assert facts_of(**spec)[name] == value


def test_an_organisations_own_facts_do_not_meet_those_of_the_rules():
    """What no rule of the book reads is carried in the spec and is no fact."""
    found = facts_of(x={"team": "blue", "memory": 1})
    assert found["memory"] is UNKNOWN
    assert set(found) == set(facts_of())


@LENIENT
@given(workloads())
def test_every_fact_is_stated_assumed_derived_or_unknown(spec: dict[str, Any]):
    stated = stated_by(Workload.model_validate(spec))
    found = complete(BOOK, stated)
    assert set(found) == set(BOOK.facts)
    supposed = assumed(BOOK, stated)
    for each in spec_facts():
        name = each.fact.name
        ways = (name in stated, name in supposed, found[name] is UNKNOWN)
        assert sum(ways) == 1, name
        if name in stated:
            assert found[name] == stated[name]


@LENIENT
@given(workloads())
def test_a_fact_has_a_value_of_its_kind(spec: dict[str, Any]):
    kinds = {Kind.NUMBER: int | float, Kind.BOOLEAN: bool, Kind.TEXT: str, Kind.LIST: tuple}
    for name, value in facts_of(**spec).items():
        if value is not None and value is not UNKNOWN:
            assert isinstance(value, kinds[BOOK.facts[name].kind]), name


@LENIENT
@given(workloads(), workloads())
def test_changing_a_fact_is_completing_all_of_them_anew(
    spec: dict[str, Any], other: dict[str, Any]
):
    stated, more = (stated_by(Workload.model_validate(each)) for each in (spec, other))
    found = complete(BOOK, stated)
    for name, value in more.items():
        if name in BOOK.facts:
            assert changed(BOOK, stated, found, name, value) == complete(
                BOOK, {**stated, name: value}
            )


@LENIENT
@given(workloads())
def test_null_in_a_spec_is_the_same_as_saying_nothing(spec: dict[str, Any]):
    nullable = ("duration", "vcpus", "memory", "image", "runs_per_month", "max_vcpus", "region")
    nulls = {name: None for name in nullable if name not in spec}
    assert facts_of(**spec, **nulls) == facts_of(**spec)


@LENIENT
@given(workloads())
def test_an_object_and_a_mapping_are_read_alike(spec: dict[str, Any]):
    by_object = advisor.recommend(Workload.model_validate(spec))
    by_mapping = advisor.recommend(spec)
    assert by_object.outcome == by_mapping.outcome
    assert by_object.stated == by_mapping.stated
