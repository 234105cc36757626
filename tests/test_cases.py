"""Whole workloads with the answer that the criteria ask for, and the rules it must rest on.

A case is a `spec` on top of the `base` of its file (null takes a field back). It says the
`platform` and `status` (settled, where nothing is said), which rules hold (`because`) and which do
not (`silent`), which `advice` is given, and where it matters the near ties, what is not asked, what
the answer depends on, and what became of the alternatives. What it `shows` of sizes, costs and
starters is held by `advisor rules test`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import advisor
from advisor.rulebook import load_rules

CASES = Path(__file__).parent / "cases"
KEYS = {
    "case", "criteria", "spec", "platform", "status", "because", "silent", "advice",
    "near_ties", "not_asked", "depends_on", "alternatives", "shows",
}  # fmt: skip
BOOK = load_rules()


def _cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.yaml")):
        file = yaml.safe_load(path.read_text())
        for case in file["cases"]:
            assert set(case) <= KEYS, case["case"]
            fields = {**file["base"], **case["spec"]}
            spec = {name: value for name, value in fields.items() if value is not None}
            yield pytest.param(case, spec, id=f"{path.stem}: {case['case']}")


EVERY = list(_cases())


@pytest.mark.parametrize(("case", "spec"), EVERY)
def test_the_answer_is_the_one_that_the_criteria_ask_for(
    case: dict[str, Any], spec: dict[str, Any]
):
    made = advisor.recommend(spec)
    platform = made.platform.id if made.platform else None
    assert (platform, made.status) == (case["platform"], case.get("status", "settled"))
    for taken in made.taken:
        for choice in case.get("near_ties", {}).get(taken.decision.id, ()):
            assert choice in taken.near_ties
        assert set(case.get("depends_on", {}).get(taken.decision.id, ())) <= set(taken.depends_on)
    for decision in case.get("not_asked", ()):
        assert made.outcome.decisions[decision] is None
    for alternative in made.alternatives:
        if alternative.option.id in case.get("alternatives", {}):
            assert alternative.state == case["alternatives"][alternative.option.id]


@pytest.mark.parametrize(("case", "spec"), EVERY)
def test_the_answer_rests_on_the_rules_that_it_should(case: dict[str, Any], spec: dict[str, Any]):
    made = advisor.recommend(spec)
    reasons = [each for some in made.reasons.values() for each in some]
    held = {each.rule.id for each in reasons if each.truth}
    possible = {each.rule.id for each in reasons}
    advised = {advice.rule.id for advice in made.advice}
    assert set(case.get("because", ())) <= held
    assert not set(case.get("silent", ())) & possible
    assert set(case.get("advice", ())) <= advised


def test_every_rule_that_a_case_names_is_one_of_the_book():
    known = {rule.id for rule in BOOK.rules}
    named = [
        name
        for each in EVERY
        for key in ("because", "silent", "advice")
        for name in each.values[0].get(key, ())
    ]
    assert set(named) <= known


def test_every_platform_and_no_platform_is_the_answer_of_some_case():
    expected = {each.values[0]["platform"] for each in EVERY}
    assert expected == {platform.id for platform in BOOK.platforms} | {None}


def test_every_option_has_a_case_that_rules_it_out():
    left_out = {
        (taken.decision.id, standing.option.id)
        for each in EVERY
        for taken in advisor.recommend(each.values[1]).taken
        for standing in taken.standings
        if standing.state == "ruled_out"
    }
    options = {(d.id, option.id) for d in BOOK.decisions for option in d.options}
    # Nothing rules out ECS or On-Demand: they are what is left.
    assert options - left_out <= {("orchestrator", "ecs"), ("purchase", "on-demand")}
