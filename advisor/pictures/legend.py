"""Legends: swatches with their words, in as many rows as they take."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from advisor.pictures.drawing import Own, Shape, rect, text
from advisor.pictures.palette import EDGE, Colour
from advisor.pictures.typesetting import shortened, width

__all__ = ["Entry", "Legend", "legend"]

_SIZE, _ROW, _SWATCH, _GAP = 12, 24, 16, 22


class Entry(NamedTuple):
    """Words, and what their swatch is filled with, one over the other."""

    words: str
    fills: tuple[tuple[str, Colour | Own], ...]


class Legend(NamedTuple):
    """The shapes of a legend, and where it ends."""

    shapes: tuple[Shape, ...]
    bottom: float


def legend(entries: Iterable[Entry], x: float, y: float, room: float) -> Legend:
    """A legend from its upper left corner, as wide as the room at the most."""
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
