"""Merges cells with equal answers to outlines of regions, and finds their borders."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from advisor.pictures.axes import Axis, Scale
from advisor.pictures.cells import Curve, Span
from advisor.pictures.decision_map import Answer, DecisionMap
from advisor.pictures.drawing import number
from advisor.pictures.placing import Box
from advisor.pictures.strips import strips

__all__ = ["Border", "Outlines", "outlines"]

Point = tuple[int, int]  # hundredths of a pixel, so that touching edges are equal
Edge = tuple[Point, Point]
_FINE = 100
_CURVED = 24  # pieces of a curve, with exact ends


class Border(NamedTuple):
    """A straight part of a border: its place, start and end, in pixels."""

    at: float
    low: float
    high: float


class Outlines(NamedTuple):
    """The shapes of a map: an SVG path and whole rectangles per answer, and the borders.

    `frames` are the paths without the `strips`, which are lines inside another answer.
    """

    paths: Mapping[Answer, str]
    frames: Mapping[Answer, str]
    strips: Mapping[Answer, str]
    rooms: Mapping[Answer, tuple[Box, ...]]
    upright: tuple[Border, ...]
    level: tuple[Border, ...]


def outlines(decided: DecisionMap, x: Scale, y: Scale) -> Outlines:
    """The regions of a map in pixels."""
    around = strips(decided, x, y)
    polygons: dict[Answer, list[list[Point]]] = defaultdict(list)
    framed: dict[Answer, list[list[Point]]] = defaultdict(list)
    thin: dict[Answer, str] = defaultdict(str)
    rooms: dict[Answer, list[Box]] = defaultdict(list)
    for cell in decided.cells:
        for part in cell.parts:
            ends = _within(part.band.low, part.band.high, cell.x, decided.x_axis)
            above = _line(part.band.above, ends, (x, y), cell.y, decided.y_axis, top=True)
            below = _line(part.band.below, ends, (x, y), cell.y, decided.y_axis, top=False)
            polygons[part.answer].append([*above, *reversed(below)])
            framed[around.get((cell.x, cell.y), part.answer)].append(polygons[part.answer][-1])
            if len(cell.parts) == 1:
                rooms[part.answer].append(box := _box(above[0], below[-1]))
                if (cell.x, cell.y) in around:
                    thin[part.answer] += _middle(box)
    edges = _edges(polygons)
    frame = _box(_point(x.start, y.end), _point(x.end, y.start))
    inner = [edge for each in edges.values() for edge in each if not _on_frame(edge, frame)]
    return Outlines(
        {answer: _path(each) for answer, each in edges.items()},
        {answer: _path(each) for answer, each in _edges(framed).items()},
        thin,
        {answer: tuple(each) for answer, each in rooms.items()},
        _borders(inner, 0),
        _borders(inner, 1),
    )


def _within(low: float, high: float, span: Span, axis: Axis) -> tuple[float, float]:
    """The ends of a band, moved to the drawn ends of its cell where it reaches them."""
    start, end = axis.extent(span)
    return start if low == span.low else low, end if high == span.high else high


def _line(
    curve: Curve,
    ends: tuple[float, float],
    scales: tuple[Scale, Scale],
    span: Span,
    axis: Axis,
    *,
    top: bool,
) -> list[Point]:
    x, y = scales
    low, high = ends
    if curve.zero is None:
        level = axis.extent(span)[1 if top else 0]
        return [_point(x.at(low), y.at(level)), _point(x.at(high), y.at(level))]
    shares = [index / _CURVED for index in range(_CURVED + 1)]
    values = [low * (high / low) ** s if x.logarithmic else low + s * (high - low) for s in shares]
    least, most = axis.extent(span)  # curves are drawn only as far as whole numbers
    points = [_point(x.at(value), y.at(min(max(curve.at(value), least), most))) for value in values]
    return [points[0], *_bends(points), points[-1]]


def _bends(points: Sequence[Point]) -> Iterator[Point]:
    """The points of a line that are off the straight line between its ends."""
    (ax, ay), (bx, by) = points[0], points[-1]
    length = math.hypot(bx - ax, by - ay) or 1
    away = [abs((bx - ax) * (ay - py) - (ax - px) * (by - ay)) / length for px, py in points]
    if max(away) > _FINE / 10:
        yield from points[1:-1]


def _point(x: float, y: float) -> Point:
    return round(x * _FINE), round(y * _FINE)


def _box(upper: Point, lower: Point) -> Box:
    return Box(
        upper[0] / _FINE, upper[1] / _FINE,
        (lower[0] - upper[0]) / _FINE, (lower[1] - upper[1]) / _FINE,
    )  # fmt: skip


def _middle(box: Box) -> str:
    """The middle line of a thin box, as a path."""
    if box.width < box.height:
        return f"M{number(box.x + box.width / 2)} {number(box.y)}V{number(box.bottom)}"
    return f"M{number(box.x)} {number(box.y + box.height / 2)}H{number(box.right)}"


def _edges(polygons: Mapping[Answer, list[list[Point]]]) -> dict[Answer, list[Edge]]:
    """The outer edges of each answer's polygons."""
    corners = {point for each in polygons.values() for polygon in each for point in polygon}
    columns, rows = defaultdict(set), defaultdict(set)
    for px, py in corners:
        columns[px].add(py)
        rows[py].add(px)
    found: dict[Answer, list[Edge]] = {}
    for answer, each in polygons.items():
        kept: Counter[Edge] = Counter()
        for polygon in each:
            for start, end in pairwise([*polygon, polygon[0]]):
                for edge in _split(start, end, columns, rows):
                    back = (edge[1], edge[0])
                    # A polygon thinner than a line coincides with an edge of both its neighbours.
                    if kept[back]:
                        kept[back] -= 1
                    else:
                        kept[edge] += 1
        found[answer] = list(kept.elements())
    return found


def _split(
    start: Point, end: Point, columns: Mapping[int, set[int]], rows: Mapping[int, set[int]]
) -> Iterator[Edge]:
    """An edge along an axis, split at every corner on it; other edges stay whole."""
    if start == end:
        return
    axis = 1 if start[0] == end[0] else 0 if start[1] == end[1] else None
    if axis is None:
        yield start, end
        return
    on_line = columns[start[0]] if axis else rows[start[1]]
    low, high = sorted((start[axis], end[axis]))
    stops = sorted((each for each in on_line if low <= each <= high), reverse=start[axis] > low)
    for one, other in pairwise(stops):
        yield ((start[0], one), (start[0], other)) if axis else ((one, start[1]), (other, start[1]))


def _path(edges: Iterable[Edge]) -> str:
    """Edges as closed lines of an SVG path."""
    after: dict[Point, list[Point]] = defaultdict(list)
    for start, end in edges:
        after[start].append(end)
    parts = []
    for start in list(after):
        while after[start]:
            loop = [start]
            while after[loop[-1]]:
                loop.append(after[loop[-1]].pop())
            parts.append(_closed(_straight(loop[:-1])))
    return "".join(parts)


def _straight(loop: list[Point]) -> list[Point]:
    """A closed line without points inside straight parts."""
    kept = []
    for index, point in enumerate(loop):
        (ax, ay), (bx, by) = loop[index - 1], loop[(index + 1) % len(loop)]
        if (point[0] - ax) * (by - point[1]) != (point[1] - ay) * (bx - point[0]):
            kept.append(point)
    return kept


def _closed(loop: list[Point]) -> str:
    points = (f"{number(px / _FINE)} {number(py / _FINE)}" for px, py in loop)
    return f"M{'L'.join(points)}Z" if len(loop) > 2 else ""  # noqa: PLR2004  # less has no area


def _on_frame(edge: Edge, frame: Box) -> bool:
    (ax, ay), (bx, by) = edge
    upright = ax == bx and ax / _FINE in (frame.x, frame.right)
    return upright or (ay == by and ay / _FINE in (frame.y, frame.bottom))


def _borders(edges: Iterable[Edge], axis: int) -> tuple[Border, ...]:
    """The straight borders at one place of an axis, joined where they touch."""
    found: dict[int, list[int]] = defaultdict(list)
    for start, end in edges:
        if start[axis] == end[axis]:
            found[start[axis]] += [start[1 - axis], end[1 - axis]]
    return tuple(
        Border(at / _FINE, min(ends) / _FINE, max(ends) / _FINE)
        for at, ends in sorted(found.items())
    )
