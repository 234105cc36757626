"""The axes of a map: their range, scale and ticks, and the places of values in pixels."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from advisor.condition import Value
from advisor.errors import AdvisorError, Problem
from advisor.model import Fact
from advisor.pictures.cells import Span
from advisor.pictures.typesetting import width
from advisor.units import in_short, show

__all__ = ["LARGEST", "Axis", "Range", "Scale", "axis_of"]

Range = tuple[float, float]

LARGEST = 2.0**50  # above every fact
_STEPS = 40  # whole numbers, each with a step
_AROUND = 8.0  # the factor by which an axis exceeds the values that matter
_GAP = 8.0  # pixels between the labels of two ticks
_LEAST = {"s": 1.0, "MiB": 1024 / 8}  # an axis begins here or below
_MOST = {"s": 86_400.0, "MiB": 64 * 1024.0}  # an axis ends here or above


class Axis(NamedTuple):
    """A fact, and its values from low to high in its canonical unit.

    A stepped axis has whole numbers of equal width; any other axis is logarithmic.
    """

    fact: Fact
    low: float
    high: float
    stepped: bool

    @property
    def whole(self) -> bool:
        """Whether the fact is a count, so that only whole numbers matter."""
        return self.fact.unit is None

    def spans(self, marked: Iterable[float]) -> tuple[Span, ...]:
        """The marks and the intervals between them, from the low to the high end."""
        steps = range(math.ceil(self.low), math.floor(self.high) + 1) if self.stepped else ()
        inner = {*marked, *map(float, steps)}
        ends = [self.low, *sorted(value for value in inner if self.low < value < self.high)]
        return tuple(_alternating([*ends, self.high]))

    def takes_room(self, span: Span) -> bool:
        """Whether a span is visible: intervals between marks, and whole numbers."""
        low, high = self.extent(span)
        return low < high

    def extent(self, span: Span) -> Range:
        """The range in which a span is drawn; a whole number reaches half-way to the next."""
        if not self.whole:
            return span
        low = span.low if span.is_mark else math.floor(span.low) + 1
        high = span.high if span.is_mark else math.ceil(span.high) - 1
        if low > high or (span.is_mark and not float(span.low).is_integer()):
            return (span.high, span.high)
        return (low - 0.5, high + 0.5)

    def scale(self, start: float, end: float) -> Scale:
        """The scale of the axis between two places in pixels."""
        low, high = self.low, self.high
        if self.whole:
            low, high = low - 0.5, high + 0.5
        return Scale(low, high, start, end, not self.stepped)

    def ticks(
        self, scale: Scale, apart: float, size: float | None = None
    ) -> tuple[tuple[float, str], ...]:
        """Round values with their labels, at least `apart` pixels from each other.

        With a font `size` the labels are side by side, with room between them.
        """
        for values in _ticks(self):
            inside = [value for value in values if self.low <= value <= self.high]
            found = tuple((value, in_short(value, self.fact.unit)) for value in inside)
            wide = [width(words, size) + _GAP if size else 0 for _, words in found]
            needed = (max(apart, (one + other) / 2) for one, other in pairwise(wide))
            places = pairwise(scale.at(value) for value in inside)
            if all(abs(a - b) >= room for (a, b), room in zip(places, needed, strict=True)):
                return found
        return ()


class Scale(NamedTuple):
    """A scale from values to pixels."""

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool

    def at(self, value: float) -> float:
        """The place of a value; values outside are at the end."""
        inside = min(max(value, self.low), self.high)
        if self.logarithmic:
            share = math.log(inside / self.low) / math.log(self.high / self.low)
        else:
            share = (inside - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def axis_of(fact: Fact, value: Value, marked: Iterable[float], given: Range | None) -> Axis:
    """The axis of a fact, over a given range, else over every mark and the workload's value."""
    if given is not None:
        return _given(fact, given)
    matters = [each for each in marked if 0 < each < LARGEST]
    if isinstance(value, int | float) and value > 0:
        matters.append(float(value))
    if fact.unit is None:
        return _counting(fact, matters, 0.0 if value == 0 else 1.0)
    low = min([_LEAST.get(fact.unit, 1.0), *(each / _AROUND for each in matters)])
    high = max([_MOST.get(fact.unit, 10.0), *(each * _AROUND / 2 for each in matters)])
    return Axis(fact, _round(low, fact, math.floor), _round(high, fact, math.ceil), stepped=False)


def _given(fact: Fact, given: Range) -> Axis:
    low, high = given
    if not 0 <= low < high <= LARGEST:
        shown = f"{show(low, fact.unit)} to {show(high, fact.unit)}"
        raise AdvisorError(
            Problem(f"`{fact.name}` cannot go from {shown}", help="give the smaller value first")
        )
    if fact.unit is None:
        low, high = math.ceil(low), math.floor(high)
        return Axis(fact, float(low), float(high), stepped=high - low <= _STEPS)
    if low == 0:
        message = f"the axis of `{fact.name}` is logarithmic, and cannot begin at 0"
        raise AdvisorError(Problem(message, help="begin it at a small value"))
    return Axis(fact, low, high, stepped=False)


def _counting(fact: Fact, matters: list[float], least: float) -> Axis:
    most = max([8.0, *(each * 1.5 for each in matters)])
    if most <= _STEPS:
        return Axis(fact, least, math.ceil(most), stepped=True)
    return Axis(fact, 1.0, _round(most, fact, math.ceil), stepped=False)


def _round(value: float, fact: Fact, towards: Mapping[str, int] | object) -> float:
    base = 2.0 if fact.unit == "MiB" else 10.0
    power = towards(round(math.log(value, base), 9))  # type: ignore[operator]  # floor or ceil
    rounded: float = base**power
    if base == 2.0:  # noqa: PLR2004  # as above
        return rounded
    # The multiple of 1, 2 or 5 that leaves the least room.
    tries = [rounded * each for each in ((1, 2, 5) if towards is math.floor else (0.2, 0.5, 1))]
    fitting = [
        each for each in tries if (each <= value if towards is math.floor else each >= value)
    ]
    return max(fitting) if towards is math.floor else min(fitting)


def _alternating(ends: list[float]) -> Iterator[Span]:
    for index, value in enumerate(ends):
        if index:
            yield Span(ends[index - 1], value)
        yield Span(value, value)


_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86_400.0
_TIMES = (
    (1.0, 5.0, 15.0, _MINUTE, 5 * _MINUTE, 15 * _MINUTE, _HOUR, 4 * _HOUR, 12 * _HOUR, _DAY,
     3 * _DAY, 7 * _DAY, 30 * _DAY, 90 * _DAY, 365 * _DAY),
    (1.0, 10.0, _MINUTE, 10 * _MINUTE, _HOUR, 6 * _HOUR, _DAY, 7 * _DAY, 30 * _DAY, 365 * _DAY),
    (1.0, _MINUTE, _HOUR, _DAY, 30 * _DAY, 365 * _DAY),
)  # fmt: skip


def _ticks(axis: Axis) -> Iterator[list[float]]:
    """Series of round values, the finest first."""
    if axis.stepped:
        for step in (1, 2, 5, 10):
            yield [float(each) for each in range(0, math.floor(axis.high) + 1, step)]
        return
    if axis.fact.unit == "MiB":
        # Powers of two that include 1 GiB.
        for step in (1, 2, 5, 10):
            yield [2.0**power for power in range(10 - 10 * step, 51) if (power - 10) % step == 0]
        return
    if axis.fact.unit == "s":
        short = [10.0**power for power in range(-3, 0)]
        yield from ([*short, *times] for times in _TIMES)
    for factors, step in (((1, 2, 5), 1), ((1, 3), 1), ((1,), 1), ((1,), 2), ((1,), 3)):
        yield [factor * 10.0**power for power in range(-3, 16, step) for factor in factors]
