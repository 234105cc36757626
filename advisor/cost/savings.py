"""Advice about money with its amount: arm64, a smaller Fargate size, several runs in one job."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from advisor.condition import Value
from advisor.cost.options import Priced
from advisor.cost.question import Question
from advisor.model import Platform, Rule, RuleBook
from advisor.sizing import number
from advisor.units import show


class Saving(NamedTuple):
    """Something that would cost less: what to do, the rule that advises it, the month then."""

    text: str
    rule: Rule | None
    low: float
    high: float
    off_low: float
    off_high: float


def savings(question: Question, here: Priced | None) -> Iterator[Saving]:
    """What the recommended platform would cost with a change that some rule advises."""
    if here is None:
        return
    book, facts = question.book, question.facts
    for text, rule_id, changed in _changes(book, facts, here.platform):
        rule = next((each for each in book.advice if each.id == rule_id), None)
        known = {**facts, **here.platform.choices}
        if rule_id and (rule is None or question.engine.evaluate((rule,), known)[0] is not True):
            continue
        then = question.priced(question.changed(**changed), here.platform)
        if then is not None and then.cost is not None and then.high < here.high:
            off = here.low - then.low, here.high - then.high
            yield Saving(text, rule, then.low, then.high, *off)


Change = tuple[str, str | None, Mapping[str, Value]]


def _changes(book: RuleBook, facts: Mapping[str, Value], platform: Platform) -> Iterator[Change]:
    if facts.get("architecture") == "x86_64":
        yield "on arm64", "arm64-is-cheaper", {"architecture": "arm64"}
    if platform.choices.get("compute") == "fargate":
        yield from _smaller_sizes(book, facts)
    yield from _bundled(book, facts)


def _smaller_sizes(book: RuleBook, facts: Mapping[str, Value]) -> Iterator[Change]:
    """The largest amount below the need that fits a smaller size, where it is near."""
    near = book.number("cost.fargate_step")
    rows = book.table("fargate.sizes").rows
    for name, column, unit in (("vcpus", 0, "vCPU"), ("memory", 1, "MiB")):
        need = number(facts, name)
        steps = {float(row[column] or 0) for row in rows}
        below = max((step for step in steps if need and step < need), default=None)
        if need and below and need / below <= near:
            yield f"with {show(below, unit)} instead of {show(need, unit)}", None, {name: below}


def _bundled(book: RuleBook, facts: Mapping[str, Value]) -> Iterator[Change]:
    """Several runs in one job, as many as make it worth its start."""
    duration, runs = number(facts, "typical_duration"), number(facts, "runs_per_month")
    if not duration or not runs:
        return
    count = math.ceil(book.number("batch.bundle_minimum") / duration)
    changed: dict[str, Value] = {
        "typical_duration": duration * count,
        "duration": duration * count,
        "runs_per_month": runs / count,
    }
    yield f"with {show(count)} runs in one job", "bundle-short-jobs", changed
