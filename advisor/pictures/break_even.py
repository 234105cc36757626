"""Draws the cost of a workload on each platform along one fact, with break-even points."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from advisor.cost.breakeven import BreakEven
from advisor.cost.costs import Costs
from advisor.cost.curve import Point
from advisor.cost.curves import Curve, Curves
from advisor.cost.question import AXES
from advisor.cost.use import run_words
from advisor.cost.words import money
from advisor.errors import AdvisorError, Problem
from advisor.explain import Explanation
from advisor.outcome import Status
from advisor.pictures.axes import Axis, Scale
from advisor.pictures.break_even_words import called, described, dollars, per, remarks
from advisor.pictures.drawing import Shape, circle, line, number, path, picture, rect, text
from advisor.pictures.heading import heading
from advisor.pictures.palette import ACCENT, EDGE, FAINT, GROUND, INK, PANEL, SOFT, platform_tones
from advisor.pictures.picture import Picture
from advisor.pictures.placing import Box, first_free, spread
from advisor.pictures.typesetting import shortened, width, wrapped
from advisor.units import in_short

__all__ = ["break_even_picture"]

_WIDTH, _LEFT, _TOP = 960, 92, 106
_PLOT = Box(_LEFT, _TOP, 610, 380)
_MOST = 6  # crossings described by a sentence
_DASHES = (None, "9 4", "2 4", "12 4 2 4", "5 3", "16 5", "9 3 2 3 2 3")
_FLOOR = 1e-9  # of the highest cost: lower costs are drawn at the bottom


def break_even_picture(answer: Explanation, x: str | None = None) -> Picture:
    """The costs of every platform along a fact, with the crossings of the recommended platform.

    Without `x` it is the first fact along which another platform gets cheaper. Raises AdvisorError
    if nothing is priced, or for a fact that costs cannot be drawn along.
    """
    axis = _axis(answer, x)
    found = answer.costs.curves(axis) if answer.costs is not None else None
    if answer.costs is None or found is None or not found.curves:
        raise AdvisorError(_undrawn(answer, axis, known=found is not None))
    return _Drawing(answer, answer.costs, found).picture()


def _undrawn(answer: Explanation, axis: str, known: bool) -> Problem:
    if answer.costs is not None and answer.costs.problem is not None:
        return Problem(answer.costs.problem)
    if answer.outcome.status is Status.NO_FIT:
        return Problem("no platform fits, so there is no cost to draw")
    if known:
        return Problem("no platform has a price for what the workload asks for")
    also = "" if axis == "typical_duration" else f" and `{axis}`"
    return Problem(f"no cost can be drawn along `{axis}`", help=f"say `duration`{also} in the spec")


def _axis(answer: Explanation, x: str | None) -> str:
    if x is not None:
        return "typical_duration" if x == "duration" else x
    if answer.costs is None:
        return AXES[0]
    known = AXES[0] if answer.costs.use.monthly else AXES[1]
    return next((each.fact for each in answer.costs.break_evens), known)


class _Drawing:
    """The parts of one picture: curves, scales and labels."""

    def __init__(self, answer: Explanation, costs: Costs, found: Curves) -> None:
        self.answer, self.costs, self.found = answer, costs, found
        self.title, self.per = f"What {{}} costs by {called(found)}", per(costs)
        self.axis = Axis(answer.book.facts[found.fact], found.begin, found.end, stepped=False)
        self.x = Scale(found.begin, found.end, _PLOT.x, _PLOT.right, logarithmic=True)
        self.here = next((e for e in found.curves if e.platform == found.recommended), None)
        sums = [point.high for each in found.curves for line in each.lines for point in line]
        point = self.here.at(found.now) if self.here is not None else None
        dearest = max([*sums, 0.01])
        least = max(min(sums), dearest * _FLOOR)
        if point is not None and point.high > 0:
            least = min(least, point.high)
        self.y = Scale(
            10 ** math.floor(math.log10(least)), 10 ** math.ceil(math.log10(dearest) + 0.01),
            _PLOT.bottom, _PLOT.y, logarithmic=True,
        )  # fmt: skip
        ordered = sorted(found.crossings, key=lambda each: abs(math.log(each.value / found.now)))
        self.crossings = sorted(ordered[:_MOST], key=lambda each: each.value)

    def picture(self) -> Picture:
        told, bottom = self._sentences()
        return picture(
            self.title.format(self.answer.name),
            described(self.costs, self.found, self.crossings), _WIDTH, bottom,
            [*self._heading(), *self._range(), *self._grid(), *self._lines(), *self._names(),
             *self._flags(), *self._now(), *told],
        )  # fmt: skip

    def _heading(self) -> Iterator[Shape]:
        below = f"USD {self.per} at the dearer end; everything else as the workload has it"
        return heading(self.title, self.answer.name, below, _LEFT, _WIDTH - _LEFT - 24)

    def _range(self) -> Iterator[Shape]:
        """The runs a month from the lower to the upper end, if a range is given."""
        if self.costs.upper is not None and self.found.fact == AXES[0]:
            low = self.x.at(self.found.now)
            high = min(self.x.at(self.costs.upper.use.runs), _PLOT.right)
            yield rect(low, _PLOT.y, high - low, _PLOT.height, fill=PANEL)

    def _grid(self) -> Iterator[Shape]:
        for value, words in self.axis.ticks(self.x, 60, size=11):
            at = self.x.at(value)
            yield line(at, _PLOT.y, at, _PLOT.bottom, stroke=FAINT)
            yield text(at, _PLOT.bottom + 18, words, size=11, anchor="middle", fill=SOFT)
        low, high = round(math.log10(self.y.low)), round(math.log10(self.y.high))
        for power in range(low, high + 1):
            at = self.y.at(10.0**power)
            yield line(_PLOT.x, at, _PLOT.right, at, stroke=FAINT)
            words = dollars(power)
            yield text(_PLOT.x - 9, at + 4, words, size=11, anchor="end", fill=SOFT)
        yield rect(*_PLOT, fill="none", stroke=EDGE)
        name = f"{called(self.found)} →"
        yield text(_PLOT.right, _PLOT.bottom + 37, name, size=12, weight="bold", anchor="end")
        yield text(14, _PLOT.y - 14, f"↑ {self.per}", size=12, weight="bold")

    def _lines(self) -> Iterator[Shape]:
        for index, curve in enumerate(self.found.curves):
            if curve is not self.here:
                yield self._curve(curve, _DASHES[index % len(_DASHES)], 2)
        if self.here is not None:  # above the others
            yield self._curve(self.here, None, 4)

    def _curve(self, curve: Curve, dash: str | None, thick: float) -> Shape:
        d = "".join(
            ("M" if index == 0 else "L") + f"{number(x)} {number(y)}"
            for each in curve.lines
            for index, (x, y) in enumerate(self._places(each))
        )
        return path(
            d, fill="none", stroke=platform_tones(curve.platform.id).strong, stroke_width=thick,
            stroke_dasharray=dash, stroke_linejoin="round",
        )  # fmt: skip

    def _places(self, points: tuple[Point, ...]) -> Iterator[tuple[float, float]]:
        """Pixels along a line, which is straight in amounts but curved on logarithmic axes."""
        yield self._place(points[0].at, points[0].high)
        for a, b in pairwise(points):
            steps = max(1, math.ceil((self.x.at(b.at) - self.x.at(a.at)) / 8))
            for step in range(1, steps + 1):
                at = b.at if step == steps else a.at * (b.at / a.at) ** (step / steps)
                share = (at - a.at) / (b.at - a.at) if b.at > a.at else 1.0
                yield self._place(at, a.high + (b.high - a.high) * share)

    def _place(self, at: float, cost: float) -> tuple[float, float]:
        return self.x.at(at), self.y.at(cost)

    def _names(self) -> Iterator[Shape]:
        """The names of platforms beside the plot, each with a leader to the end of its curve."""
        ends = sorted(
            (
                (*self._place(c.lines[-1][-1].at, c.lines[-1][-1].high), c)
                for c in self.found.curves
            ),
            key=lambda each: each[1],
        )
        places = spread([y for _, y, _ in ends], 33, _PLOT.y + 6, _PLOT.bottom + 6)
        for (x, y, curve), at in zip(ends, places, strict=True):
            tones = platform_tones(curve.platform.id)
            yield circle(x, y, 2.5, fill=tones.strong)
            yield path(
                f"M{number(x)} {number(y)}H{number(_PLOT.right + 6)}"
                f"L{number(_PLOT.right + 18)} {number(at)}h6",
                fill="none", stroke=tones.strong, stroke_dasharray="1 3",
            )  # fmt: skip
            bold = curve is self.here
            weight = "bold" if bold else "normal"
            told = wrapped(curve.platform.title, 200, 12, bold=bold)[:2]
            top = at + 4 - 7 * (len(told) - 1)
            for index, words in enumerate(told):
                shown = shortened(words, 216, 12, bold=bold)
                yield text(_PLOT.right + 28, top + 14 * index, shown, size=12, weight=weight)

    def _flags(self) -> Iterator[Shape]:
        """A number above the plot for each crossing, with a line down to it."""
        wishes = [self.x.at(each.value) for each in self.crossings]
        places = spread(wishes, 22, _PLOT.x + 9, _PLOT.right - 9)
        for index, (each, wish, at) in enumerate(zip(self.crossings, wishes, places, strict=True)):
            cost = self._cost(each)
            bottom = self.y.at(cost) if cost is not None else _PLOT.bottom
            yield path(
                f"M{number(at)} {_PLOT.y - 18}L{number(wish)} {_PLOT.y - 4}V{number(bottom)}",
                fill="none", stroke=INK, stroke_dasharray="3 3",
            )  # fmt: skip
            if cost is not None:
                yield circle(wish, bottom, 4.5, fill=GROUND, stroke=INK, stroke_width=2)
            yield circle(at, _PLOT.y - 27, 9, fill=INK)
            yield text(
                at, _PLOT.y - 23, str(index + 1), size=11, weight="bold", anchor="middle",
                fill=GROUND,
            )  # fmt: skip

    def _marked(self) -> Iterator[Box]:
        """The boxes of the marks of crossings and their lines."""
        for each in self.crossings:
            x, cost = self.x.at(each.value), self._cost(each)
            low = self.y.at(cost) + 8 if cost is not None else _PLOT.bottom
            yield Box(x - 8, _PLOT.y, 16, low - _PLOT.y)

    def _drawn(self) -> Iterator[Box]:
        """A small box for each place of every curve."""
        for curve in self.found.curves:
            for each in curve.lines:
                yield from (Box(x - 3, y - 3, 6, 6) for x, y in self._places(each))

    def _cost(self, crossing: BreakEven) -> float | None:
        """The cost of the recommended platform at a crossing."""
        point = self.here.at(crossing.value) if self.here is not None else None
        return point.high if point is not None else None

    def _now(self) -> Iterator[Shape]:
        x = self.x.at(self.found.now)
        yield line(x, _PLOT.y, x, _PLOT.bottom, stroke=ACCENT)
        point = self.here.at(self.found.now) if self.here is not None else None
        y = self.y.at(point.high) if point is not None else _PLOT.bottom - 60
        name, values = self._label(point)
        wide = max(width(name, 12, bold=True), width(values, 11)) + 16
        spots = [
            Box(x + 14 if right else x - 14 - wide, y + down, wide, 38)
            for down in (14, -52, 40, -80, 110, -150)
            for right in (True, False)
        ]
        marked, within = tuple(self._marked()), _PLOT.grown(-4)
        box = first_free(spots, (*marked, *self._drawn()), within)
        box = box or first_free(spots, marked, within) or spots[0]
        yield rect(*box, rx=5, fill=GROUND, stroke=ACCENT)
        yield text(box.x + 8, box.y + 16, name, size=12, weight="bold")
        yield text(box.x + 8, box.y + 31, values, size=11, fill=SOFT)
        if point is not None:
            yield circle(x, y, 7, fill=GROUND, stroke=ACCENT, stroke_width=2)
            yield circle(x, y, 3.5, fill=ACCENT)

    def _label(self, point: Point | None) -> tuple[str, str]:
        now = in_short(self.found.now, self.found.unit)
        now = f"{run_words(now)} a month" if self.found.fact == AXES[0] else now
        cost = f": {money(point.high, point.high)} {self.per}" if point is not None else ""
        return shortened(self.answer.name, 160, 12, bold=True), f"{now}{cost}"

    def _sentences(self) -> tuple[list[Shape], float]:
        shapes: list[Shape] = []
        top = _PLOT.bottom + 64
        for index, each in enumerate(self.crossings):
            shapes.append(circle(_LEFT + 9, top - 4, 9, fill=INK))
            shapes.append(
                text(_LEFT + 9, top, str(index + 1), size=11, weight="bold", anchor="middle",
                     fill=GROUND)
            )  # fmt: skip
            for words in wrapped(each.sentence, _WIDTH - _LEFT - 60, 12):
                shapes.append(text(_LEFT + 28, top, words, size=12))
                top += 17
            top += 7
        for words in remarks(self.costs, self.found, self.crossings):
            shapes.append(text(_LEFT, top, words, size=12, fill=SOFT))
            top += 20
        return shapes, top + 2
