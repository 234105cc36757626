"""Explanations tell the truth: every flip, branch, border and margin is run and compared."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import fields, workloads

import advisor
from advisor.api import stated_in
from advisor.condition import UNKNOWN, Value, truth
from advisor.decide import decide
from advisor.engines import engine
from advisor.explain import Piece, answer
from advisor.explain.binding import just_short
from advisor.facts import complete, spec_facts
from advisor.model import Kind
from advisor.outcome import Outcome, State, Status
from advisor.reading import unwritten
from advisor.rulebook import load_rules
from advisor.template import REFERENCE

BOOK = load_rules()
ENGINE = engine()
LENIENT = settings(max_examples=40, suppress_health_check=list(HealthCheck))
FACTS = {each.fact.name: each for each in spec_facts()}


def outcome(stated: dict[str, Value]) -> Outcome:
    """What comes out for stated facts, worked out from nothing."""
    return decide(BOOK, complete(BOOK, stated), ENGINE)


def platform(found: Outcome) -> str | None:
    return found.platform.id if found.platform else None


def with_fact(made: advisor.Recommendation, name: str, value: Value) -> Outcome:
    """The outcome if one fact had another value; none takes back what was stated."""
    return outcome({**made.stated, name: value})


# --- flips ------------------------------------------------------------------------------------


@LENIENT
@given(workloads())
def test_a_flip_leads_to_the_platform_it_names(spec: dict[str, Any]):
    made = advisor.recommend(spec)
    for flip in made.flips:
        found = with_fact(made, flip.fact, flip.after)
        assert answer(found) == (flip.platform, flip.status), flip


@LENIENT
@given(workloads())
def test_flips_change_one_known_fact_to_reach_each_other_platform_once(spec: dict[str, Any]):
    made = advisor.recommend(spec)
    reached = [flip.platform for flip in made.flips]
    assert len(set(reached)) == len(reached)
    assert platform(made.outcome) not in reached
    for flip in made.flips:
        assert flip.before != flip.after
        assert made.outcome.facts[flip.fact] == flip.before
        assert flip.before is not UNKNOWN


@LENIENT
@given(workloads())
def test_smaller_changes_come_first(spec: dict[str, Any]):
    changes = [flip.change for flip in advisor.recommend(spec).flips]
    assert changes == sorted(changes)
    assert all(change > 0 for change in changes)


@LENIENT
@given(workloads())
def test_a_flip_names_rules_that_speak_on_one_side_of_it_alone(spec: dict[str, Any]):
    """Just short of the change and once it is made; where there are no steps, without it."""
    made = advisor.recommend(spec)
    for flip in made.flips:
        assert flip.rules, flip
        after = with_fact(made, flip.fact, flip.after)
        at = partial(with_fact, made, flip.fact)
        short = just_short(flip.before, flip.after, flip.platform, at)
        assert platform(short) != flip.platform
        for rule in flip.rules:
            assert (truth(rule.when, short.facts) is True) is not (
                truth(rule.when, after.facts) is True
            ), (flip, rule.code)


@pytest.mark.parametrize(
    ("spec", "fact", "codes"),
    [
        ({"duration": "20 min", "runs_per_month": 10}, "duration", ["SVC004", "SVC044"]),
        ({"vcpus": 16, "memory": "100 GiB"}, "vcpus", ["CMP003"]),
        ({"own_instances": True, "nodes": 4}, "nodes", ["MGT006"]),
    ],
)
def test_a_flip_names_the_rules_of_the_border_that_it_reaches(
    spec: dict[str, Any], fact: str, codes: list[str]
):
    (flip,) = (each for each in advisor.recommend(spec).flips if each.fact == fact)
    assert [rule.code for rule in flip.rules] == codes


def test_a_flip_can_be_written_into_the_spec():
    """What is offered is a value that a spec may have, not only one that the rules understand."""
    made = advisor.recommend(
        {"duration": "20 min", "vcpus": 1, "memory": "1 GiB", "image": "a", "runs_per_month": 10}
    )
    flip = next(each for each in made.flips if each.platform == "lambda")
    assert flip.fact == "duration"
    again = advisor.recommend({**spec_of(made), "duration": f"{flip.after} s"})
    assert again.platform
    assert again.platform.id == "lambda"


def test_a_border_between_neighbours_is_told_by_the_rounder_one():
    made = advisor.recommend(
        {
            "duration": "3 min", "vcpus": 1, "memory": "2 GiB", "runs_per_month": 7777,
            "image": "a", "lambda_image": True,
        }
    )  # fmt: skip
    found = [each.words for each in made.flips if each.fact == "runs_per_month"]
    assert found == ["`runs_per_month` at least 20,000"]


def spec_of(made: advisor.Recommendation) -> dict[str, Any]:
    return dict(made.workload.model_dump(exclude_unset=True, by_alias=True))


# --- pieces and branches ----------------------------------------------------------------------


def inside(piece: Piece) -> list[float]:
    """Values of an interval: its borders where they belong to it, else one step within."""
    found = [piece.value]
    if piece.low is not None:
        found.append(piece.low.at if piece.low.included else piece.low.at + 1)
    if piece.high is not None:
        found.append(piece.high.at if piece.high.included else piece.high.at - 1)
    return [value for value in found if isinstance(value, int | float) and holds(piece, value)]


def holds(piece: Piece, value: float) -> bool:
    low, high = piece.low, piece.high
    above = low is None or value > low.at or (low.included and value == low.at)
    below = high is None or value < high.at or (high.included and value == high.at)
    return above and below and value > 0


@LENIENT
@given(workloads(), st.sampled_from([n for n, each in FACTS.items() if not each.depends]))
def test_the_answer_at_the_borders_of_a_piece_is_the_one_it_says(spec: dict[str, Any], name: str):
    """And one step beyond the border it is the one of the next piece."""
    made = advisor.recommend(spec)
    for piece in made.pieces(name):
        values = inside(piece) if piece.numeric else [piece.value]
        for value in values:
            found = with_fact(made, name, value)
            assert answer(found) == answer(piece.outcome), (piece.condition(), value)


@LENIENT
@given(workloads(), st.sampled_from([n for n, f in FACTS.items() if f.fact.kind is Kind.NUMBER]))
def test_pieces_of_a_number_cover_all_values_without_a_gap(spec: dict[str, Any], name: str):
    found = advisor.recommend(spec).pieces(name)
    assert found[0].low is None
    assert found[-1].high is None
    for below, above in pairwise(found):
        assert below.high
        assert above.low
        assert below.high.at == above.low.at
        assert below.high.included is not above.low.included
        assert answer(below.outcome) != answer(above.outcome)


def test_an_answer_that_stands_between_two_others_is_found_however_narrow_it_is():
    """Lambda to ten minutes; then Batch, for a second; then no run ends before its answer."""
    found = advisor.recommend({"response_within": "601 s"}).pieces("duration")
    assert [(piece.condition(), platform(piece.outcome)) for piece in found] == [
        ({"duration": {"lte": 600}}, "lambda"),
        ({"duration": {"gt": 600, "lte": 601}}, "batch-fargate"),
        ({"duration": {"gt": 601}}, None),
    ]


@LENIENT
@given(workloads())
def test_a_branch_leads_to_the_platform_it_names(spec: dict[str, Any]):
    made = advisor.recommend(spec)
    for branch in made.branches:
        assert platform(branch.outcome) != platform(made.outcome)
        assert made.outcome.facts[branch.fact] is UNKNOWN
        for value in inside(branch) if branch.numeric else [branch.value]:
            assert answer(with_fact(made, branch.fact, value)) == answer(branch.outcome)


# --- what is unknown --------------------------------------------------------------------------


@LENIENT
@given(workloads())
def test_an_answer_depends_on_facts_that_are_unknown_and_that_a_spec_can_give(spec: dict[str, Any]):
    made = advisor.recommend(spec)
    for taken in made.taken:
        assert (taken.status is Status.CONDITIONAL) == bool(taken.depends_on)
        for name in taken.depends_on:
            assert made.outcome.facts[name] is UNKNOWN
            assert name in FACTS
    assert {each.fact for each in made.missing} >= set(made.depends_on)


@st.composite
def gaps_and_fillings(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A spec, and values for the facts that it leaves unknown.

    Not for `image`: an image brings a question of its own, whether it speaks the Runtime API.
    """
    spec = draw(workloads())
    names = ["duration", "vcpus", "memory", "runs_per_month"]
    names += ["gpu_memory"] if spec.get("gpus") else []
    names += ["lambda_image"] if spec.get("image") else []
    return spec, {name: draw(fields[name]) for name in names if name not in spec}


@settings(LENIENT, max_examples=120)
@given(gaps_and_fillings())
def test_a_settled_decision_stays_whatever_is_said_of_what_was_unknown(
    both: tuple[dict[str, Any], dict[str, Any]],
):
    """As long as the decisions before it stay: a later one rests on them."""
    spec, more = both
    made, again = advisor.recommend(spec), advisor.recommend({**spec, **more})
    for taken in made.taken:
        other = again.outcome.decisions[taken.decision.id]
        if taken.status is Status.CONDITIONAL or other is None:
            return
        assert taken.choice == other.choice
    assert platform(again.outcome) == platform(made.outcome)


@settings(LENIENT, max_examples=120)
@given(gaps_and_fillings())
def test_what_an_answer_does_not_depend_on_does_not_change_it_alone(
    both: tuple[dict[str, Any], dict[str, Any]],
):
    """A fact that no decision names as one it depends on leaves the platform as it is."""
    spec, more = both
    made = advisor.recommend(spec)
    for name in set(more) - set(made.depends_on):
        again = advisor.recommend({**spec, name: more[name]})
        assert platform(again.outcome) == platform(made.outcome), name


# --- reasons and margins ----------------------------------------------------------------------


@LENIENT
@given(workloads())
def test_a_margin_is_what_lies_between_a_value_and_its_limit(spec: dict[str, Any]):
    made = advisor.recommend(spec)
    reasons = [each for some in made.reasons.values() for each in some]
    margins = [each.margin for each in [*reasons, *made.margins] if each.margin]
    for margin in margins:
        assert made.outcome.facts[margin.fact] == margin.value
        assert margin.spare == margin.limit - margin.value
        assert margin.used == margin.value / margin.limit
        assert margin.unit == made.book.facts[margin.fact].unit


@LENIENT
@given(workloads())
def test_a_limit_that_is_kept_rules_the_choice_out_where_it_is_passed(spec: dict[str, Any]):
    """The margins of an answer are those to hard limits, each of which is run."""
    made = advisor.recommend(spec)
    for held in made.margins:
        assert held.margin.spare >= 0
        beyond = {**made.outcome.facts, held.margin.fact: held.margin.limit * 2 + 1}
        assert ENGINE.evaluate((held.rule,), beyond)[0] is True


@LENIENT
@given(workloads())
def test_every_option_that_is_out_has_a_reason_and_every_reason_a_source(spec: dict[str, Any]):
    made = advisor.recommend(spec)
    for taken in made.taken:
        for standing in taken.standings:
            reasons = made.reasons[taken.decision.id, standing.option.id]
            if standing.state is State.RULED_OUT:
                assert any(each.truth and each.effect == "rules_out" for each in reasons)
            for each in reasons:
                assert each.rule.source.url or each.rule.source.judgement
                names = {match[1] for match in REFERENCE.finditer(each.because)}
                assert not names & {*made.book.facts, *made.book.limits}, each.because


def test_a_reason_points_at_the_line_that_it_is_about(tmp_path):
    spec = tmp_path / "job.workload.yaml"
    spec.write_text("name: a\nvcpus: 1\nduration: 20 min\n")
    made = advisor.recommend(spec)
    reason = made.reasons["service", "lambda"][0]
    assert reason.rule.id == "lambda-too-long"
    assert reason.at == (3, 11)


# --- in one process ---------------------------------------------------------------------------


SPECS = [
    {"duration": "20 min", "vcpus": 1, "memory": "1 GiB"},
    {"gpus": 1},
    {"duration": "5 min", "vcpus": 2, "memory": "4 GiB", "image": "a"},
    {"own_instances": True, "nodes": 2},
    {},
]


def kept_by(ask: Callable[[int], None], times: int) -> int:
    """How many more blocks of memory there are after many calls than after some."""
    ask(500)
    gc.collect()
    before = sys.getallocatedblocks()
    ask(times)
    gc.collect()
    return sys.getallocatedblocks() - before


def test_memory_is_flat_over_many_calls():
    """A block for each call would be twenty thousand."""
    stated = [stated_in(unwritten(dict(spec))) for spec in SPECS]

    def ask(times: int) -> None:
        for index in range(times):
            # A value that was never there before, so that nothing kept by value can pay for it.
            facts = {**stated[index % len(stated)], "runs_per_month": index * 1.5}
            decide(BOOK, complete(BOOK, facts), ENGINE)

    assert kept_by(ask, 20_000) < 1000


def test_memory_is_flat_over_whole_answers():
    def ask(times: int) -> None:
        for index in range(times):
            made = advisor.recommend({**SPECS[index % len(SPECS)], "runs_per_month": index})
            _ = made.reasons, made.sizing, made.advice

    assert kept_by(ask, 1000) < 500


def test_several_threads_at_once_give_the_same_answers():
    def told(spec: dict[str, Any]) -> str:
        return advisor.recommend(spec).to_json()

    alone = [told(spec) for spec in SPECS]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(told, SPECS * 10))
    assert together == alone * 10


def test_threads_that_share_one_answer_read_the_same_parts():
    made = advisor.recommend(SPECS[-1])
    with ThreadPoolExecutor(8) as threads:
        parts = list(threads.map(lambda _: (made.flips, made.branches, made.missing), range(16)))
    assert all(part == parts[0] for part in parts)


@pytest.mark.parametrize("spec", SPECS)
def test_an_answer_is_frozen(spec: dict[str, Any]):
    made = advisor.recommend(spec)
    with pytest.raises(AttributeError):
        made.outcome = None
    with pytest.raises(AttributeError):
        made.outcome.platform = None
