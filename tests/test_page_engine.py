"""The script of a page decides as Python does: the same answers, in a real browser."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from strategies import _RARE, fields

import advisor
from advisor.api import Recommendation
from advisor.page.base import asset
from advisor.page.script import script_data, stated_data, units_data
from advisor.report.words import margin_words, margins_in_sight
from advisor.rulebook import load_rules
from advisor.units import share, show
from advisor.units.spellings import amount

ROOT = Path(__file__).parents[1]

# Everything that is compared of one answer.
ANSWER = """
(text) => JSON.stringify(JSON.parse(text).map((stated) => {
  const outcome = Engine.evaluate(book, stated);
  return {
    platform: outcome.platform && outcome.platform.id,
    status: outcome.status,
    decisions: Object.fromEntries(outcome.decisions.map((taken) => [taken.decision.id, {
      choice: taken.choice, status: taken.status, depends: taken.depends, near: taken.nearTies,
      options: Object.fromEntries(taken.standings.map((each) => [each.option.id, [
        each.state, each.findings.map((finding) => [finding.rule.id, finding.truth]),
      ]])),
    }])),
    advice: Engine.advice(book, outcome).map((rule) => rule.id),
    classes: Engine.noFit(book, outcome).map((each) => each.id),
  };
}))
"""


def answer(found: Recommendation) -> dict[str, Any]:
    """The same of Python's answer."""
    return {
        "platform": found.platform.id if found.platform else None,
        "status": found.status.value,
        "decisions": {
            taken.decision.id: {
                "choice": taken.choice,
                "status": taken.status.value,
                "depends": list(taken.depends_on),
                "near": list(taken.near_ties),
                "options": {
                    each.option.id: [
                        each.state.value,
                        [[finding.rule.id, finding.truth] for finding in each.findings],
                    ]
                    for each in taken.standings
                },
            }
            for taken in found.taken
        },
        "advice": [each.rule.id for each in found.advice],
        "classes": [each.id for each in found.no_fit],
    }


@pytest.fixture(scope="module")
def page(browser_page):
    """A page that has the engine and the shipped rule book."""
    browser_page.evaluate(
        "([script, data]) => { "
        "(0, eval)(script + '; Object.assign(globalThis, {Engine, Units, Changes})'); "
        "globalThis.book = Engine.compiled(data); }",
        [
            "\n".join(map(asset, ("trees.js", "engine.js", "units.js", "changes.js"))),
            script_data(load_rules()),
        ],
    )
    return browser_page


def told(page: Any, script: str, answers: list[Recommendation]) -> list[dict[str, Any]]:
    """What a script says of the stated facts of answers.

    Handed over as text, since Playwright is slow with thousands of objects.
    """
    stated = json.dumps([stated_data(each.stated) for each in answers])
    return json.loads(page.evaluate(script, stated))


# Shrinking thousands of workloads would take an hour; the message names the one that differs.
SLOW = {"suppress_health_check": list(HealthCheck)}

# Values are drawn per field and combined here: a thousand workloads for the price of a few.
POOLS = st.fixed_dictionaries(
    {name: st.lists(each, min_size=4, max_size=12) for name, each in fields.items()}
)
COMMON = [name for name in fields if name not in _RARE]


def combined(pools: dict[str, list[Any]], seed: int, count: int) -> list[dict[str, Any]]:
    """Workloads of values from the pools, most with few of the fields that decide everything."""
    choose = random.Random(seed)
    found = []
    for _ in range(count):
        names = choose.sample(COMMON, choose.randint(0, 14))
        names += choose.sample(_RARE, choose.choice([0, 0, 1, 1, 2, 5]))
        found.append({name: choose.choice(pools[name]) for name in names})
    return found


@settings(
    max_examples=50 if os.environ.get("ADVISOR_SLOW") else 2,
    phases=[Phase.generate],
    **SLOW,
)
@given(POOLS, st.integers(0, 2**32))
def test_thousands_of_workloads_are_decided_alike(page, pools, seed):
    workloads = combined(pools, seed, 1000)
    answers = [advisor.recommend(each) for each in workloads]
    found = told(page, ANSWER, answers)
    for spec, here, there in zip(workloads, answers, found, strict=True):
        assert there == answer(here), spec


@pytest.mark.parametrize("pack", ["acme", "orchestration"])
def test_a_book_with_packs_is_read_alike(page, pack):
    book = load_rules(ROOT / "examples" / "packs" / pack)
    page.evaluate("(data) => { globalThis.packed = Engine.compiled(data); }", script_data(book))
    specs = [
        {"duration": f"{minutes} min", "vcpus": vcpus, **own}
        for minutes in (5, 14, 60)
        for vcpus in (1, 24)
        for own in ({}, *([{"x": {"data_class": "secret"}}] if pack == "acme" else []))
    ]
    answers = [advisor.recommend(each, rules=book) for each in specs]
    found = told(page, ANSWER.replace("book", "packed"), answers)
    assert found == [answer(each) for each in answers]


CHANGES = """
(text) => JSON.stringify(JSON.parse(text).map((stated) => {
  const now = Engine.evaluate(book, stated), attempt = Changes.attempts(book, stated);
  const kept = new Map();
  const pieces = (fact) =>
    kept.get(fact) ?? kept.set(fact, Changes.pieces(fact, attempt)).get(fact);
  return {
    flips: Changes.flips(book, stated, now, pieces).map(
      (each) => [each.platform.id, each.status, each.fact.name, each.words,
                 each.rules.map((rule) => rule.code)]),
    depends: Object.fromEntries(Changes.dependences(now, book, pieces).map(({fact}) => [
      fact.name, pieces(fact).map(({outcome, ...each}) => [
        Changes.words(each), outcome.platform && outcome.platform.id, outcome.status])])),
    margins: Changes.margins(book, now).map(({rule, fact, words}) => [rule.id, fact.name, words]),
  };
}))
"""


def changes(found: Recommendation) -> dict[str, Any]:
    """The flips and the answers for what is unknown, as Python has them."""
    return {
        "flips": [
            [e.platform, e.status.value, e.fact, e.words, [rule.code for rule in e.rules]]
            for e in found.flips
        ],
        "depends": {
            name: [
                [
                    each.words(found.book),
                    each.outcome.platform.id if each.outcome.platform else None,
                    each.outcome.status.value,
                ]
                for each in pieces
            ]
            for name, pieces in found.depends_on.items()
        },
        "margins": [
            [each.rule.id, each.margin.fact, margin_words(each.margin)]
            for each in margins_in_sight(found)
        ],
    }


@settings(max_examples=1, phases=[Phase.generate], **SLOW)
@given(POOLS, st.integers(0, 2**32))
def test_what_would_change_an_answer_is_the_same_too(page, pools, seed):
    workloads = combined(pools, seed, 60)
    answers = [advisor.recommend(each) for each in workloads]
    found = told(page, CHANGES, answers)
    for spec, here, there in zip(workloads, answers, found, strict=True):
        assert there == changes(here), spec


def amounts() -> list[float]:
    """Amounts of all sizes, whole and not, on the edges of rounding too."""
    choose = random.Random(7)
    found = [float(choose.randrange(2 ** choose.randint(1, 50))) for _ in range(400)]
    found += [choose.random() * 10 ** choose.randint(-6, 12) for _ in range(400)]
    found += [choose.randrange(10**7) / 8 for _ in range(400)]
    return found + [round(choose.random() * 2000, 3) for _ in range(400)] + [0.0, 0.125, 2.5, 1e-7]


def test_an_amount_is_shown_in_the_same_words(page):
    pairs = [(value, unit) for value in amounts() for unit in ("s", "MiB", "vCPU", None)]
    found = page.evaluate("(all) => all.map(([value, unit]) => Units.show(value, unit))", pairs)
    differ = [
        (pair, there, show(*pair))
        for pair, there in zip(pairs, found, strict=True)
        if there != show(*pair)
    ]
    assert differ == []


def test_a_share_of_a_limit_is_shown_in_the_same_words(page):
    limits = (244 * 1024.0, 31_876_710.0, 22_888.18359375, 6.0, 30 / 1024, 900.0)
    triples = [
        (value, limit, unit)
        for limit in limits
        for value in (*amounts()[::20], limit, limit + 0.5, limit + 2**-20, limit * 1.001)
        for unit in ("s", "MiB", "vCPU", None)
    ]
    found = page.evaluate("(all) => all.map((each) => Units.share(...each))", triples)
    assert found == [share(*each) for each in triples]


def test_an_amount_that_is_spelled_reads_as_it_was(page):
    script = (
        "([all, ratios]) => all.filter((value) => ['s', 'MiB', null].some((unit) => "
        "Units.read(Units.spell(value, unit), unit, ratios) !== value))"
    )
    assert page.evaluate(script, [amounts(), units_data()]) == []


@pytest.mark.parametrize(
    ("text", "unit"),
    [("900s", "s"), ("20 min", "s"), ("1h30m", "s"), ("1 h 30 min", "s"), ("PT20M", "s"),
     ("P1DT2H", "s"), ("1.5 h", "s"), ("30 min 1 h", "s"), ("1 M", "s"), ("20", "s"), ("x", "s"),
     ("1.1 h", "s"), ("8 GiB", "MiB"), ("8 GB", "MiB"), ("1.5 TiB", "MiB"), ("512MiB", "MiB"),
     ("8 Gb", "MiB"), ("8", "MiB"), ("20 min", "MiB"), ("-1 GiB", "MiB"), ("", "MiB")],
)  # fmt: skip
def test_a_text_stands_for_the_same_quantity_or_for_none(page, text, unit):
    script = "([text, unit, ratios]) => Units.read(text, unit, ratios)"
    assert page.evaluate(script, [text, unit, units_data()]) == amount(text, unit)
