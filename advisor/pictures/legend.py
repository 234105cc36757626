"""Legends: swatches with their words, in rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from advisor.pictures.drawing import Own, Shape, rect, text
from advisor.pictures.palette import EDGE, Colour
from advisor.pictures.typesetting import shortened, width

__all__ = ["Entry", "Legend", "legend"]

_SIZE, _ROW, _SWATCH, _GAP = 12, 24, 16, 22


class Entry(NamedTuple):
    """The words of an entry, and the fills of its swatch, one over the other."""

    words: str
    fills: tuple[tuple[str, Colour | Own], ...]


class Legend(NamedTuple):
    """The shapes of a legend, and its lower end."""

    shapes: tuple[Shape, ...]
    bottom: float


def legend(entries: Iterable[Entry], x: float, y: float, room: float) -> Legend:
    """A legend at its upper left corner, at most `room` wide."""
    shapes: list[Shape] = []
    left, top = x, y
    for entry in entries:
        words = shortened(entry.words, room - _SWATCH - 8, _SIZE)
        wide = _SWATCH + 8 + width(words, _SIZE)
        if left > x and left + wide > x + room:
            left, top = x, top + _ROW
        shapes += [
            rect(left, top, _SWATCH, _SWATCH, rx=3, fill=fill, stroke=EDGE)
            for _, fill in entry.fills
        ]
        shapes.append(text(left + _SWATCH + 8, top + 12.5, words, size=_SIZE))
        left += wide + _GAP
    return Legend(tuple(shapes), top + _SWATCH)
