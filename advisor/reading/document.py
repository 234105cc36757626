"""A document that was read: its plain value, and the place of everything in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from advisor.errors import AdvisorError, Place, Problem

__all__ = [
    "DEEPEST",
    "LARGEST_INTEGER",
    "MOST_DIGITS",
    "MOST_FAULTS",
    "Branch",
    "Document",
    "Fault",
    "Lines",
    "ReadingError",
    "Spot",
    "TextError",
    "unwritten",
]

# Deeper than anything people write, and far from where any recursion would end.
DEEPEST = 100
# A file with more mistakes than this is wrong in kind; listing them all helps nobody.
MOST_FAULTS = 50
# What 64 bits hold: other readers of the same file would round or refuse more.
LARGEST_INTEGER = 2**63 - 1
# Longer texts need not be converted to know that they are larger; a sign counts.
MOST_DIGITS = 20

Key: TypeAlias = str | int
Spot: TypeAlias = "int | Branch"


class Branch(NamedTuple):
    """Where a mapping or a list starts, and where its keys and its values do, as offsets."""

    start: int
    keys: dict[str, int]
    spots: dict[str, Any] | list[Any]  # of Spot


class Fault(NamedTuple):
    """A problem at an offset of a text that has no path yet."""

    offset: int
    message: str
    help: str | None = None


class TextError(Exception):
    """What is wrong with a text, found by one of the parsers.

    `read` is its value and the place of everything in it, where it could be read all the same.
    """

    def __init__(self, faults: Iterable[Fault], read: tuple[Any, Spot] | None = None) -> None:
        self.faults = tuple(faults)
        self.read = read
        super().__init__(self.faults)

    def located(self, text: str, path: str) -> ReadingError:
        """The same with path, lines and columns, in the order of the text."""
        lines = Lines(text)
        problems = (
            Problem(fault.message, path, lines.place(fault.offset), fault.help)
            for fault in sorted(self.faults, key=lambda fault: fault.offset)
        )
        if self.read is None:
            return ReadingError(problems)
        value, root = self.read
        return ReadingError(problems, Document(path, text, value, lambda: root))


class ReadingError(AdvisorError):
    """A text with mistakes; `document` is what it says but for them, where that is known.

    It lets a caller report the mistakes in what the text says together with those in its writing.
    """

    def __init__(self, problems: Iterable[Problem], document: Document | None = None) -> None:
        super().__init__(problems)
        self.document = document


class Lines:
    """The offsets at which the lines of a text start."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\r\n|\r|\n", text))]

    def place(self, offset: int) -> Place:
        """The line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return Place(line, offset - self._starts[line - 1] + 1)


@dataclass(frozen=True)
class Document:
    """A YAML or JSON text and its value; places are looked up when they are asked for.

    `in_use` says that the value was read out of a definition of something that is there already;
    `remarks` is what its reader had to leave unknown, for the answer to tell.
    """

    path: str
    text: str
    value: Any
    locate: Callable[[], Spot | None] = field(repr=False, compare=False)
    in_use: bool = field(default=False, kw_only=True)
    remarks: tuple[str, ...] = field(default=(), kw_only=True)

    def __reduce__(self) -> tuple[Any, ...]:
        # A function that looks places up cannot travel to another process; what it finds can.
        return _located, (
            self.path,
            self.text,
            self.value,
            self.locate(),
            self.in_use,
            self.remarks,
        )

    def place(self, *keys: Key) -> Place | None:
        """The place of the value at these keys and indexes, None if there is no such value."""
        spot = self._spot(keys)
        if spot is None:
            return None
        return self._lines.place(spot.start if isinstance(spot, Branch) else spot)

    def key_place(self, *keys: Key) -> Place | None:
        """The place of the last key itself, None if it is no key of a mapping."""
        parent = self._spot(keys[:-1]) if keys else None
        if not isinstance(parent, Branch) or not isinstance(keys[-1], str):
            return None
        offset = parent.keys.get(keys[-1])
        return None if offset is None else self._lines.place(offset)

    def place_at(self, offset: int) -> Place:
        """The place of an offset of the text."""
        return self._lines.place(offset)

    def home(self, *_keys: Key) -> Document:
        """The document that the value at these keys is written in: for most, this one."""
        return self

    @property
    def homes(self) -> Iterable[Document]:
        """Every document that a value of it may be written in."""
        return (self,)

    @property
    def scope(self) -> int | str:
        """What the names in it hold within: a template's in it alone."""
        return id(self)

    # cached_property writes past the frozen dataclass: these follow from the text alone.
    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text, without their ends."""
        return re.split("\r\n|\r|\n", self.text)

    def _spot(self, keys: tuple[Key, ...]) -> Spot | None:
        spot: Spot | None = self._root
        for key in keys:
            spot = _child(spot, key)
        return spot

    @cached_property
    def _root(self) -> Spot | None:
        return self.locate()

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)


def _child(spot: Spot | None, key: Key) -> Spot | None:
    if not isinstance(spot, Branch):
        return None
    spots = spot.spots
    if isinstance(spots, dict):
        return spots.get(key) if isinstance(key, str) else None
    return spots[key] if isinstance(key, int) and 0 <= key < len(spots) else None


def _located(
    path: str, text: str, value: Any, root: Spot | None, in_use: bool, remarks: tuple[str, ...]
) -> Document:
    return Document(path, text, value, lambda: root, in_use=in_use, remarks=remarks)


def unwritten(value: Any) -> Document:
    """A value that comes from no text, as a document without places."""
    return Document("", "", value, lambda: None)
