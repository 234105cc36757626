"""The marks of an axis: every value of one fact at which some comparison changes, exactly."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from itertools import product

from advisor.condition import Compare, Constant, Truth
from advisor.formula import Formula, Ref, refs
from advisor.pictures.comparisons import Comparison, smooth_parts, switches
from advisor.pictures.polynomials import difference, in_one, ratio, roots

__all__ = ["Marks", "marks"]

Marks = Mapping[float, tuple[Comparison, ...]]

LARGEST = 2.0**50  # more than any fact may be
_NEAR = 1e-9
_REALLY = 1e-300


def marks(name: str, other: str, found: tuple[Comparison, ...]) -> Marks:
    """The values of a fact where comparisons change, with those that do; rising.

    A comparison that reads the other free fact too brings the marks of the tables that it looks up
    by this fact alone, so that between two marks only curves are left; it is listed at none.
    """
    marked: dict[float, list[Comparison]] = {}
    for each in found:
        if each.free == {name}:
            for value in _changes(each, name, other):
                marked.setdefault(value, []).append(each)
        elif name in each.free:
            for value in _structure(each, name, other):
                marked.setdefault(value, [])
    return {value: tuple(marked[value]) for value in sorted(marked)}


def _changes(each: Comparison, name: str, other: str) -> Iterator[float]:
    """Where a comparison of one fact alone changes, as exactly as a float can say it."""

    def truth(value: float) -> Truth:
        return each.truth({name: value})

    if isinstance(each.leaf, Compare) and each.sides[0] == Ref(name):
        match each.leaf.operand:
            case Constant(int() | float() as bound) if not isinstance(bound, bool):
                yield float(bound)
                return
    pairs = [pair for side in each.sides for pair in switches(side)]
    for side in each.sides[1:]:
        pairs += product(smooth_parts(each.sides[0]), smooth_parts(side))
    for root in _roots(pairs, name, other):
        value = _exact(truth, root)
        if value is not None:
            yield value


def _structure(each: Comparison, name: str, other: str) -> Iterator[float]:
    """Where the tables that a comparison of both facts looks up give another row."""
    for side in each.sides:
        alone = [
            pair for pair in switches(side) if {r for part in pair for r in refs(part)} == {name}
        ]
        yield from _roots(alone, name, other)


def _roots(pairs: list[tuple[Formula, Formula]], name: str, other: str) -> Iterator[float]:
    seen: set[tuple[float, ...]] = set()
    for one, two in pairs:
        zero = difference(ratio(one, name, other), ratio(two, name, other))
        if not any(powers[1] for powers in zero):
            factors = in_one(zero, 0)
            if (key := tuple(factors)) not in seen:
                seen.add(key)
                yield from roots(factors, 0.0, LARGEST)


def _exact(truth: Callable[[float], Truth], root: float) -> float | None:
    """The float at which the truth changes beside a root; None where it does not."""
    if not root > _REALLY:
        return None
    low, high = root * (1 - _NEAR), root * (1 + _NEAR)
    before, after = truth(low), truth(high)
    if before == after:
        return root if truth(root) != before else None
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if truth(middle) == before else (low, middle)
    beyond = math.nextafter(low, math.inf)
    return min((low, beyond), key=lambda value: len(repr(value)))
