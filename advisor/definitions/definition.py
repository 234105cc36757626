"""A definition that checks are asked about: its facts, and the place of each in its document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from advisor.condition import Value
from advisor.definitions.plain import written_key
from advisor.definitions.recognise import Form
from advisor.definitions.values import spot_of
from advisor.definitions.walk import Keyed, Node
from advisor.errors import Place
from advisor.reading import Document
from advisor.rulebook.subjects import Subject

__all__ = ["Definition", "end_of_scalar"]

KeyPath = tuple[str | int, ...]
_QUOTED = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\n]|'')*'")
_PLAIN = re.compile(r"[^\s,\[\]{}#&*!|>'\"%@`][^\n,\[\]{}#]*")


@dataclass(frozen=True)
class Definition:
    """A definition, or an element of one, with its facts and its document.

    `path` is the path of the whole definition in the document.
    """

    subject: str
    name: str
    form: Form
    facts: Mapping[str, Value] = field(compare=False)
    document: Document = field(repr=False, compare=False)
    path: KeyPath
    about: Subject = field(repr=False, compare=False)
    node: Node = field(repr=False, compare=False)
    shared: KeyPath = field(
        default=(), repr=False
    )  # the path of the values that it shares with others
    at: Place | None = field(default=None, repr=False)
    until: Place | None = field(default=None, repr=False)

    @property
    def instance(self) -> str | None:
        """The address of an instance of a Terraform resource; None for any other definition."""
        address = str(self.path[1]) if self.form == "terraform" else ""
        return address if address.endswith("]") else None

    @property
    def value(self) -> object:
        """The element in its normal form, from which facts are read."""
        return self.node.element

    def place(self, fact: str | None = None) -> Place | None:
        """The place of a fact's value; the place of the element if the fact is not written."""
        return self._range(fact)[0]

    def end(self, fact: str | None = None) -> Place | None:
        """The place behind a fact's value; None if it is unknown."""
        return self._range(fact)[1]

    def written(self, fact: str) -> KeyPath | None:
        """The keys of a fact's value in the document; None if it is not written."""
        spot = self._spot(fact)
        path = None if spot is None else self.written_path(spot[0])
        return path if path is not None and self.document.place(*path) else None

    def written_path(self, path: KeyPath) -> KeyPath:
        """A path within the definition in the keys of the document."""
        for start in (self.path, self.shared):
            if (found := _written(self.document, start, path)) is not None:
                return found
        return (*self.path, *path)

    def _spot(self, fact: str) -> tuple[KeyPath, bool] | None:
        reading = self.about.readings.get(fact)
        spot = spot_of(reading, self.node) if reading is not None else None
        return None if spot is None else (spot.path, isinstance(spot.value, Keyed))

    def _range(self, fact: str | None) -> tuple[Place | None, Place | None]:
        if self.at is not None:
            return self.at, self.until
        spot = self._spot(fact) if fact is not None else None
        if spot is None:
            return self._own
        path = self.written_path(spot[0])
        return _key(self.document, path) if spot[1] else _value(self.document, path)

    def home(self, fact: str | None = None) -> Document:
        """The document that `place` is in; for Terraform it may be another than its own."""
        spot = self._spot(fact) if fact is not None and self.at is None else None
        return self.document if spot is None else self.document.home(*self.written_path(spot[0]))

    @cached_property
    def _own(self) -> tuple[Place | None, Place | None]:
        """Start and end of the element's name, else of its key, else of the element itself."""
        reading = self.about.readings.get("name")
        spot = spot_of(reading, self.node) if reading is not None and not self.node.path else None
        if spot is not None:
            return _value(self.document, self.written_path(spot.path))
        path = self.written_path(self.node.path)
        while path and path[-1] == "Properties":
            path = path[:-1]
        while path and isinstance(path[-1], str) and self.document.key_place(*path) is None:
            path = path[:-1]
        return (
            _key(self.document, path)
            if path and isinstance(path[-1], str)
            else _value(self.document, path)
        )


def _written(document: Document, start: KeyPath, path: KeyPath) -> KeyPath | None:
    """The keys as written in the document; None if there is no value."""
    keys = list(start)
    value = document.value
    for key in start:
        value = value[key] if not isinstance(value, dict) or key in value else {}
    for key in path:
        if isinstance(value, dict) and isinstance(key, str):
            written = written_key(value, key)
            if written not in value:
                return None
            value = value[written]
            keys.append(written)
        elif isinstance(value, list) and isinstance(key, int) and key < len(value):
            value = value[key]
            keys.append(key)
        else:
            return None
    return tuple(keys)


def _value(document: Document, path: KeyPath) -> tuple[Place | None, Place | None]:
    place = document.place(*path)
    while place is None and path:
        path = path[:-1]
        place = document.place(*path)
    return place, end_of_scalar(document.home(*path), place)


def _key(document: Document, path: KeyPath) -> tuple[Place | None, Place | None]:
    place = document.key_place(*path)
    return place, end_of_scalar(document.home(*path), place, key=True)


def end_of_scalar(document: Document, place: Place | None, *, key: bool = False) -> Place | None:
    """The place behind a text or number that starts at a place and ends on the same line."""
    if place is None:
        return None
    line = document.lines[place.line - 1] if place.line <= len(document.lines) else ""
    at = place.column - 1
    match = _QUOTED.match(line, at) or _PLAIN.match(line, at)
    if match is None:
        return None
    written = match[0]
    if written[0] not in "\"'":
        written = re.split(r"\s+#|:\s|:$" if key else r"\s+#|:\s", written, maxsplit=1)[0].rstrip()
    return Place(place.line, place.column + len(written))
