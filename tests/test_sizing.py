"""Sizes: the smallest that hold a workload on each platform, and what was rounded to get there."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import amounts, vcpus, workloads

import advisor
from advisor.condition import UNKNOWN
from advisor.facts import complete
from advisor.facts import given as stated_by
from advisor.rulebook import load_rules
from advisor.sizing import Sizing, catalogue, size_for
from advisor.workload import Workload

BOOK = load_rules()
LENIENT = settings(max_examples=150, suppress_health_check=list(HealthCheck))
FARGATE = {"service": "batch", "compute": "fargate"}
EC2 = {"service": "batch", "compute": "ec2", "management": "managed", "purchase": "on-demand"}
OWN = {"service": "batch", "compute": "ec2", "management": "unmanaged"}
LAMBDA = {"service": "lambda"}
MANAGED = {"service": "lambda-managed-instances"}
PAIRS = [(float(row[0]), float(row[1])) for row in BOOK.table("fargate.sizes").rows]


def facts_of(**spec: Any) -> dict[str, Any]:
    return complete(BOOK, stated_by(Workload.model_validate(spec)))


def size(choices: dict[str, str], **spec: Any) -> Sizing:
    """The size of a workload on a platform, whether or not it would be recommended."""
    return size_for(BOOK, facts_of(**spec), choices)


# --- Fargate ----------------------------------------------------------------------------------


@LENIENT
@given(vcpus(), amounts())
def test_fargate_gets_the_smallest_of_its_pairs_that_holds_the_job(cpus: float, memory: str):
    need = facts_of(vcpus=cpus, memory=memory)["memory"]
    holding = [pair for pair in PAIRS if pair[0] >= cpus and pair[1] >= need]
    found = size(FARGATE, vcpus=cpus, memory=memory)
    assert (found.vcpus, found.memory) == min(holding, default=(None, None))


@LENIENT
@given(vcpus(), amounts())
def test_the_rules_and_the_size_speak_of_the_same_pair(cpus: float, memory: str):
    """The rules weigh a derived fact; what is asked for must be what they weighed."""
    facts = facts_of(vcpus=cpus, memory=memory)
    found = size(FARGATE, vcpus=cpus, memory=memory)
    assert (found.vcpus, found.memory) == (facts["fargate_vcpus"], facts["fargate_memory"])


def test_what_is_rounded_up_is_said():
    found = size(FARGATE, vcpus=3, memory="20 GB")
    assert (found.vcpus, found.memory) == (4, 19 * 1024)
    assert found.rounding == (
        "3 vCPU rounded up to 4 vCPU",
        "18.63 GiB rounded up to 19 GiB",
        "the smallest size that Fargate offers for both",
    )


def test_what_fits_exactly_is_not_rounded():
    assert size(FARGATE, vcpus=4, memory="30 GiB").rounding == ()


def test_windows_takes_a_whole_vcpu_at_least():
    found = size(FARGATE, vcpus=0.25, memory="512 MiB", operating_system="windows")
    assert (found.vcpus, found.memory) == (1, 2048)


def test_one_unknown_of_two_leaves_the_size_to_what_is_known():
    assert size(FARGATE, memory="20 GiB").memory == 20 * 1024
    assert size(FARGATE, vcpus=8).vcpus == 8
    nothing = size(FARGATE)
    assert (nothing.vcpus, nothing.memory) == (None, None)


@pytest.mark.parametrize(
    ("disk", "storage"),
    [("20 GiB", None), ("20481 MiB", 21 * 1024), ("30 GiB", 30 * 1024), ("30721 MiB", 31 * 1024)],
)
def test_storage_is_asked_for_in_whole_gib_where_the_default_is_too_small(disk, storage):
    assert size(FARGATE, vcpus=1, memory="2 GiB", disk=disk).storage == storage


# --- Lambda -----------------------------------------------------------------------------------


def test_a_function_gets_the_memory_that_brings_its_vcpus():
    found = size(LAMBDA, vcpus=2, memory="512 MiB")
    assert found.memory == 2 * 1769
    assert "since Lambda gives vCPUs by memory" in found.rounding[0]


def test_a_function_gets_the_memory_it_needs_where_that_is_more():
    found = size(LAMBDA, vcpus=1, memory="4 GiB")
    assert (found.memory, found.rounding) == (4096, ())


@LENIENT
@given(st.floats(0.01, 6), st.integers(1, 10_240))
def test_a_function_stays_within_the_range_of_lambda(cpus: float, memory: int):
    found = size(LAMBDA, vcpus=cpus, memory=f"{memory} MiB").memory
    assert found is not None
    assert BOOK.number("lambda.memory_minimum") <= found <= BOOK.number("lambda.memory")
    assert found >= memory
    assert found == int(found)


@LENIENT
@given(st.integers(1, 16), st.integers(1, 32))
def test_managed_instances_get_whole_vcpus_with_one_of_their_ratios(cpus: int, gib: int):
    found = size(MANAGED, vcpus=cpus, memory=f"{gib} GiB")
    assert found.vcpus
    assert found.memory
    assert found.vcpus >= cpus
    assert found.memory >= min(gib, 32) * 1024
    assert found.memory / found.vcpus / 1024 in {2, 4, 8}


# --- EC2 --------------------------------------------------------------------------------------


def test_what_an_instance_keeps_for_itself_is_taken_off_and_said():
    found = size(EC2, vcpus=4, memory="16 GiB")
    smallest = found.instances[0]
    assert smallest.memory > 16 * 1024
    assert "the host and its agent keep some of it" in found.rounding[0]
    assert size(EC2, vcpus=4, memory="15 GiB").rounding == ()


@LENIENT
@given(vcpus(), amounts(), st.sampled_from(["x86_64", "arm64"]))
def test_instances_hold_the_job_and_the_smallest_comes_first(
    cpus: float, memory: str, architecture: str
):
    need = facts_of(memory=memory)["memory"]
    found = size(EC2, vcpus=cpus, memory=memory, architecture=architecture).instances
    usable = BOOK.number("ec2.usable_memory")
    for each in found:
        assert each.vcpus >= cpus
        assert each.memory * usable >= need
        assert each.architecture == architecture
    assert len({each.family for each in found}) == len(found)
    some = [
        each
        for each in catalogue(BOOK.folder).instances
        if each.architecture == architecture
        and each.family in BOOK.texts(f"ec2.default_{architecture}")
        and each.vcpus >= cpus
        and each.memory * usable >= need
    ]
    if some:
        assert min(e.vcpus for e in some) == min(e.vcpus for e in found)


def test_a_gpu_of_24_gib_is_more_than_one_of_24_gb_and_the_difference_is_said():
    found = size(EC2, vcpus=4, memory="16 GB", gpus=1, gpu_memory="24 GiB")
    assert "ask in GB if the smaller one will do" in found.rounding[-1]
    smaller = size(EC2, vcpus=4, memory="16 GB", gpus=1, gpu_memory="24 GB")
    assert smaller.instances[0].gpu_memory < found.instances[0].gpu_memory


def test_the_teams_own_instances_are_theirs_to_choose():
    found = size(OWN, vcpus=4, memory="8 GiB", disk="500 GiB")
    assert (found.vcpus, found.memory, found.storage, found.instances) == (4, 8192, None, ())


# --- of a whole answer ------------------------------------------------------------------------


@LENIENT
@given(workloads())
def test_what_is_recommended_holds_the_workload(spec: dict[str, Any]):
    made = advisor.recommend(spec)
    found, facts = made.sizing, made.outcome.facts
    assert (found is None) == (made.platform is None)
    if found is None:
        return
    for have, name in ((found.vcpus, "vcpus"), (found.memory, "memory")):
        need = facts[name]
        if have is not None and need is not UNKNOWN:
            assert have >= need


@LENIENT
@given(
    st.sampled_from([1, 17, 96, 192, 200, 448, 896]),
    st.sampled_from(["1 GiB", "700 GiB", "2900 GiB", "10 TiB", "30 TiB"]),
    st.sampled_from(["x86_64", "arm64"]),
    st.booleans(),
)
def test_a_settled_answer_on_ec2_names_an_instance_that_there_is(
    cpus: int, memory: str, architecture: str, efa: bool
):
    """On-Demand and without a GPU."""
    spec = {"vcpus": cpus, "memory": memory, "architecture": architecture, "efa": efa, "nodes": 2}
    made = advisor.recommend({**spec, "duration": "1 h", "runs_per_month": 10})
    if made.platform and made.status == "settled":
        assert made.platform.id == "batch-ec2"
        assert made.sizing
        assert made.sizing.instance_types
