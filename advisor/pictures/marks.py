"""The marks of an axis: the exact values of a fact at which a comparison changes."""

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

LARGEST = 2.0**50  # above every fact
_NEAR = 1e-9
_REALLY = 1e-300


def marks(name: str, other: str, found: tuple[Comparison, ...]) -> Marks:
    """The values of a fact at which comparisons change, with those comparisons, in rising order.

    A comparison that also reads the other free fact adds the values at which its tables change row
    by this fact alone, so that only curves remain between two marks; it is not listed there.
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
    """The values at which a comparison of one fact changes, to the float."""

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
    """The values at which the tables in a comparison of both facts change row."""
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
    """The float near a root at which the truth changes; None if it does not."""
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
