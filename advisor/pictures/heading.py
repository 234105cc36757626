"""The heading of a picture: its title with the workload's name, and how to read it."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.pictures.drawing import Shape, text
from advisor.pictures.palette import SOFT
from advisor.pictures.typesetting import shortened, width

__all__ = ["heading"]

_TITLE, _BELOW = 17, 12


def heading(title: str, name: str, below: str, x: float, room: float) -> Iterator[Shape]:
    """A title with `{}` for the name, of which a long one is shortened, and the line below it."""
    rest = width(title.format(""), _TITLE, bold=True)
    words = title.format(shortened(name, room - rest, _TITLE, bold=True))
    yield text(x, 34, shortened(words, room, _TITLE, bold=True), size=_TITLE, weight="bold")
    yield text(x, 54, shortened(below, room, _BELOW), size=_BELOW, fill=SOFT)
