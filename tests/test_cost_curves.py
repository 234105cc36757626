"""Break-even curves are exact: what is read off them is what a bill comes to."""

from __future__ import annotations

import itertools
import math

import pytest
from cost_workloads import HANDLER
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

import advisor
from advisor.cost import AXES
from advisor.cost.breakeven import _differs
from advisor.errors import AdvisorError

LENIENT = settings(max_examples=20, suppress_health_check=list(HealthCheck))


def specs():
    return st.fixed_dictionaries(
        {
            "duration": st.sampled_from(["200 ms", "45 s", "10 min", "3 h"]),
            "vcpus": st.sampled_from([0.25, 1, 2, 4, 16]),
            "memory": st.sampled_from(["512 MiB", "3 GiB", "8.5 GiB", "30 GiB"]),
            "runs_per_month": st.sampled_from([1, 30, 1000, 400_000, 50_000_000]),
        },
        optional={
            "gpus": st.just(1),
            "interruptible": st.just(True),
            "architecture": st.just("arm64"),
            "concurrency": st.sampled_from([10, 1000]),
            "image": st.just("app"),
        },
    )


def costs(**spec):
    return advisor.recommend(spec).costs


_CHEAP = {"duration": "200 ms", "vcpus": 0.25, "memory": "512 MiB", "runs_per_month": 1}


@example(_CHEAP, "memory", 0.0)
@LENIENT
@given(specs(), st.sampled_from(AXES), st.floats(-2.99, 2.99))
def test_what_is_read_off_a_curve_is_what_the_bill_comes_to(spec, axis, power):
    found = costs(**spec).curves(axis)
    value = found.now * 10**power
    if axis == "typical_duration":
        value = float(math.ceil(value))  # billed by whole seconds and milliseconds
    elif axis == "memory":
        value = float(max(1, math.floor(value)))
    assume(found.begin <= value <= found.end)
    question = costs(**spec).question
    for curve in found.curves:
        priced = question.priced(question.moved(axis, value), curve.platform)
        point = curve.at(value)
        assert (point is None) == (priced.cost is None)
        if point:
            assert point.low == pytest.approx(priced.low, rel=1e-6)
            assert point.high == pytest.approx(priced.high, rel=1e-6)


@LENIENT
@given(specs(), st.sampled_from(AXES))
def test_the_break_even_of_an_answer_is_the_nearest_crossing_of_the_curves(spec, axis):
    found = costs(**spec)
    told = next((each for each in found.break_evens if each.fact == axis), None)
    here = found.option(found.recommended.id)
    rivals = {each.platform.id for each in found.options if each.cost and _differs(each, here)}
    drawn = found.curves(axis)
    ours = next(each for each in drawn.curves if each.platform == found.recommended)

    def reached(value):
        """Whether both can run it all the way from now."""
        low, high = sorted((value, drawn.now))
        return any(line[0].at <= low and high <= line[-1].at for line in ours.lines)

    near = [each for each in drawn.crossings
            if {each.cheaper.id, each.dearer.id} <= rivals | {here.platform.id}
            and reached(each.value)]  # fmt: skip
    best = min(near, key=lambda each: abs(math.log(each.value / each.now)), default=None)
    assert (told is None) == (best is None)
    if told:
        assert told.value == pytest.approx(best.value, rel=1e-6)
        assert (told.cheaper, told.dearer) == (best.cheaper, best.dearer)


def test_the_curves_of_an_event_handler_cross_where_they_do_by_hand():
    found = costs(**HANDLER).curves("typical_duration")
    crossing = next(each for each in found.crossings if each.cheaper.id == "batch-fargate")
    # A run on Lambda: 0.0000002 + s * 0.5 * 0.0000166667, the tiers begin at 6e9 and 15e9 GB-s
    # (240 s and 600 s here); on Fargate a minute at least: s / 3600 * (0.25 * 0.04048 + 0.5 * …)
    fargate = 60 / 3600 * (0.25 * 0.04048 + 0.5 * 0.004445)
    assert crossing.value == pytest.approx((fargate - 0.0000002) / (0.5 * 0.0000166667))
    assert crossing.sentence == (
        "from about a usual run of 25 s (now 0.2 s), "
        "AWS Batch on Fargate costs less than AWS Lambda"
    )
    ours = next(each for each in found.curves if each.platform.id == "lambda")
    assert [round(point.at, 6) for point in ours.lines[0]] == [0.0002, 200.0]


def test_a_curve_ends_where_a_rule_rules_the_platform_out():
    found = costs(**HANDLER).curves("typical_duration", (1, 2000))
    ends = {each.platform.id: each.lines[-1][-1].at for each in found.curves}
    assert ends["lambda"] == 900
    assert ends["batch-fargate"] == 2000
    tiers = next(each for each in found.curves if each.platform.id == "lambda").lines[0]
    assert [round(point.at, 6) for point in tiers] == [1, 240, 600, 900]


def test_memory_goes_in_the_steps_that_are_sold():
    found = costs(duration="1 h", vcpus=1, memory="3 GiB", runs_per_month=10, image="a")
    curve = next(
        each for each in found.curves("memory", (1024, 8192)).curves
        if each.platform.id == "batch-fargate"
    )  # fmt: skip
    assert [point.at for point in curve.lines[0]][:5] == [1024, 2048, 2049, 3072, 3073]
    assert curve.at(2049) == curve.at(3072)._replace(at=2049)


def test_the_cheapest_platform_is_told_for_every_stretch():
    found = costs(**HANDLER).curves("typical_duration")
    assert found.cheapest[0].platform.id == "lambda"
    for stretch in found.cheapest:
        middle = (stretch.begin + stretch.end) / 2
        sums = {each.platform.id: each.at(middle) for each in found.curves}
        least = min(point.high for point in sums.values() if point)
        assert sums[stretch.platform.id].high == least


def test_a_curve_along_another_fact_says_which_there_are():
    found = costs(**HANDLER)
    with pytest.raises(AdvisorError, match=r"no cost along `memry`; did you mean `memory`\?"):
        found.curves("memry")
    with pytest.raises(AdvisorError, match="from 5 to 2; give two numbers above 0"):
        found.curves("memory", (5, 2))


def test_there_is_no_curve_along_a_fact_that_nobody_knows_or_where_nothing_is_priced():
    assert costs(duration="1 h", vcpus=1, runs_per_month=10).curves("memory") is None
    there = costs(duration="1 h", vcpus=1, runs_per_month=10, region="eu-north-1")
    assert there.curves("runs_per_month") is None


@pytest.mark.parametrize("vcpus", [0.25, 1, 4])
def test_no_cost_falls_anywhere_along_memory(vcpus):
    for curve in costs(**{**HANDLER, "vcpus": vcpus}).curves("memory").curves:
        points = [point for line in curve.lines for point in line]
        for end in ("low", "high"):
            sums = [getattr(point, end) for point in points]
            assert all(b >= a * (1 - 1e-9) for a, b in itertools.pairwise(sums)), curve.platform.id
