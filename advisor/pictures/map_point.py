"""The workload on a map: a point, or a line if one of the two facts is unknown."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.pictures.drawing import Shape, circle, line, rect, text
from advisor.pictures.palette import ACCENT, GROUND, SOFT
from advisor.pictures.placing import Box, first_free
from advisor.pictures.typesetting import width

__all__ = ["Label", "level", "spot", "upright"]

Label = tuple[str, str]  # the workload's name, and its values
Marked = tuple[list[Shape], list[Box]]  # the shapes, and their boxes


def spot(plot: Box, x: float, y: float, label: Label) -> Marked:
    """A point, with its label if there is room."""
    wide = _wide(label)
    spots = [
        Box(x + dx if dx > 0 else x + dx - wide, y + dy, wide, 38)
        for dx, dy in ((16, -50), (16, 12), (-16, -50), (-16, 12), (16, -19), (-16, -19))
    ]
    box = first_free(spots, [], plot.grown(-4)) or spots[0]
    near = box.x if box.x > x else box.right
    bend = box.y if box.y > y else box.bottom
    shapes = [
        line(x, y, near, min(max(y, box.y), box.bottom) if bend == y else bend, stroke=ACCENT),
        *_note(box, label),
        circle(x, y, 7, fill=GROUND, stroke=ACCENT, stroke_width=2),
        circle(x, y, 3.5, fill=ACCENT),
    ]
    return shapes, [box.grown(3), Box(x - 10, y - 10, 20, 20)]


def upright(plot: Box, x: float, label: Label) -> Marked:
    """A vertical line, if only the horizontal fact is known."""
    wide = _wide(label)
    left = x + 8 if x + 8 + wide < plot.right else x - 8 - wide
    box = Box(left, plot.bottom - 50, wide, 38)
    stroke = line(x, plot.y, x, plot.bottom, stroke=ACCENT, stroke_width=2)
    return [stroke, *_note(box, label)], [box.grown(3), Box(x - 4, 0, 8, 10**4)]


def level(plot: Box, y: float, label: Label) -> Marked:
    """A horizontal line, if only the vertical fact is known."""
    wide = _wide(label)
    top = y - 46 if y - 46 > plot.y else y + 8
    box = Box(plot.right - wide - 8, top, wide, 38)
    stroke = line(plot.x, y, plot.right, y, stroke=ACCENT, stroke_width=2)
    return [stroke, *_note(box, label)], [box.grown(3), Box(0, y - 4, 10**4, 8)]


def _wide(label: Label) -> float:
    return max(width(label[0], 12, bold=True), width(label[1], 11)) + 16


def _note(box: Box, label: Label) -> Iterator[Shape]:
    yield rect(box.x, box.y, box.width, box.height, rx=5, fill=GROUND, stroke=ACCENT)
    yield text(box.x + 8, box.y + 16, label[0], size=12, weight="bold")
    yield text(box.x + 8, box.y + 31, label[1], size=11, fill=SOFT)
