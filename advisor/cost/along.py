"""One platform's cost along one fact; what rules say is asked only where it may change."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from advisor.condition import Value
from advisor.cost.bill import total
from advisor.cost.curve import Point
from advisor.cost.feasible import feasible
from advisor.cost.marks import FOLLOWED, marks, ruling
from advisor.cost.options import cost_of
from advisor.cost.prices import MissingPriceError
from advisor.cost.question import Question
from advisor.cost.use import use
from advisor.model import Platform

# As far as a fact is followed where nobody says: a border further away says nothing about now.
_FAR = 1000.0


class Along:
    """A platform's cost at the values of one fact, each worked out once."""

    def __init__(self, question: Question, platform: Platform, axis: str) -> None:
        self.question, self.platform, self.axis = question, platform, axis
        self.whole = axis == "memory"  # MiB are not divided
        self._ruled = any(name in ruling(question.book) for name in FOLLOWED.get(axis, (axis,)))
        self._found = feasible(question.book, question.engine, question.facts, platform)
        self._truths: dict[float, bool] = {}
        self._points: dict[float, Point] = {}

    def reach(self, now: float) -> tuple[float, float]:
        """The ends of the fact, a thousandfold either way."""
        least = max(1.0, self.value(now / _FAR)) if self.whole else now / _FAR
        return least, self.value(now * _FAR)

    def marks(self, ends: tuple[float, float]) -> list[float]:
        """Where it may jump between two ends, with them."""
        return marks(self.question.book, self.question.facts, self.platform, self.axis, ends)

    def next(self, value: float) -> float:
        """The least value above another one."""
        return math.floor(value) + 1.0 if self.whole else math.nextafter(value, math.inf)

    def value(self, number: float) -> float:
        """A number as a value: the whole one below, where only whole ones are."""
        return float(math.floor(number)) if self.whole else number

    def possible(self, value: float) -> bool:
        """Whether no rule rules it out there, and it has a price."""
        if value not in self._truths:
            self._truths[value] = self._possible(value)
        return self._truths[value]

    def _possible(self, value: float) -> bool:
        asked, truth = self.question, self._found.truth
        if self._ruled:
            facts = asked.moved(self.axis, value)
            truth = feasible(asked.book, asked.engine, facts, self.platform).truth
        if truth is False:
            return False
        try:
            self.point(value)
        except MissingPriceError:
            return False
        return True

    def point(self, value: float) -> Point:
        """A month at the least and at the most; MissingPriceError where nobody knows."""
        if value not in self._points:
            self._points[value] = Point(value, *self._ends(value))
        return self._points[value]

    def _ends(self, value: float) -> Iterable[float]:
        facts: Mapping[str, Value] = {**self._found.facts, self.axis: value}
        month = use(self.question.book, facts)
        if month is None:
            raise MissingPriceError("nothing runs")
        book, rates = self.question.book, self.question.rates
        cost = cost_of(book, facts, self.platform, month._replace(steps=False), rates)
        return total(cost.low), total(cost.high)
