"""Break-evens: the runs, the run time, the memory at which another platform gets cheaper."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from advisor.cost.along import Along
from advisor.cost.meeting import Pair
from advisor.cost.options import Priced
from advisor.cost.question import AXES, Question
from advisor.cost.use import run_words
from advisor.model import Platform
from advisor.sizing import number
from advisor.units import in_short, show

_SPANS = (86_400, 3600, 60)  # seconds of a day, an hour, a minute


class BreakEven(NamedTuple):
    """Where the cheaper of two platforms changes, each at its dearer end.

    Beyond `value` on the side away from `now`, `cheaper` costs less than `dearer`; both values are
    of the fact, in its unit. Of a range of runs a month `now` is the lower end, and `until` the
    upper one.
    """

    fact: str
    unit: str | None
    now: float
    value: float
    cheaper: Platform
    dearer: Platform
    until: float | None = None

    @property
    def within(self) -> bool | None:
        """Whether it lies within the range given; None where none was, or of another fact."""
        if self.until is None or self.fact != AXES[0]:
            return None
        return self.now <= self.value <= self.until

    @property
    def above(self) -> bool:
        """Whether the change comes with more of the fact rather than less."""
        return self.value > self.now

    @property
    def sentence(self) -> str:
        """What changes where, in words."""
        value, now = _digits(self.value, self.unit), show(self.now, self.unit)
        if self.within is not None:
            side = "within" if self.within else "outside"
            now = f"{side} the range from {now} to {show(self.until, self.unit)}"
        else:
            now = f"now {now}"
        what = {
            "runs_per_month": f"{run_words(value)} a month ({now})",
            "typical_duration": f"a usual run of {value} ({now})",
            "memory": f"{value} of memory ({now})",
        }[self.fact]
        side = "from about" if self.above else "below about"
        if value == show(self.now, self.unit):  # two digits would show both alike
            side = "just above" if self.above else "just below"
        return f"{side} {what}, {self.cheaper.title} costs less than {self.dearer.title}"


def _digits(value: float, unit: str | None) -> str:
    """Two digits, as fine as the prices are; three for memory, whose steps are finer."""
    if unit == "MiB":
        return in_short(value, unit)
    # Two digits of hours, and not of the seconds that they are: 10 h and not 10 h 16 min 40 s.
    size = next((each for each in _SPANS if unit == "s" and value >= each), 1)
    return show(float(f"{value / size:.2g}") * size, unit)


def break_evens(
    question: Question, options: tuple[Priced, ...], here: Priced | None
) -> Iterator[BreakEven]:
    """For each fact the nearest change between the recommended platform and another one."""
    if here is None:
        return
    rivals = [each.platform for each in options if each.cost and _differs(each, here)]
    for axis in AXES:
        now = number(question.facts, axis)
        if not now:  # without memory there is no size, and nothing to compare
            continue
        ours = Along(question, here.platform, axis)
        pairs = [(ours, Along(question, rival, axis)) for rival in rivals]
        found = [each for pair in pairs if (each := _nearest(*pair, now)) is not None]
        if found:
            yield min(found, key=lambda each: abs(math.log(each.value / each.now)))


def _differs(each: Priced, here: Priced) -> bool:
    """Whether it is billed in another way: Spot and EKS cost what they cost at any size."""
    ways = [
        tuple(e.platform.choices.get(name) for name in ("service", "compute")) for e in (each, here)
    ]
    first = each.platform.choices.get("orchestrator") != "eks"
    spot = [e.platform.choices.get("purchase") == "spot" for e in (each, here)]
    return ways[0] != ways[1] and first and spot[0] == spot[1]


def _nearest(ours: Along, theirs: Along, now: float) -> BreakEven | None:
    """The nearest value at which the cheaper of two changes; None where it stays the same."""
    pair = Pair(ours, theirs)
    value = pair.nearest(now) if pair.possible(now) else None
    if value is None:
        return None
    cheaper, dearer = (ours, theirs) if pair.difference(now) > 0 else (theirs, ours)
    unit = ours.question.book.facts[ours.axis].unit
    return BreakEven(ours.axis, unit, now, value, cheaper.platform, dearer.platform)
