"""All values of one fact, split where the answer changes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from advisor.condition import Value
from advisor.explain.survey import survey
from advisor.model import Fact, Kind, RuleBook
from advisor.outcome import Outcome, Status
from advisor.units import show

Try = Callable[[str, Value], Outcome]
Tried = tuple[float, Outcome]


class Bound(NamedTuple):
    """One end of an interval, and whether the end itself is included."""

    at: float
    included: bool


class Piece(NamedTuple):
    """Values of one fact that lead to the same answer: an interval of numbers, or one value.

    `value` is one of them; `outcome` is the answer there.
    """

    fact: str
    outcome: Outcome
    value: Value
    low: Bound | None = None
    high: Bound | None = None
    numeric: bool = False

    def condition(self) -> dict[str, object]:
        """The values as a condition, in the form of a rule file."""
        if not self.numeric:
            return {self.fact: list(self.value) if isinstance(self.value, tuple) else self.value}
        bounds: dict[str, float] = {}
        if self.low is not None:
            bounds["gte" if self.low.included else "gt"] = self.low.at
        if self.high is not None:
            bounds["lte" if self.high.included else "lt"] = self.high.at
        return {self.fact: bounds}

    def meets(self, least: float, most: float) -> bool:
        """Whether a number from `least` to `most` is among the values."""
        low, high = self.low, self.high
        above = low is None or most > low.at or (most == low.at and low.included)
        below = high is None or least < high.at or (least == high.at and high.included)
        return above and below

    def words(self, book: RuleBook) -> str:
        """The values in words."""
        unit = book.facts[self.fact].unit
        if not self.numeric:
            return f"`{self.fact}` is {show(self.value, unit)}"
        parts = []
        if self.low is not None:
            word = "at least" if self.low.included else "over"
            parts.append(f"{word} {show(self.low.at, unit)}")
        if self.high is not None:
            word = "at most" if self.high.included else "under"
            parts.append(f"{word} {show(self.high.at, unit)}")
        return f"`{self.fact}` " + (" and ".join(parts) or "whatever it is")


def answer(outcome: Outcome) -> tuple[str | None, Status]:
    """The parts of an outcome by which two answers are compared."""
    return (outcome.platform.id if outcome.platform else None, outcome.status)


def pieces(book: RuleBook, fact: Fact, attempt: Try) -> tuple[Piece, ...]:
    """All values of a fact, split where the answer changes."""
    if fact.kind is Kind.NUMBER:
        return _intervals(book, fact, attempt)
    return tuple(
        Piece(fact.name, attempt(fact.name, value), value) for value in distinct_values(book, fact)
    )


def distinct_values(book: RuleBook, fact: Fact) -> tuple[Value, ...]:
    """The values that rules can distinguish, for a fact that is not a number."""
    named = tuple(str(value) for value in survey(book).constants[fact.name])
    match fact.kind:
        case Kind.BOOLEAN:
            return (True, False)
        case Kind.LIST:
            return ((), *((value,) for value in named))
        case _:
            return fact.choices or (None, *named[:1])


def _intervals(book: RuleBook, fact: Fact, attempt: Try) -> tuple[Piece, ...]:
    tried = [(value, attempt(fact.name, value)) for value in _samples(book, fact)]
    found: list[Piece] = []
    low: Bound | None = None
    outcome, values = tried[0][1], [tried[0][0]]
    for left, right in pairwise(tried):
        for high, (first, beyond) in _crossings(fact, left, right, attempt):
            found.append(
                Piece(fact.name, outcome, values[len(values) // 2], low, high, numeric=True)
            )
            low, outcome, values = Bound(high.at, not high.included), beyond, [first]
        if values[-1] != right[0]:
            values.append(right[0])
    found.append(Piece(fact.name, outcome, values[len(values) // 2], low, None, numeric=True))
    return tuple(found)


def _samples(book: RuleBook, fact: Fact) -> list[float]:
    """Every threshold of a fact with a value on each side, and more values if formulas read it."""
    seen = survey(book)
    whole = fact.unit is None
    marks = sorted(
        {
            float(value)
            for value in seen.constants[fact.name]
            if isinstance(value, int | float) and not isinstance(value, bool)
        }
    )
    found = set(marks)
    for low, high in pairwise([0.0, *marks]):
        found.add(math.floor((low + high) / 2) if whole else (low + high) / 2)
    found.add(2 * marks[-1] + 1 if marks else 1.0)
    if fact.name in seen.searched:
        found.update(float(4**power) for power in range(12))
    return sorted(value for value in found if value > 0)


def _crossings(
    fact: Fact, left: Tried, right: Tried, attempt: Try
) -> Iterator[tuple[Bound, Tried]]:
    """Every border between two values, with the first value beyond it and the answer there.

    There may be further answers between the two values.
    """
    while answer(left[1]) != answer(right[1]):
        bound, left = _border(fact, left, right, attempt)
        yield bound, left


def _border(fact: Fact, left: Tried, right: Tried, attempt: Try) -> tuple[Bound, Tried]:
    """The border at which the answer changes between two values, and the first value beyond.

    Exact to a step of 1 (second, MiB, piece), which is finer than any limit.
    """
    (low, below), (high, above) = left, right
    if low + 1 >= high:
        return Bound(low, included=True), right
    if answer(step := attempt(fact.name, low + 1)) != answer(below):
        return Bound(low, included=True), (low + 1, step)
    if answer(attempt(fact.name, high - 1)) == answer(below):
        return Bound(high, included=False), right
    while high - low > 1:
        middle = float(math.floor((low + high) / 2))
        if not low < middle < high:
            break
        if answer(found := attempt(fact.name, middle)) == answer(below):
            low = middle
        else:
            high, above = middle, found
    return _rounder(low, high, fact.unit), (high, above)


def _rounder(low: float, high: float, unit: str | None) -> Bound:
    """The border between two neighbours in the rounder number: from 20,000, not over 19,999."""
    neighbours = low.is_integer() and high - low == 1
    if neighbours and _length(high, unit) < _length(low, unit):
        return Bound(high, included=False)
    return Bound(low, included=True)


def _length(value: float, unit: str | None) -> tuple[int, int]:
    """The length of a quantity in words, and of its digits without trailing zeros."""
    return len(show(value, unit)), len(f"{value:.0f}".rstrip("0"))
