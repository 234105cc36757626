"""What following advice would save: arm64, a smaller Fargate size, bundled runs, Spot."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from advisor.condition import Value
from advisor.cost.feasible import feasible
from advisor.cost.options import Priced
from advisor.cost.question import Question
from advisor.model import Platform, Rule, RuleBook
from advisor.sizing import number
from advisor.units import show


class Saving(NamedTuple):
    """A change that would cost less: what to do, the rule advising it, the cost of a month then."""

    text: str
    rule: Rule | None
    low: float
    high: float
    off_low: float
    off_high: float


class _Change(NamedTuple):
    """A change that costs less, perhaps: the rule that advises it, what is other then.

    One that is `advised` is offered only where its rule holds.
    """

    text: str
    rule_id: str
    facts: Mapping[str, Value]
    platform: Platform
    advised: bool = True


def savings(question: Question, here: Priced | None) -> Iterator[Saving]:
    """What the workload would cost with a change that some rule advises, or that is near."""
    if here is None:
        return
    book, facts = question.book, question.facts
    # With every choice of the platform, also those it leaves open.
    known = feasible(book, question.engine, facts, here.platform).facts
    for change in _changes(book, facts, here.platform):
        rule = _holding(question, known, change.rule_id)
        if rule is None and change.advised:
            continue
        then = question.priced(question.changed(**change.facts), change.platform)
        # An option that may yet be ruled out is no better offer.
        if then is None or then.cost is None or (then.rule is not None and here.rule is None):
            continue
        if then.high < here.high:
            off = sorted((here.low - then.low, here.high - then.high))
            yield Saving(change.text, rule, then.low, then.high, *off)


def _holding(question: Question, known: Mapping[str, Value], rule_id: str) -> Rule | None:
    """The rule of that id, where it holds."""
    rules = [each for each in question.book.advice if each.id == rule_id]
    held = question.engine.evaluate(rules, known)
    return next((rule for rule, truth in zip(rules, held, strict=True) if truth), None)


def _changes(book: RuleBook, facts: Mapping[str, Value], here: Platform) -> Iterator[_Change]:
    if facts.get("architecture") == "x86_64":
        yield _Change("on arm64", "arm64-is-cheaper", {"architecture": "arm64"}, here)
    if here.choices.get("compute") == "fargate":
        yield from _smaller_sizes(book, facts, here)
    yield from _bundled(book, facts, here)
    spot = {**here.choices, "purchase": "spot"}
    for each in book.platforms:
        if each.choices == spot != here.choices:
            yield _Change("on Spot", "spot-is-a-close-call", {}, each, advised=False)


def _smaller_sizes(book: RuleBook, facts: Mapping[str, Value], here: Platform) -> Iterator[_Change]:
    """The largest amount below the need that fits a smaller size, where it is near."""
    near = book.number("cost.fargate_step")
    rows = book.table("fargate.sizes").rows
    for name, column, unit in (("vcpus", 0, "vCPU"), ("memory", 1, "MiB")):
        need = number(facts, name)
        steps = {float(row[column] or 0) for row in rows}
        below = max((step for step in steps if need and step < need), default=None)
        if need and below and need / below <= near:
            text = f"with {show(below, unit)} instead of {show(need, unit)}"
            yield _Change(text, "fargate-rounds-up", {name: below}, here, advised=False)


def _bundled(book: RuleBook, facts: Mapping[str, Value], here: Platform) -> Iterator[_Change]:
    """Several runs in one job, enough to make up for its start."""
    duration, runs = number(facts, "typical_duration"), number(facts, "runs_per_month")
    if not duration or not runs:
        return
    count = math.ceil(book.number("batch.bundle_minimum") / duration)
    changed: dict[str, Value] = {
        "typical_duration": duration * count,
        "duration": duration * count,
        "runs_per_month": runs / count,
    }
    yield _Change(f"with {show(count)} runs in one job", "bundle-short-jobs", changed, here)
