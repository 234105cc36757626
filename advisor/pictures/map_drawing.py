"""Draws the decision map: regions, limits, names, the workload and the legend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from advisor.condition import UNKNOWN, Value
from advisor.explain import Explanation
from advisor.pictures.axes import Axis, Range, Scale
from advisor.pictures.decision_map import Answer, DecisionMap
from advisor.pictures.drawing import (
    Own,
    Shape,
    dots,
    hatch,
    line,
    path,
    picture,
    rect,
    text,
)
from advisor.pictures.heading import heading
from advisor.pictures.legend import Entry, legend
from advisor.pictures.limits import LimitLine, limit_lines
from advisor.pictures.map_labels import (
    beside,
    chosen,
    flags,
    height,
    leaders,
    name_shapes,
    names_in,
    over,
)
from advisor.pictures.map_point import Label, level, spot, upright
from advisor.pictures.mapping import decision_map
from advisor.pictures.outlines import Outlines, outlines
from advisor.pictures.palette import EDGE, GROUND, INK, SOFT, STATUSES, platform_tones
from advisor.pictures.picture import Picture
from advisor.pictures.placing import Box
from advisor.pictures.typesetting import shortened, width
from advisor.units import in_short

__all__ = ["DrawnMap", "drawn_map", "map_picture"]

WIDTH, LEFT, PLOT_WIDTH, PLOT_HEIGHT, TOP = 960, 92, 620, 430, 86
_FLAGS, _SIDE = 6, 7  # limits named above the map, and beside it
_TITLE, _NO_FIT = "Where {} runs best", "No platform fits"


class DrawnMap(NamedTuple):
    """A decision map as a picture, and the scales of its axes."""

    picture: Picture
    x: Scale
    y: Scale


def map_picture(
    answer: Explanation,
    x: str = "memory",
    y: str = "duration",
    x_range: Range | None = None,
    y_range: Range | None = None,
) -> Picture:
    """The decision map of two numeric facts; ranges are in canonical units (MiB, s).

    Raises AdvisorError for what cannot be an axis.
    """
    return drawn_map(answer, x, y, x_range, y_range).picture


def drawn_map(
    answer: Explanation,
    x: str = "memory",
    y: str = "duration",
    x_range: Range | None = None,
    y_range: Range | None = None,
) -> DrawnMap:
    """The decision map with the scales of its axes."""
    decided = decision_map(answer, x, y, x_range, y_range)
    x_scale = decided.x_axis.scale(LEFT, LEFT + PLOT_WIDTH)
    # The height of the words above depends on the borders, so the map is first drawn at 0.
    flat = outlines(decided, x_scale, decided.y_axis.scale(PLOT_HEIGHT, 0))
    options = _options(answer, decided)
    standing = chosen(
        limit_lines(flat.upright, decided.x_axis, x_scale, decided.x_rules, answer.book, options),
        _FLAGS,
    )
    made = _Drawing(answer, decided, TOP + height(flags(standing)), options)
    return DrawnMap(made.picture(), made.x, made.y)


def _options(answer: Explanation, decided: DecisionMap) -> frozenset[str]:
    """The choices of the platforms in the map."""
    shown = {each.platform for each in decided.answers}
    return frozenset(
        choice
        for platform in answer.book.platforms
        if platform.id in shown
        for choice in platform.choices.values()
    )


class _Drawing:
    """The parts of one picture: scales, regions and labels."""

    def __init__(
        self, answer: Explanation, decided: DecisionMap, top: float, options: frozenset[str]
    ) -> None:
        self.answer, self.map = answer, decided
        self.plot = Box(LEFT, top, PLOT_WIDTH, PLOT_HEIGHT)
        self.x = decided.x_axis.scale(self.plot.x, self.plot.right)
        self.y = decided.y_axis.scale(self.plot.bottom, self.plot.y)
        self.regions: Outlines = outlines(decided, self.x, self.y)
        book = answer.book
        self.standing = chosen(
            limit_lines(
                self.regions.upright, decided.x_axis, self.x, decided.x_rules, book, options
            ),
            _FLAGS,
        )
        self.lying = chosen(
            limit_lines(self.regions.level, decided.y_axis, self.y, decided.y_rules, book, options),
            _SIDE,
        )
        titles = {platform.id: platform.title for platform in book.platforms}
        self.titles: Mapping[Answer, str] = {
            each: titles.get(each.platform or "", _NO_FIT) for each in decided.answers
        }
        unknown = (each.depends_on for each in decided.answers if each.depends_on)
        self.unknown = list(dict.fromkeys(unknown))
        self.point = (self._known(decided.x_axis), self._known(decided.y_axis))

    def _known(self, axis: Axis) -> float | None:
        """The workload's value on an axis; None if it is unknown or off the map."""
        value: Value = self.answer.outcome.facts[axis.fact.name]
        if value is UNKNOWN or not isinstance(value, int | float) or isinstance(value, bool):
            return None
        return float(value) if axis.low <= value <= axis.high else None

    def picture(self) -> Picture:
        entries = legend(self._entries(), LEFT, self.plot.bottom + 62, WIDTH - LEFT - 24)
        return picture(
            _TITLE.format(self.answer.name),
            self._described(),
            WIDTH,
            entries.bottom + 20,
            [*self._heading(), *self._patterns(), *self._regions(), *self._axes(),
             *self._limits(), *self._inside(), *entries.shapes],
        )  # fmt: skip

    def _heading(self) -> Iterator[Shape]:
        facts = f"by {_called(self.map.x_axis)} and {_called(self.map.y_axis)}"
        below = f"{facts}; everything else as the workload has it"
        return heading(_TITLE, self.answer.name, below, LEFT, WIDTH - LEFT - 24)

    def _patterns(self) -> Iterator[Shape]:
        for index, _ in enumerate(self.unknown):
            yield hatch(f"hatch{index}", INK, apart=9, angle=(45, -45, 0, 90)[index % 4])
        yield dots("none", STATUSES["no-fit"].strong)

    def _regions(self) -> Iterator[Shape]:
        plot = self.plot
        yield rect(plot.x, plot.y, plot.width, plot.height, fill=GROUND)
        for answer, outline in self.regions.paths.items():
            yield path(outline, fill=platform_tones(answer.platform).fill)
            if answer.platform is None:
                yield path(outline, fill=Own("none"))
            if answer.depends_on:
                index = self.unknown.index(answer.depends_on)
                yield path(outline, fill=Own(f"hatch{index}"), opacity=0.3)
        for answer, middle in self.regions.strips.items():
            tone = platform_tones(answer.platform).strong
            yield path(middle, fill="none", stroke=tone, stroke_width=1.5, opacity=0.6)
        for outline in self.regions.frames.values():
            yield path(outline, fill="none", stroke=INK, stroke_width=1, stroke_linejoin="round")
        yield rect(plot.x, plot.y, plot.width, plot.height, fill="none", stroke=INK)

    def _axes(self) -> Iterator[Shape]:
        plot = self.plot
        for value, words in self.map.x_axis.ticks(self.x, 54, size=11):
            at = self.x.at(value)
            yield line(at, plot.bottom, at, plot.bottom + 5, stroke=EDGE)
            yield text(at, plot.bottom + 19, words, size=11, anchor="middle", fill=SOFT)
        for value, words in self.map.y_axis.ticks(self.y, 26):
            at = self.y.at(value)
            yield line(plot.x - 5, at, plot.x, at, stroke=EDGE)
            room = plot.x - 12
            # If an amount with its unit is too long, only the name of the axis is shown.
            tick = words if width(words, 11) <= room else words.partition(" ")[0]
            yield text(
                plot.x - 9, at + 4, shortened(tick, room, 11), size=11, anchor="end", fill=SOFT
            )
        name = f"{_called(self.map.x_axis)} →"
        yield text(plot.right, plot.bottom + 39, name, size=12, weight="bold", anchor="end")
        name = f"↑ {shortened(_called(self.map.y_axis), LEFT - 30, 12, bold=True)}"
        yield text(14, plot.y - 10, name, size=12, weight="bold")

    def _limits(self) -> Iterator[Shape]:
        yield from over(flags(self.standing), self.plot.y)
        yield from beside(self.lying, self.plot)

    def _inside(self) -> Iterator[Shape]:
        taken: list[Box] = []
        shapes: list[Shape] = []
        at_x, at_y = self.point
        if at_x is not None and at_y is not None:
            shapes, taken = spot(self.plot, self.x.at(at_x), self.y.at(at_y), self._label())
        elif at_x is not None:
            shapes, taken = upright(self.plot, self.x.at(at_x), self._label())
        elif at_y is not None:
            shapes, taken = level(self.plot, self.y.at(at_y), self._label())
        taken = [*taken, *leaders(self.standing, self.lying, self.plot)]
        for lines, box in names_in(self.regions.rooms, self.titles, taken):
            yield from name_shapes(lines, box)
        yield from shapes

    def _label(self) -> Label:
        """The words at the workload's mark: its name and its values."""
        known = [
            in_short(value, axis.fact.unit) if value is not None else f"{_called(axis)} unknown"
            for value, axis in zip(self.point, (self.map.x_axis, self.map.y_axis), strict=True)
        ]
        return shortened(self.answer.name, 150, 12, bold=True), ", ".join(known)

    def _entries(self) -> Iterator[Entry]:
        shown = dict.fromkeys(each.platform for each in self.map.answers)
        order = [each.id for each in self.answer.book.platforms]
        for platform in sorted((each for each in shown if each), key=order.index):
            titles = {each.id: each.title for each in self.answer.book.platforms}
            yield Entry(titles[platform], (("fill", platform_tones(platform).fill),))
        if None in shown:
            yield Entry(_NO_FIT, (("fill", GROUND), ("fill", Own("none"))))
        lines = {self.titles[each]: each.platform for each in self.regions.strips}
        for title, owner in lines.items():
            words = f"a line: {title} in a strip too thin to draw"
            yield Entry(words, (("fill", platform_tones(owner).strong),))
        for index, names in enumerate(self.unknown):
            are = "is" if len(names) == 1 else "are"
            words = f"depends on {' and '.join(names)}, which {are} unknown"
            yield Entry(words, (("fill", Own(f"hatch{index}")),))

    def _described(self) -> str:
        axes = (self.map.x_axis, self.map.y_axis)
        titles = dict.fromkeys(self.titles[each] for each in self.map.answers)
        parts = [
            f"The platform by {_called(axes[0])} and {_called(axes[1])}: {', '.join(titles)}.",
            *(_borders(axis, lines) for axis, lines in zip(axes, self._limit_sets(), strict=True)),
        ]
        if None not in self.point:
            here = self.answer.platform.title if self.answer.platform else _NO_FIT
            parts.append(f"The workload is at {self._label()[1]}: {here}.")
        parts += [f"A hatched part depends on {' and '.join(each)}." for each in self.unknown]
        return " ".join(part for part in parts if part)

    def _limit_sets(self) -> tuple[Sequence[LimitLine], Sequence[LimitLine]]:
        return self.standing, self.lying


def _called(axis: Axis) -> str:
    """The name of a fact in a spec as words."""
    return axis.fact.name.removeprefix("x.").replace("_", " ")


def _borders(axis: Axis, lines: Sequence[LimitLine]) -> str:
    told = "; ".join(f"{each.value} ({each.words})" for each in lines)
    return f"Borders of {_called(axis)}: {told}." if told else ""
