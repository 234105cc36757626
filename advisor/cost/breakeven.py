"""Break-evens: the runs, the run time, the memory at which another platform gets cheaper."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from advisor.condition import Value
from advisor.cost.options import Priced
from advisor.model import Platform
from advisor.sizing import number

_FACTS = ("runs_per_month", "typical_duration", "memory")
# A border further away than this, or finer than that, says nothing about the workload.
_DECADES, _STEPS, _FINE = 3, 4, 1.005

At = Callable[[Mapping[str, Value], Platform], Priced | None]


class BreakEven(NamedTuple):
    """Where another platform begins to cost less than the recommended one, or more.

    Beyond `value` on the side away from `now`, `cheaper` costs less; at the dearer end of each.
    """

    fact: str
    now: float
    value: float
    cheaper: Platform
    dearer: Platform

    @property
    def above(self) -> bool:
        """Whether the change comes with more of the fact, not with less."""
        return self.value > self.now


def break_evens(
    facts: Mapping[str, Value], options: tuple[Priced, ...], here: Priced | None, at: At
) -> Iterator[BreakEven]:
    """For each fact the nearest change between the recommended platform and another one."""
    if here is None:
        return
    rivals = [each.platform for each in options if each.cost and _differs(each, here)]
    for name in _FACTS:
        now = number(facts, name)
        # Memory that is not known sets no size, and what follows from it could not be compared.
        found = [_nearest(facts, name, now, here.platform, r, at) for r in rivals] if now else []
        near = [each for each in found if each is not None]
        if near:
            yield min(near, key=lambda each: abs(math.log(each.value / each.now)))


def _differs(each: Priced, here: Priced) -> bool:
    """Whether it is billed in another way: Spot and EKS cost what they cost at any size."""
    ways = [
        tuple(e.platform.choices.get(name) for name in ("service", "compute")) for e in (each, here)
    ]
    first = each.platform.choices.get("orchestrator") != "eks"
    spot = [e.platform.choices.get("purchase") == "spot" for e in (each, here)]
    return ways[0] != ways[1] and first and spot[0] == spot[1]


def _nearest(
    facts: Mapping[str, Value], name: str, now: float, here: Platform, rival: Platform, at: At
) -> BreakEven | None:
    """The nearest value at which the cheaper of two changes; None within three decades."""

    def rival_is_cheaper(value: float) -> bool | None:
        changed = {**facts, name: value}
        # The longest run is no shorter than a usual one, and a limit may be on either.
        if name == "typical_duration":
            changed["duration"] = max(value, number(facts, "duration") or 0)
        ours, theirs = at(changed, here), at(changed, rival)
        if not ours or not theirs or not ours.cost or not theirs.cost:
            return None
        return theirs.high < ours.high

    before = rival_is_cheaper(now)
    borders = []
    for direction in (1, -1):
        steps = [10 ** (direction * step / _STEPS) for step in range(_DECADES * _STEPS + 1)]
        for near, far in pairwise(now * step for step in steps):
            after = rival_is_cheaper(far)
            if after is None:
                break
            if after is not before:
                borders.append(_border(near, far, before, rival_is_cheaper))
                break
    if before is None or not borders:
        return None
    value = min(borders, key=lambda border: abs(math.log(border / now)))
    cheaper, dearer = (here, rival) if before else (rival, here)
    return BreakEven(name, now, value, cheaper, dearer)


def _border(
    near: float, far: float, before: bool | None, test: Callable[[float], bool | None]
) -> float:
    while max(near, far) / min(near, far) > _FINE:
        middle = math.sqrt(near * far)
        near, far = (middle, far) if test(middle) is before else (near, middle)
    return far
