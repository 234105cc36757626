"""A text under repair: offsets and places, pairs of a mapping, and the text after edits."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from advisor.check.diagnostics import Edit
from advisor.definitions.definition import end_of_scalar
from advisor.errors import Place
from advisor.reading import Document

__all__ = ["Pair", "Text", "edited"]

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A key with a value that ends on the same line, as offsets."""

    key: str
    start: int
    value: int
    end: int


class Text:
    """The text of a document, with the offsets of its values."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self.newline = "\r\n" if "\r\n" in self.text else "\n"
        self._starts = [0, *(match.end() for match in re.finditer("\r\n|\r|\n", self.text))]

    def offset(self, place: Place) -> int:
        """The offset of a place."""
        return self._starts[place.line - 1] + place.column - 1

    def edit(self, start: int, end: int, text: str) -> Edit:
        """The edit that puts a text between two offsets."""
        return Edit(self._place(start), self._place(end), text)

    def scalar(self, path: KeyPath) -> tuple[int, int] | None:
        """Where a text or a number begins and ends."""
        start = self.document.place(*path)
        end = end_of_scalar(self.document, start)
        return None if start is None or end is None else (self.offset(start), self.offset(end))

    def pair(self, path: KeyPath) -> Pair | None:
        """A key and its value; None unless both are on one line."""
        key, value = self.document.key_place(*path), self.scalar(path)
        if key is None or value is None:
            return None
        start = self.offset(key)
        plain = self.line_start(start) == self.line_start(value[0])
        return Pair(str(path[-1]), start, *value) if plain else None

    def line_start(self, offset: int) -> int:
        """The offset at which the line of an offset starts."""
        return self._starts[bisect_right(self._starts, offset) - 1]

    def line_end(self, offset: int) -> int:
        """The offset at which the next line starts."""
        index = bisect_right(self._starts, offset)
        return self._starts[index] if index < len(self._starts) else len(self.text)

    def indent(self, offset: int) -> str:
        """The spaces at the start of the line of an offset."""
        line = self.text[self.line_start(offset) : offset]
        return line[: len(line) - len(line.lstrip())]

    def begins_line(self, offset: int) -> bool:
        """Whether there are only spaces before an offset on its line."""
        return not self.text[self.line_start(offset) : offset].strip()

    def _place(self, offset: int) -> Place:
        line = bisect_right(self._starts, offset)
        return Place(line, offset - self._starts[line - 1] + 1)


def edited(document: Document, edits: Iterable[Edit]) -> str:
    """The text of a document after edits that do not overlap."""
    text = Text(document)
    result, at = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        result += [text.text[at : text.offset(edit.start)], edit.text]
        at = text.offset(edit.end)
    return "".join([*result, text.text[at:]])
