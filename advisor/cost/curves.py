"""The break-even curves of a workload: what every platform costs along one fact, as data.

`curves` gives the exact vertices, to draw or to tabulate: between two of them a cost is a straight
line, and a jump is two vertices at neighbouring values. Run times follow the line through the ends
of the billed steps (a second, a millisecond); memory is in whole MiB.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from advisor.cost.along import Along
from advisor.cost.breakeven import BreakEven
from advisor.cost.curve import Line, Point, crossings, lines, read
from advisor.cost.meeting import beyond
from advisor.cost.question import AXES, Question
from advisor.errors import AdvisorError, Problem, did_you_mean, quoted
from advisor.model import Platform
from advisor.sizing import number


class Curve(NamedTuple):
    """What a month costs on one platform: a line for each range of values it can run at."""

    platform: Platform
    lines: tuple[Line, ...]

    def at(self, value: float) -> Point | None:
        """The cost at a value of the fact; None where it cannot run, or beyond the ends."""
        return read(self.lines, value)


class Stretch(NamedTuple):
    """The values from `begin` to `end` at which one platform is the cheapest, at its dearer end."""

    begin: float
    end: float
    platform: Platform


class Curves(NamedTuple):
    """The curves along a fact, from `begin` to `end`, in its unit; costs in USD a month.

    `crossings` are those of the recommended platform's curve with the others, by rising value.
    """

    fact: str
    title: str
    unit: str | None
    now: float
    begin: float
    end: float
    recommended: Platform | None
    curves: tuple[Curve, ...]
    crossings: tuple[BreakEven, ...]
    cheapest: tuple[Stretch, ...]


def curves(
    question: Question,
    axis: str,
    platforms: tuple[Platform, ...],
    recommended: Platform | None,
    ends: tuple[float, float] | None = None,
) -> Curves | None:
    """The curves of the platforms along one of `AXES`; None where the fact's value is unknown.

    `ends` are the smallest and the largest value (runs a month, seconds, MiB); by default a
    thousandth and a thousand times the present one. AdvisorError for another fact or wrong ends.
    """
    _check(axis, ends)
    now = number(question.facts, axis)
    if not now or not platforms:
        return None
    tracks = [Along(question, platform, axis) for platform in platforms]
    begin, end = ends or tracks[0].reach(now)
    found = [curve for track in tracks for curve in _drawn(track, (begin, end))]
    fact = question.book.facts[axis]
    here = next((each for each in found if each.platform == recommended), None)
    rivals = [each for each in found if each is not here]
    met = (each for rival in rivals for each in _crossings(axis, fact.unit, now, here, rival))
    return Curves(
        fact=axis,
        title=fact.title,
        unit=fact.unit,
        now=now,
        begin=begin,
        end=end,
        recommended=recommended,
        curves=tuple(found),
        crossings=tuple(sorted(met, key=lambda each: each.value)),
        cheapest=tuple(_cheapest(found)),
    )


def _drawn(track: Along, ends: tuple[float, float]) -> Iterator[Curve]:
    """The curve of a platform; nothing where it can run at no value."""
    found = lines(track, sorted({*track.marks(ends), *_decades(track, ends)}))
    if found:
        yield Curve(track.platform, found)


def _check(axis: str, ends: tuple[float, float] | None) -> None:
    if axis not in AXES:
        near = did_you_mean(axis, AXES)
        hint = f"did you mean `{near}`?" if near else f"there are {', '.join(AXES)}"
        raise AdvisorError(Problem(f"there is no cost along {quoted(axis)}", help=hint))
    if ends is not None and not 0 < ends[0] < ends[1] < float("inf"):
        message = f"a curve cannot go from {ends[0]:g} to {ends[1]:g}"
        raise AdvisorError(Problem(message, help="give two numbers above 0, the smaller first"))


def _decades(track: Along, ends: tuple[float, float]) -> Iterator[float]:
    """A value for each power of ten, so that no bend at small values is missed."""
    value = ends[0] * 10
    while value < ends[1]:
        yield track.value(value)
        value *= 10


def _crossings(
    axis: str, unit: str | None, now: float, here: Curve | None, rival: Curve
) -> Iterator[BreakEven]:
    if here is None:
        return
    for value, ours_is_dearer in crossings(here.lines, rival.lines):
        # Told from the present value: `cheaper` is the cheaper one beyond the crossing.
        first = ours_is_dearer == (value > now)
        cheaper, dearer = (rival, here) if first else (here, rival)
        shown = beyond(value, axis == "memory", up=value > now)
        yield BreakEven(axis, unit, now, shown, cheaper.platform, dearer.platform)


def _cheapest(found: list[Curve]) -> Iterator[Stretch]:
    """The cheapest platform by its dearer end, for each range of values."""
    corners = {point.at for each in found for line in each.lines for point in line}
    for index, each in enumerate(found):
        for other in found[:index]:
            corners.update(value for value, _ in crossings(each.lines, other.lines))
    last: Stretch | None = None
    for begin, end in pairwise(sorted(corners)):
        at = [(point.high, each) for each in found if (point := each.at((begin + end) / 2))]
        best = min(at, key=lambda pair: pair[0])[1].platform if at else None
        if last is not None and best == last.platform and last.end == begin:
            last = last._replace(end=end)
            continue
        if last is not None:
            yield last
        last = Stretch(begin, end, best) if best else None
    if last is not None:
        yield last
