"""A cell between marks: the curves that cross it, and the bands between them.

Inside a cell no table changes its row, so each comparison is between smooth formulas; the two sides
are equal at the zeros of a polynomial, which are solved for, not searched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, product
from typing import NamedTuple

from advisor.pictures.comparisons import Comparison, smooth_parts, specialised, switches
from advisor.pictures.polynomials import Polynomial, difference, in_one, ratio, roots

__all__ = ["Band", "Curve", "Span", "bands"]


class Span(NamedTuple):
    """Values of a fact: the open interval between two marks, or a single mark."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """A value in the span."""
        return (self.low + self.high) / 2

    @property
    def is_mark(self) -> bool:
        """Whether the span is a single value."""
        return self.low == self.high


class Curve(NamedTuple):
    """A border as a function from the first fact to the second; a number if it is constant."""

    zero: Polynomial | None
    level: float
    span: Span

    def at(self, x: float) -> float:
        """The value of the second fact on the curve."""
        if self.zero is None:
            return self.level
        found = next(roots(in_one(self.zero, 1, x), *self.span), None)
        if found is not None:
            return found
        low, high = (_at(self.zero, x, end) for end in self.span)
        return self.span.low if abs(low) <= abs(high) else self.span.high


class Band(NamedTuple):
    """A part of a cell where nothing changes: between two curves, for a range of the first fact."""

    low: float
    high: float
    below: Curve
    above: Curve

    @property
    def inside(self) -> tuple[float, float]:
        """A point in the band."""
        x = (self.low + self.high) / 2
        return x, (self.below.at(x) + self.above.at(x)) / 2


def bands(x: Span, y: Span, names: tuple[str, str], found: Sequence[Comparison]) -> Iterator[Band]:
    """The bands of a cell, from left to right and from bottom to top."""
    zeros = list(_zeros(x, y, names, found))
    ends = [x.low, x.high] if x.is_mark else sorted({x.low, x.high, *_breaks(zeros, x, y)})
    floor, ceiling = Curve(None, y.low, y), Curve(None, y.high, y)
    for low, high in pairwise(ends):
        if y.is_mark:
            yield Band(low, high, floor, ceiling)
            continue
        middle = (low + high) / 2
        crossing = [
            (Curve(zero, 0.0, y), value)
            for zero in zeros
            for value in roots(in_one(zero, 1, middle), y.low, y.high)
        ]
        rising = _distinct(sorted(crossing, key=lambda each: each[1]))
        for below, above in pairwise([floor, *rising, ceiling]):
            yield Band(low, high, below, above)


def _distinct(rising: list[tuple[Curve, float]]) -> list[Curve]:
    """The curves without duplicates, which arise if several comparisons change together."""
    kept: list[tuple[Curve, float]] = []
    for curve, value in rising:
        if not kept or value - kept[-1][1] > value * 1e-12:
            kept.append((curve, value))
    return [curve for curve, _ in kept]


def _zeros(
    x: Span, y: Span, names: tuple[str, str], found: Sequence[Comparison]
) -> Iterator[Polynomial]:
    at: Mapping[str, float] = {names[0]: x.middle, names[1]: y.middle}
    seen: set[tuple[tuple[tuple[int, int], float], ...]] = set()
    for each in found:
        sides = [specialised(side, at) for side in each.sides]
        one, others = sides[0], sides[1:]
        known = [side for side in sides if side is not None]
        pairs = [pair for side in known for pair in switches(side)]
        if one is not None:
            for other in others:
                if other is not None:
                    pairs += product(smooth_parts(one), smooth_parts(other))
        for left, right in pairs:
            zero = difference(ratio(left, *names), ratio(right, *names))
            key = tuple(sorted(zero.items()))
            if key not in seen and any(power for powers in zero for power in powers):
                seen.add(key)
                if x.is_mark or y.is_mark or _crosses(zero, x, y):
                    yield zero


def _crosses(zero: Polynomial, x: Span, y: Span) -> bool:
    """Whether a curve crosses a cell: then it meets an edge, or is constant."""
    corners = [_at(zero, a, b) for a in x for b in y]
    if min(corners) < 0 < max(corners):
        return True
    edges = [(in_one(zero, 0, b), x) for b in y] + [(in_one(zero, 1, a), y) for a in x]
    return any(True for factors, span in edges for _ in roots(factors, *span))


def _at(zero: Polynomial, x: float, y: float) -> float:
    return sum(factor * x**i * y**j for (i, j), factor in zero.items())


def _breaks(zeros: list[Polynomial], x: Span, y: Span) -> Iterator[float]:
    """The values of the first fact at which curves enter or leave a cell, or cross each other."""
    for zero in zeros:
        for level in (y.low, y.high):
            yield from roots(in_one(zero, 0, level), *x)
    for index, one in enumerate(zeros):
        for other in zeros[:index]:
            yield from roots(_meeting(one, other), *x)


def _meeting(one: Polynomial, other: Polynomial) -> list[float]:
    """The polynomial of the first fact whose zeros are where two curves meet.

    Each curve is a(x) + b(x) y = 0, so they meet where a1 b2 = a2 b1.
    """
    (a1, b1), (a2, b2) = _linear(one), _linear(other)
    found = [0.0] * (max(len(a1) + len(b2), len(a2) + len(b1)))
    for sign, left, right in ((1, a1, b2), (-1, a2, b1)):
        for i, p in enumerate(left):
            for j, q in enumerate(right):
                found[i + j] += sign * p * q
    return found


def _linear(zero: Polynomial) -> tuple[list[float], list[float]]:
    parts: tuple[list[float], list[float]] = ([], [])
    for (i, j), factor in zero.items():
        if j <= 1:
            parts[j].extend([0.0] * (i + 1 - len(parts[j])))
            parts[j][i] += factor
    return parts
