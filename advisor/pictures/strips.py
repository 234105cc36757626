"""Finds strips of a map that are thinner than a line, inside another answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from advisor.pictures.axes import Axis, Scale
from advisor.pictures.cells import Span
from advisor.pictures.decision_map import Answer, DecisionMap

__all__ = ["strips"]

_THIN = 2.5  # pixels; two borders as close would look like one thick line

Place = tuple[Span, Span]


def strips(decided: DecisionMap, x: Scale, y: Scale) -> Mapping[Place, Answer]:
    """The cells of strips, each with the answer on both sides."""
    answers = {
        (cell.x, cell.y): cell.parts[0].answer for cell in decided.cells if len(cell.parts) == 1
    }
    columns = dict.fromkeys(cell.x for cell in decided.cells)
    rows = dict.fromkeys(cell.y for cell in decided.cells)
    across = ([(one, other) for one in columns] for other in rows)
    along = ([(one, other) for other in rows] for one in columns)
    return {
        place: answer
        for lines, which, axis, scale in (
            (across, 0, decided.x_axis, x),
            (along, 1, decided.y_axis, y),
        )
        for places in lines
        for run, answer in _between(places, answers)
        if _width([place[which] for place in run], axis, scale) < _THIN
        for place in run
    }


def _between(
    places: Iterable[Place], answers: Mapping[Place, Answer]
) -> Iterator[tuple[list[Place], Answer]]:
    """Runs of places with one answer between two places of another."""
    runs = [(found, list(run)) for found, run in groupby(places, answers.get)]
    for (before, _), (found, run), (after, _) in zip(runs, runs[1:], runs[2:], strict=False):
        if found is not None and before is not None and before == after:
            yield run, before


def _width(spans: list[Span], axis: Axis, scale: Scale) -> float:
    low, high = axis.extent(spans[0])[0], axis.extent(spans[-1])[1]
    return abs(scale.at(high) - scale.at(low))
