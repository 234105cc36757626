"""The picture of a history: jobs over run time and memory, coloured by platform, with limits."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from advisor.condition import Compare, Constant
from advisor.fleet.summary.density import DURATIONS, MEMORIES, Cell
from advisor.model import Platform, RuleBook, RulesOut
from advisor.pictures.drawing import Attribute, Shape, line, picture, rect, text
from advisor.pictures.palette import EDGE, FAINT, GROUND, INK, SOFT, platform_tones
from advisor.pictures.picture import Picture
from advisor.pictures.typesetting import width
from advisor.units import show

_LEFT, _TOP, _PLOT_WIDTH, _PLOT_HEIGHT = 90.0, 84.0, 700.0, 400.0
_WIDTH, _HEIGHT = _LEFT + _PLOT_WIDTH + 30, _TOP + _PLOT_HEIGHT + 60
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_DURATIONS = (1, 10, _MINUTE, 10 * _MINUTE, _HOUR, 10 * _HOUR, _DAY, 10 * _DAY, 100 * _DAY)
_GIB = 1024
# Keeps words readable on the blocks.
_HALO: Mapping[str, Attribute] = {
    "stroke": GROUND, "stroke_width": 4, "stroke_linejoin": "round", "paint_order": "stroke",
}  # fmt: skip
NO_PLACE = "No job says both how long it runs and how much memory it needs."
_LEAST = 0.25  # of a cell's side, so that one job among millions is visible


class _Axis(NamedTuple):
    """An axis: its first and last cell, the cells per power of `base`, and its pixels."""

    first: int
    last: int
    steps: int
    base: int
    start: float
    length: float

    @property
    def cell(self) -> float:
        return self.length / (self.last - self.first + 1)

    def at(self, value: float) -> float:
        """The place of a value in pixels."""
        return self.start + (math.log(value, self.base) * self.steps - self.first) * self.cell

    def has(self, value: float) -> bool:
        """Whether a value lies on the axis."""
        return self.start <= self.at(value) <= self.start + self.length


def jobs_picture(book: RuleBook, cells: Sequence[Cell], jobs: float) -> Picture:
    """A block per cell, larger for more jobs, divided by platform; `jobs` are those of all cells.

    Jobs in no cell are counted below the picture.
    """
    title = "Where the jobs lie"
    if not cells:
        return picture(title, NO_PLACE, _WIDTH, 80, [text(20, 45, NO_PLACE, fill=SOFT)])
    across = _axis([each.duration for each in cells], DURATIONS, 10, _LEFT, _PLOT_WIDTH)
    up = _axis([each.memory for each in cells], MEMORIES, 2, 0, _PLOT_HEIGHT)
    named = {each.id: each for each in book.platforms}
    platforms = list(dict.fromkeys(each.platform for each in sorted(cells, key=_by_jobs)))
    shapes = [
        text(24, 32, title, size=17, weight="600"),
        *_legend(platforms, named),
        *_grid(across, up),
        *_squares(cells, across, up, platforms),
        *_limits(book, across, up),
        *_left_out(jobs - sum(each.jobs for each in cells)),
    ]
    told = ", ".join(
        f"{sum(c.jobs for c in cells if c.platform == each):,.0f} {_title(each, named)}"
        for each in platforms
    )
    return picture(
        title, f"Jobs by run time and memory on logarithmic axes: {told}.", _WIDTH, _HEIGHT, shapes
    )


def _by_jobs(cell: Cell) -> float:
    return -cell.jobs


def _title(platform: str | None, named: dict[str, Platform]) -> str:
    return named[platform].title if platform in named else "nothing fits"


def _axis(found: Iterable[int], steps: int, base: int, start: float, length: float) -> _Axis:
    several = list(found)
    return _Axis(min(several) - 1, max(several) + 1, steps, base, start, length)


def _legend(platforms: Sequence[str | None], named: dict[str, Platform]) -> Iterator[Shape]:
    x = 24.0
    for each in platforms:
        words = _title(each, named)
        tones = platform_tones(each)
        yield rect(x, 47, 12, 12, rx=2, fill=tones.strong)
        yield text(x + 18, 57, words, size=12)
        x += 38 + width(words, 12)


def _grid(across: _Axis, up: _Axis) -> Iterator[Shape]:
    bottom = _TOP + _PLOT_HEIGHT
    for seconds in _DURATIONS:
        if across.has(seconds):
            x = across.at(seconds)
            yield line(x, _TOP, x, bottom, stroke=FAINT)
            yield text(x, bottom + 18, show(seconds, "s"), size=12, anchor="middle", fill=SOFT)
    for power in range(-10, 20, 2):
        gib = 2.0**power * _GIB
        if up.has(gib):
            y = bottom - up.at(gib)
            yield line(_LEFT, y, _LEFT + _PLOT_WIDTH, y, stroke=FAINT)
            yield text(_LEFT - 8, y + 4, show(gib, "MiB"), size=12, anchor="end", fill=SOFT)
    yield line(_LEFT, bottom, _LEFT + _PLOT_WIDTH, bottom, stroke=EDGE)
    yield line(_LEFT, _TOP, _LEFT, bottom, stroke=EDGE)
    yield text(_LEFT + _PLOT_WIDTH, bottom + 42, "run time", size=12, anchor="end", fill=INK)
    yield text(_LEFT, _TOP - 8, "memory", size=12, fill=INK)


def _left_out(jobs: float) -> Iterator[Shape]:
    if jobs:
        words = f"{jobs:,.0f} more do not say how long they run, or how much memory they need"
        yield text(_LEFT, _TOP + _PLOT_HEIGHT + 42, words, size=12, fill=SOFT)


def _squares(
    cells: Sequence[Cell], across: _Axis, up: _Axis, platforms: Sequence[str | None]
) -> Iterator[Shape]:
    ordered = sorted(cells, key=lambda c: (c.duration, c.memory, platforms.index(c.platform)))
    several = [
        (place, list(group))
        for place, group in groupby(ordered, key=lambda each: (each.duration, each.memory))
    ]
    most = max(sum(each.jobs for each in group) for _, group in several)
    for (duration, memory), group in several:
        jobs = sum(each.jobs for each in group)
        size = _LEAST + (1 - _LEAST) * math.log1p(jobs) / math.log1p(most)
        wide, high = across.cell * size, up.cell * size
        x = _LEFT + (duration - across.first + 0.5) * across.cell - wide / 2
        y = _TOP + _PLOT_HEIGHT - (memory - up.first + 0.5) * up.cell - high / 2
        for each in group:
            part = wide * each.jobs / jobs
            yield rect(x, y, part, high, fill=platform_tones(each.platform).strong)
            x += part


def _limits(book: RuleBook, across: _Axis, up: _Axis) -> Iterator[Shape]:
    """The lowest limit on each axis that by itself keeps jobs from an option."""
    bottom = _TOP + _PLOT_HEIGHT
    for fact, limit, name in _walls(book):
        if fact == "duration" and across.has(limit):
            x = across.at(limit)
            yield line(x, _TOP, x, bottom, stroke=INK, stroke_dasharray="4 3")
            words = f"{name}: up to {show(limit, 's')}"
            fits = x + 5 + width(words, 11) <= _LEFT + _PLOT_WIDTH
            at, anchor = (x + 5, "start") if fits else (x - 5, "end")
            yield text(at, _TOP + 14, words, size=11, anchor=anchor, **_HALO)
        elif fact == "memory" and up.has(limit):
            y = bottom - up.at(limit)
            yield line(_LEFT, y, _LEFT + _PLOT_WIDTH, y, stroke=INK, stroke_dasharray="4 3")
            words = f"{name}: up to {show(limit, 'MiB')}"
            yield text(_LEFT + _PLOT_WIDTH - 4, y - 4, words, size=11, anchor="end", **_HALO)


def _walls(book: RuleBook) -> Iterator[tuple[str, float, str]]:
    """Fact, limit and option of the rules that rule out an option beyond one number."""
    least: dict[tuple[str, str], float] = {}
    for decision in book.decisions:
        options = {each.id: each for each in decision.options if not each.alternative}
        for rule in decision.rules:
            match rule.effect, rule.when:
                case (
                    RulesOut(ruled),
                    Compare(("duration" | "memory") as fact, "gt", Constant(int() | float() as at)),
                ):
                    for each in (options[name] for name in ruled if name in options):
                        known = least.get((fact, each.title), math.inf)
                        least[fact, each.title] = min(known, at)
    for (number, name), limit in least.items():
        yield number, limit, name
