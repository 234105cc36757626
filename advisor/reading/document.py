"""A document: its plain value, and the place of everything in it."""

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

# Deeper than anything people write, and far below Python's limit of recursion.
DEEPEST = 100
# A file with more mistakes is not what was expected: listing all of them helps nobody.
MOST_FAULTS = 50
# The range of 64 bits: other readers of the file would round or refuse larger numbers.
LARGEST_INTEGER = 2**63 - 1
# A longer text, sign included, is larger without converting it.
MOST_DIGITS = 20

Key: TypeAlias = str | int
Spot: TypeAlias = "int | Branch"


class Branch(NamedTuple):
    """The offsets at which a mapping or a list, its keys and its values start."""

    start: int
    keys: dict[str, int]
    spots: dict[str, Any] | list[Any]  # of Spot


class Fault(NamedTuple):
    """A problem at an offset of a text that has no path yet."""

    offset: int
    message: str
    help: str | None = None


class TextError(Exception):
    """The mistakes that a parser found in a text.

    `read` is its value and the place of everything in it, where it could be read all the same.
    """

    def __init__(self, faults: Iterable[Fault], read: tuple[Any, Spot] | None = None) -> None:
        self.faults = tuple(faults)
        self.read = read
        super().__init__(self.faults)

    def located(self, text: str, path: str) -> ReadingError:
        """The faults as problems with path, line and column, in the order of the text."""
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
    """A text with mistakes; `document` has its values all the same, if they could be read.

    With it a caller can report mistakes in the values together with those in the syntax.
    """

    def __init__(self, problems: Iterable[Problem], document: Document | None = None) -> None:
        super().__init__(problems)
        self.document = document


class Lines:
    """The offsets at which the lines of a text start."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\r\n|\r|\n", text))]

    def place(self, offset: int) -> Place:
        """The line and column of an offset, counted from 1."""
        line = bisect_right(self._starts, offset)
        return Place(line, offset - self._starts[line - 1] + 1)


@dataclass(frozen=True)
class Document:
    """A YAML or JSON text and its value; places are looked up on demand.

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
        # The function that looks places up cannot be pickled; what it finds can.
        return _located, (
            self.path,
            self.text,
            self.value,
            self.locate(),
            self.in_use,
            self.remarks,
        )

    def place(self, *keys: Key) -> Place | None:
        """The place of the value at these keys and indexes; None if there is none."""
        spot = self._spot(keys)
        if spot is None:
            return None
        return self._lines.place(spot.start if isinstance(spot, Branch) else spot)

    def key_place(self, *keys: Key) -> Place | None:
        """The place of the last key itself; None if it is not a key of a mapping."""
        parent = self._spot(keys[:-1]) if keys else None
        if not isinstance(parent, Branch) or not isinstance(keys[-1], str):
            return None
        offset = parent.keys.get(keys[-1])
        return None if offset is None else self._lines.place(offset)

    def place_at(self, offset: int) -> Place:
        """The place of an offset of the text."""
        return self._lines.place(offset)

    def home(self, *_keys: Key) -> Document:
        """The document in which the value at these keys is written: mostly this one."""
        return self

    @property
    def homes(self) -> Iterable[Document]:
        """Every document in which a value of this one may be written."""
        return (self,)

    @property
    def scope(self) -> int | str:
        """The scope of the names in the document: those of a template are known only in it."""
        return id(self)

    # cached_property works in a frozen dataclass, as it writes to `__dict__`.
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
    """A document without places, for a value that comes from no text."""
    return Document("", "", value, lambda: None)
