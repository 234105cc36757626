"""A cost curve as its vertices: how they are found, and how values are read off them.

A bill is made of quantities times prices, minimums, tiers, and sizes that come in steps, so along
one fact a cost consists of straight lines with bends and jumps. Jumps can only be where a size or a
rule changes; between those places the bends are found from the slopes at both ends.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol

NEAR = 1e-9  # relative: sums that differ by less are equal
_WITHIN = (0.381966, 0.72)  # where a line is tested for being straight, away from round fractions
_SLOPE = 1e-3  # the part of an interval over which the slope at its end is taken
_FINEST = 1e-12  # relative: a change within a narrower interval is a jump


class Point(NamedTuple):
    """A vertex: the value of the fact, and a month's cost in USD at the least and at the most."""

    at: float
    low: float
    high: float


Line = tuple[Point, ...]


class Track(Protocol):
    """What a curve is made from: a cost for each value at which the platform is possible."""

    whole: bool

    def possible(self, value: float) -> bool:
        """Whether there is a cost."""

    def point(self, value: float) -> Point:
        """The cost."""

    def next(self, value: float) -> float:
        """The next value above this one."""

    def value(self, number: float) -> float:
        """A number as a value of the fact."""


def lines(track: Track, marks: Sequence[float]) -> tuple[Line, ...]:
    """The vertices in order, one line for each stretch of values at which there is a cost.

    `marks` are the values at which the cost may jump, the ends included. A jump is two vertices at
    neighbouring values.
    """
    found: list[list[Point]] = []
    for begin, end in _stretches(track, marks):
        points = [track.point(begin), *_between(track, begin, end), track.point(end)]
        if found and track.next(found[-1][-1].at) >= begin:
            found[-1] += points
        else:
            found.append(points)
    return tuple(tuple(_bends(each)) for each in found)


def _stretches(track: Track, marks: Sequence[float]) -> Iterator[tuple[float, float]]:
    """The parts of the intervals between marks that have a cost, each with both ends."""
    begin = marks[0]
    for mark in marks[1:]:
        first, last = track.possible(begin), track.possible(mark)
        if first and last:
            yield begin, mark
        elif first or last:
            low, high = _border(track, begin, mark)
            yield (begin, low) if first else (high, mark)
        begin = track.next(mark)


def _border(track: Track, low: float, high: float) -> tuple[float, float]:
    """The two neighbouring values between which the platform becomes possible or impossible."""
    before = track.possible(low)
    while track.next(low) < high and high - low > _FINEST * high:
        middle = track.value((low + high) / 2)
        low, high = (middle, high) if track.possible(middle) is before else (low, middle)
    return low, high


def _between(track: Track, begin: float, end: float) -> Iterator[Point]:
    """The vertices strictly between two values."""
    if track.next(begin) >= end or end - begin <= _FINEST * end:
        return
    left, right = track.point(begin), track.point(end)
    inside = (track.value(begin + part * (end - begin)) for part in _WITHIN)
    if all(_on(track.point(at), left, right) for at in inside if at > begin):
        return
    middle = bend(track, left, right)
    yield from _between(track, begin, middle)
    yield track.point(middle)
    yield from _between(track, middle, end)


def bend(track: Track, left: Point, right: Point) -> float:
    """Where the lines through two vertices meet, if between them; else the middle."""
    width = right.at - left.at
    step = max(track.value(_SLOPE * width), 1.0) if track.whole else _SLOPE * width
    near, far = track.point(left.at + step), track.point(right.at - step)
    for end in (1, 2):
        rise, fall = (near[end] - left[end]) / step, (right[end] - far[end]) / step
        if abs(rise - fall) > NEAR * max(abs(rise), abs(fall)):
            at = left.at + (right[end] - left[end] - fall * width) / (rise - fall)
            if near.at < at < far.at:
                return track.value(at)
    return max(track.value(left.at + width / 2), track.next(left.at))


def _on(point: Point, left: Point, right: Point) -> bool:
    """Whether a point lies on the line between two others, at both ends of the cost."""
    part = (point.at - left.at) / (right.at - left.at)
    return all(
        math.isclose(is_, a + part * (b - a), rel_tol=NEAR, abs_tol=NEAR * max(a, b))
        for is_, a, b in zip(point[1:], left[1:], right[1:], strict=True)
    )


def _bends(points: Iterable[Point]) -> Iterator[Point]:
    """The points without those on the line between their neighbours."""
    kept: list[Point] = []
    for point in points:
        if kept and point.at == kept[-1].at:
            continue
        while len(kept) > 1 and _on(kept[-1], kept[-2], point):
            kept.pop()
        kept.append(point)
    yield from kept


def read(found: tuple[Line, ...], value: float) -> Point | None:
    """The point of a curve at a value; None where the curve has no cost."""
    for line in found:
        if line[0].at <= value <= line[-1].at:
            index = bisect_left(line, value, key=lambda point: point.at)
            right = line[index]
            return right if right.at == value else _along(line[index - 1], right, value)
    return None


def _along(left: Point, right: Point, value: float) -> Point:
    part = (value - left.at) / (right.at - left.at)
    low, high = (a + part * (b - a) for a, b in zip(left[1:], right[1:], strict=True))
    return Point(value, low, high)


def crossings(one: tuple[Line, ...], other: tuple[Line, ...]) -> Iterator[tuple[float, bool]]:
    """Where the dearer ends of two curves cross, and whether the first is dearer beyond."""
    values = sorted({point.at for line in (*one, *other) for point in line})
    differences = [(value, _difference(one, other, value)) for value in values]
    for (left, before), (right, after) in pairwise(differences):
        if before is not None and after is not None and (before > 0) != (after > 0):
            yield meeting((left, before), (right, after)), after > 0


def meeting(left: tuple[float, float], right: tuple[float, float]) -> float:
    """Where the line between two differences of opposite signs is zero."""
    (begin, before), (end, after) = left, right
    return begin + before / (before - after) * (end - begin)


def _difference(one: tuple[Line, ...], other: tuple[Line, ...], value: float) -> float | None:
    first, second = read(one, value), read(other, value)
    return first.high - second.high if first and second else None
