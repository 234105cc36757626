"""One platform's cost along one fact; rules are evaluated only where the answer may change."""

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

# How far a fact is followed by default: a border further away says nothing about the present.
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
        """The default ends: a thousandth and a thousand times the present value."""
        least = max(1.0, self.value(now / _FAR)) if self.whole else now / _FAR
        return least, self.value(now * _FAR)

    def marks(self, ends: tuple[float, float]) -> list[float]:
        """The values between two ends at which the cost may jump, and the ends."""
        return marks(self.question.book, self.question.facts, self.platform, self.axis, ends)

    def next(self, value: float) -> float:
        """The next value above this one."""
        return math.floor(value) + 1.0 if self.whole else math.nextafter(value, math.inf)

    def value(self, number: float) -> float:
        """A number as a value of the fact: rounded down where the fact has only whole values."""
        return float(math.floor(number)) if self.whole else number

    def possible(self, value: float) -> bool:
        """Whether the platform can run the workload at this value, and has a price."""
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
        """The cost of a month at this value; MissingPriceError where a price is missing."""
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
