"""Values and places from the events of a YAML parser."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from typing import Any

import yaml

from advisor.errors import quoted
from advisor.reading.document import DEEPEST, MOST_FAULTS, Branch, Fault, Lines, Spot, TextError
from advisor.reading.yaml_scalars import SPECIAL_LETTERS, plain_scalar

__all__ = ["MOST_REPEATED", "Anchor", "Composer"]

# The most characters of the text that all aliases together may repeat.
MOST_REPEATED = 1_000_000

_SURROGATE = re.compile("[\ud800-\udfff]")


class _Frame:
    """A mapping or a list under construction."""

    __slots__ = ("anchor", "branch", "key", "repeated", "value")

    def __init__(self, value: Any, branch: Branch, anchor: str | None, repeated: int) -> None:
        self.value = value
        self.branch = branch
        self.anchor = anchor
        self.repeated = repeated  # by aliases, before this frame was opened
        self.key: str | None = None  # of a mapping: the key whose value comes next


class Anchor:
    """A named value; `size` is the number of characters that an alias to it repeats."""

    __slots__ = ("size", "spot", "value")

    def __init__(self, value: Any, spot: Spot, size: int) -> None:
        self.value = value
        self.spot = spot
        self.size = size


class Composer:
    """Builds values and places from parser events, with its own stack instead of recursion."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.faults: list[Fault] = []
        self.anchors: dict[str, Anchor | None] = {}  # None while the value is being filled
        self.repeated = 0
        self.values: list[Any] = []
        self.spots: list[Spot] = []
        # The document is a list of one root, so that every value has a parent.
        self.frame = _Frame(self.values, Branch(0, {}, self.spots), None, 0)
        self.stack: list[_Frame] = []

    def run(self, parser: Any) -> None:
        """Compose all events of a parser; `values` and `spots` hold the root afterwards."""
        next_event = parser.get_event
        handlers = self._handlers()
        while True:
            event = next_event()
            handler = handlers.get(type(event))
            if handler is not None:
                handler(event)
            elif type(event) is yaml.StreamEndEvent:
                return

    def _handlers(self) -> dict[type, Callable[[Any], None]]:
        return {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: lambda event: self._start(event, {}, {}),
            yaml.SequenceStartEvent: lambda event: self._start(event, [], []),
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }

    def _document(self, event: Any) -> None:
        if self.values:
            message = "a second document starts here"
            raise self._stop(event.start_mark.index, message, "write one document in a file")

    def _scalar(self, event: Any) -> None:
        start = event.start_mark.index
        value = event.value
        if event.tag is not None:
            self._tag(event)
        elif event.implicit[0]:  # neither quoted nor a block
            if value[:1] in SPECIAL_LETTERS:
                value = self._plain(value, start)
        elif event.style == '"' and not value.isascii() and _SURROGATE.search(value):
            self._fault(start, "the text has half of a surrogate pair, which is no character")
        if event.anchor is not None:
            self._name(event)
            self.anchors[event.anchor] = Anchor(value, start, event.end_mark.index - start)
        self._add(value, start, start)

    def _plain(self, text: str, start: int) -> Any:
        frame = self.frame
        if text == "<<" and frame.key is None and type(frame.value) is dict:
            self._fault(start, "merge keys (`<<`) are not read", "write the keys out")
        try:
            return plain_scalar(text)
        except ValueError as error:
            self._fault(start, f"{quoted(text)} {error}", "if it is text, put it in quotes")
            return text

    def _start(self, event: Any, value: Any, spots: Any) -> None:
        start = event.start_mark.index
        if len(self.stack) >= DEEPEST:
            raise self._stop(start, f"values are nested more than {DEEPEST} deep")
        if event.tag is not None:
            self._tag(event)
        if event.anchor is not None:
            self._name(event)
            self.anchors[event.anchor] = None
        branch = Branch(start, {}, spots)
        self._add(value, branch, start)
        self.stack.append(self.frame)
        self.frame = _Frame(value, branch, event.anchor, self.repeated)

    def _end(self, event: Any) -> None:
        frame = self.frame
        self.frame = self.stack.pop()
        if frame.anchor is not None:
            written = event.end_mark.index - frame.branch.start
            size = written + self.repeated - frame.repeated
            self.anchors[frame.anchor] = Anchor(frame.value, frame.branch, size)

    def _add(self, value: Any, spot: Spot, start: int) -> None:
        frame = self.frame
        if type(frame.value) is list:
            frame.value.append(value)
            frame.branch.spots.append(spot)  # type: ignore[union-attr]  # a list of a list
        elif frame.key is None:
            frame.key = self._key(value, start)
        else:
            frame.value[frame.key] = value
            frame.branch.spots[frame.key] = spot  # type: ignore[call-overload]  # a dict of a dict
            frame.key = None

    def _key(self, value: Any, start: int) -> str:
        keys = self.frame.branch.keys
        if type(value) is not str:
            return self._odd_key(value, start)
        if value in keys:
            line = self._lines.place(keys[value]).line
            self._fault(start, f"{quoted(value)} is given twice, first on line {line}")
        else:
            keys[value] = start
        return value

    def _odd_key(self, value: Any, start: int) -> str:
        if isinstance(value, dict | list):
            self._fault(start, "a key is a list or a mapping", "write the key as text")
            return ""
        if value is None:
            self._fault(start, "a key is missing or null", "write the key as text")
            return ""
        written = re.split(r"[:,}\s]", self.text[start : start + 40], maxsplit=1)[0]
        self._fault(start, f"the key {quoted(written)} is not text", "put it in quotes")
        return written

    def _alias(self, event: Any) -> None:
        start = event.start_mark.index
        shown = quoted(f"*{event.anchor}")
        if event.anchor not in self.anchors:
            raise self._stop(start, f"{shown} refers to nothing before it")
        anchor = self.anchors[event.anchor]
        if anchor is None:
            raise self._stop(start, f"{shown} stands within what it refers to")
        self.repeated += anchor.size
        if self.repeated > MOST_REPEATED:
            message = f"aliases repeat more than {MOST_REPEATED:,} characters"
            raise self._stop(start, message)
        if len(self.stack) + _height(anchor.value) > DEEPEST:
            raise self._stop(start, f"values are nested more than {DEEPEST} deep")
        if type(self.frame.value) is dict and self.frame.key is None:
            self._fault(start, f"the key {shown} is an alias", "write the key as text")
            self.frame.key = ""
            return
        spot = anchor.spot
        placed = spot._replace(start=start) if isinstance(spot, Branch) else start
        self._add(anchor.value, placed, start)

    def _name(self, event: Any) -> None:
        if event.anchor in self.anchors:
            shown = quoted(f"&{event.anchor}")
            self._fault(event.start_mark.index, f"the anchor {shown} is given twice")

    def _tag(self, event: Any) -> None:
        tag = event.tag.replace("tag:yaml.org,2002:", "!!", 1)
        message = f"the tag {quoted(tag)} is not read"
        self._fault(event.start_mark.index, message, "remove it; text goes in quotes")

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)

    def _fault(self, offset: int, message: str, help: str | None = None) -> None:
        self.faults.append(Fault(offset, message, help))
        if len(self.faults) >= MOST_FAULTS:
            raise TextError(self.faults)

    def _stop(self, offset: int, message: str, help: str | None = None) -> TextError:
        """The error for a fault after which nothing can be read, with the faults before it."""
        return TextError([*self.faults, Fault(offset, message, help)])


def _height(value: Any) -> int:
    """The number of nested levels of mappings and lists in a value."""
    level, height = [value] if isinstance(value, dict | list) else [], 0
    while level:
        height += 1
        children = (child for parent in level for child in _children(parent))
        level = [child for child in children if isinstance(child, dict | list)]
    return height


def _children(parent: dict[str, Any] | list[Any]) -> list[Any]:
    return list(parent.values()) if isinstance(parent, dict) else parent
