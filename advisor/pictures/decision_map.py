"""Which platform wins over two facts: the answer in every cell between significant values.

Nothing is sampled. The marks of an axis are all values at which a comparison of the rule book
changes; between two marks only comparisons of both facts can change, along curves that are solved
for. One decision for each cell, mark and band therefore covers the whole plane.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from advisor.condition import Truth
from advisor.model import Rule
from advisor.outcome import Outcome, Status
from advisor.pictures.axes import Axis
from advisor.pictures.cells import Band, Span, bands
from advisor.pictures.comparisons import Comparison

__all__ = ["Answer", "Cell", "DecisionMap", "Part", "answer_of", "decided_map", "rules_of"]


class Answer(NamedTuple):
    """The platform of a region (None if nothing fits), and the unknown facts it depends on."""

    platform: str | None
    status: Status
    depends_on: tuple[str, ...]


class Part(NamedTuple):
    """A band of a cell with its answer."""

    band: Band
    answer: Answer


Signs = tuple[Truth, ...]


class Cell(NamedTuple):
    """A span of each axis, and the answers there."""

    x: Span
    y: Span
    parts: tuple[Part, ...]
    by_signs: Mapping[Signs, Answer]


Decide = Callable[[float, float], Answer]


@dataclass(frozen=True, eq=False)
class DecisionMap:
    """The answers over two facts, in canonical units, from `low` to `high` of each axis."""

    x_axis: Axis
    y_axis: Axis
    x_spans: tuple[Span, ...]
    y_spans: tuple[Span, ...]
    cells: tuple[Cell, ...]
    mixed: tuple[Comparison, ...]
    x_rules: Mapping[float, tuple[Comparison, ...]]
    y_rules: Mapping[float, tuple[Comparison, ...]]
    decide: Decide

    def region_at(self, x: float, y: float) -> Answer:
        """The answer at a point, borders included; ValueError outside the map.

        It equals the answer of `recommend` for a workload with these two values.
        """
        at = (_span(self.x_spans, x), _span(self.y_spans, y))
        cell = self._by_spans.get(at)
        if cell is None:  # on a border, which has no area
            cell = _cell(
                *at, (self.x_axis.fact.name, self.y_axis.fact.name), self.mixed, self.decide
            )
        if len(cell.by_signs) == 1:
            return next(iter(cell.by_signs.values()))
        found = cell.by_signs.get(self.signs(x, y))
        # Where curves cross, three answers can meet in a point outside every band.
        return self.decide(x, y) if found is None else found

    @cached_property
    def _by_spans(self) -> Mapping[tuple[Span, Span], Cell]:
        return {(cell.x, cell.y): cell for cell in self.cells}

    def signs(self, x: float, y: float) -> Signs:
        """The truths of all comparisons of both facts at a point."""
        return signs(self.mixed, (self.x_axis.fact.name, self.y_axis.fact.name), x, y)

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The answers with an area in the drawing, without duplicates."""
        return tuple(dict.fromkeys(part.answer for cell in self.cells for part in cell.parts))


def signs(mixed: Sequence[Comparison], names: tuple[str, str], x: float, y: float) -> Signs:
    """The truths of comparisons of two facts at a point."""
    return tuple(each.truth({names[0]: x, names[1]: y}) for each in mixed)


def answer_of(outcome: Outcome) -> Answer:
    """The part of an outcome that a map shows."""
    depends = (
        name
        for taken in outcome.decisions.values()
        if taken is not None and outcome.status is Status.CONDITIONAL
        for name in taken.depends_on
    )
    platform = outcome.platform.id if outcome.platform is not None else None
    return Answer(platform, outcome.status, tuple(dict.fromkeys(depends)))


def decided_map(
    axes: tuple[Axis, Axis],
    found: tuple[Comparison, ...],
    rules: tuple[Mapping[float, tuple[Comparison, ...]], Mapping[float, tuple[Comparison, ...]]],
    decide: Decide,
) -> DecisionMap:
    """The map of two axes, with one decision per cell and band."""
    names = (axes[0].fact.name, axes[1].fact.name)
    mixed = tuple(each for each in found if each.free == set(names))
    spans_of = [axis.spans(marked) for axis, marked in zip(axes, rules, strict=True)]
    cells = tuple(
        _cell(x, y, names, mixed, decide)
        for x in spans_of[0]
        if axes[0].takes_room(x)
        for y in spans_of[1]
        if axes[1].takes_room(y)
    )
    return DecisionMap(*axes, spans_of[0], spans_of[1], cells, mixed, *rules, decide)


def _cell(
    x: Span, y: Span, names: tuple[str, str], mixed: tuple[Comparison, ...], decide: Decide
) -> Cell:
    parts = tuple(Part(band, decide(*band.inside)) for band in bands(x, y, names, mixed))
    by_signs = {signs(mixed, names, *part.band.inside): part.answer for part in parts}
    if len(parts) > 1 and len({part.answer for part in parts}) == 1:
        parts = (_joined(parts),)
    return Cell(x, y, parts, by_signs)


def _joined(parts: tuple[Part, ...]) -> Part:
    first, last = parts[0].band, parts[-1].band
    return Part(Band(first.low, last.high, first.below, last.above), parts[0].answer)


def _span(all_spans: tuple[Span, ...], value: float) -> Span:
    """The span that contains a value."""
    if not all_spans[0].low <= value <= all_spans[-1].high:
        raise ValueError(f"{value} is outside of the map")
    found = bisect_left(all_spans, value, key=lambda span: span.high)
    # A value on a mark belongs to the mark, not to the interval before it.
    on_mark = all_spans[found].high == value and not all_spans[found].is_mark
    return all_spans[found + on_mark]


def rules_of(found: Sequence[Comparison]) -> tuple[Rule, ...]:
    """The rules of some comparisons, without duplicates."""
    return tuple({rule.id: rule for each in found for rule in each.rules}.values())
