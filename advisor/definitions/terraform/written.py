"""Values together with the place of everything in them, which may be in several files."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Self

from advisor.reading.document import Branch, Document, Spot
from advisor.reading.opaque import Opaque

__all__ = [
    "LONGEST",
    "MISSING",
    "Encoded",
    "Piece",
    "Sources",
    "Text",
    "Written",
    "address",
    "from_document",
    "hidden",
    "parted",
    "simple",
]

_MOST = 50_000  # values of one definition: more than anyone writes, yet quick to count
_DEEPEST = 60
LONGEST = 500_000  # characters of a text made of pieces
MISSING = "terraform: missing"  # the function of a part that is certainly not there


class Written(NamedTuple):
    """A value and the offset at which it is written, counted over all sources of a run.

    Mappings and lists have `Written` values; `keys` has the offsets of a mapping's keys. Anything
    else is a plain scalar, a `Text`, an `Encoded` value, or `Opaque`.
    """

    value: Any
    at: int
    keys: dict[str, int] | None = None


class Encoded(NamedTuple):
    """The result of `jsonencode`: the value itself, with its places."""

    tree: Written


class Piece(NamedTuple):
    """A part of a text: literal, or an inserted value, written as `source`."""

    text: str
    at: int
    value: Written | None = None
    source: str = ""


class Text(str):
    """A text of several pieces; unknown pieces stand in it as `${…}`."""

    __slots__ = ("pieces",)

    pieces: tuple[Piece, ...]

    def __new__(cls, text: str, pieces: tuple[Piece, ...]) -> Self:
        """The text with its pieces."""
        made = super().__new__(cls, text)
        made.pieces = pieces
        return made


class Sources:
    """The texts that values come from, laid end to end, so that one offset identifies a place."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._texts: list[tuple[Document, int | None]] = []
        self._end = 0

    def add(self, document: Document) -> int:
        """Add a text; the offset at which it begins."""
        for start, (each, pinned) in zip(self._starts, self._texts, strict=True):
            if each.path == document.path and pinned is None:
                return start
        return self._laid(document, None, len(document.text))

    def pin(self, offset: int, length: int) -> int:
        """Reserve room for a text whose parts all have the place of one offset; where it begins."""
        return self._laid(*self.at(offset), length)

    def _laid(self, document: Document, pinned: int | None, length: int) -> int:
        start, self._end = self._end, self._end + length + 1
        self._starts.append(start)
        self._texts.append((document, pinned))
        return start

    def at(self, offset: int) -> tuple[Document, int]:
        """The document of an offset, and the offset within it."""
        index = max(bisect_right(self._starts, offset) - 1, 0)
        document, pinned = self._texts[index]
        return document, offset - self._starts[index] if pinned is None else pinned

    def __iter__(self) -> Iterator[Document]:
        return (document for document, pinned in self._texts if pinned is None)


def hidden(function: str, source: str, at: int) -> Written:
    """A value that is only known when Terraform has run."""
    return Written(Opaque(function, source), at)


def address(resource: str, index: str | int) -> str:
    """Terraform's address of an instance: `aws_batch_job_queue.this["night"]`."""
    return f"{resource}[{json.dumps(index, ensure_ascii=False)}]"


def simple(written: Written) -> Any:
    """A scalar as a Python value; `Opaque` for anything else."""
    value = written.value
    if isinstance(value, Text):
        return str(value)
    return Opaque("terraform") if isinstance(value, dict | list | Encoded) else value


def parted(written: Written) -> tuple[Any, Spot]:
    """The plain value, and the places of all its parts; unknown beyond a reasonable size."""
    return _Parting().of(written, 0)


class _Parting:
    """Counts the values it makes: values that share parts may grow without bound."""

    def __init__(self) -> None:
        self.left = _MOST

    def of(self, written: Written, depth: int) -> tuple[Any, Spot]:
        self.left -= 1
        value, at = written.value, written.at
        if self.left < 0 or depth > _DEEPEST:
            return Opaque("terraform"), at
        if isinstance(value, dict):
            pairs = {key: self.of(each, depth + 1) for key, each in value.items()}
            spots = {key: spot for key, (_, spot) in pairs.items()}
            keys = written.keys or {}
            places = {key: keys.get(key, _start(spot)) for key, spot in spots.items()}
            return {key: each for key, (each, _) in pairs.items()}, Branch(at, places, spots)
        if isinstance(value, list):
            both = [self.of(each, depth + 1) for each in value]
            return [each for each, _ in both], Branch(at, {}, [spot for _, spot in both])
        if isinstance(value, Encoded):
            return Opaque("terraform", "jsonencode"), at
        return (str(value) if isinstance(value, Text) else value), at


def _start(spot: Spot) -> int:
    return spot.start if isinstance(spot, Branch) else spot


def from_document(value: Any, spot: Spot | None, at: Callable[[int], int]) -> Written:
    """A value from YAML or JSON with its places; `at` maps offsets of the text."""
    start = at(_start(spot)) if spot is not None else at(0)
    if not isinstance(spot, Branch):
        return Written(value, start)
    spots: Any = spot.spots
    if isinstance(value, dict):
        made = {key: from_document(each, spots.get(key), at) for key, each in value.items()}
        return Written(made, start, {key: at(offset) for key, offset in spot.keys.items()})
    if isinstance(value, list):
        return Written([from_document(e, s, at) for e, s in zip(value, spots, strict=True)], start)
    return Written(value, start)
