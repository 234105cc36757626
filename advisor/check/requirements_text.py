"""Writes `resourceRequirements` in the style of the definition around it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from advisor.check.diagnostics import Edit
from advisor.check.edited_text import Pair, Text

__all__ = ["Writer"]

KeyPath = tuple[str | int, ...]


class Writer:
    """Writes the entries of `resourceRequirements` in the style of the text around them."""

    def __init__(self, text: Text, container: KeyPath, entries: list[dict[str, str]]) -> None:
        self.text = text
        self.entries = entries
        place = text.document.place(*container)
        self.start = text.offset(place) if place is not None else 0
        self.flow = text.text[self.start : self.start + 1] == "{"

    def in_place_of(self, pair: Pair, name: str) -> Edit:
        """The list as a new value in place of a pair."""
        text, indent = self.text, self.text.indent(pair.start)
        own_line = text.begins_line(pair.start)
        if not self.flow:
            # The pair may follow a dash, so its column counts and not the indent of its line.
            indent = " " * (pair.start - text.line_start(pair.start))
            body = self._block(indent + "  ")
            return text.edit(pair.start, pair.end, f"{name}:{text.newline}{body}")
        quote = text.text[pair.start] if text.text[pair.start] in "\"'" else ""
        if not own_line:
            listed = ", ".join(self._entry(entry, quote) for entry in self.entries)
            return text.edit(pair.start, pair.end, f"{quote}{name}{quote}: [{listed}]")
        inner = indent + self._step(indent)
        lines = f",{text.newline}{inner}".join(self._entry(entry, quote) for entry in self.entries)
        new = f"{quote}{name}{quote}: [{text.newline}{inner}{lines}{text.newline}{indent}]"
        return text.edit(pair.start, pair.end, new)

    def added_to(self, path: KeyPath, there: list[Any]) -> Edit | None:
        """The entries, put before the first one of an existing list."""
        text, place = self.text, self.text.document.place(*path)
        if place is None:
            return None
        start = text.offset(place)
        quote = '"' if text.text[self.start + 1 :].lstrip()[:1] == '"' else ""
        if not there:
            empty = re.compile(r"\[\s*\]").match(text.text, start)
            listed = ", ".join(self._entry(entry, quote) for entry in self.entries)
            return text.edit(start, empty.end(), f"[{listed}]") if empty else None
        first = text.document.place(*path, 0)
        if first is None:
            return None
        at = text.offset(first)
        if text.text[start] == "[":
            return self._before_flow(at, quote)
        dash = text.text.rfind("-", text.line_start(at), at)
        if dash < 0 or text.text[dash + 1 : at].strip():
            return None
        indent = " " * (dash - text.line_start(at))
        body = self._block(indent)[len(indent) :]
        return text.edit(dash, dash, f"{body}{text.newline}{indent}")

    def _before_flow(self, at: int, quote: str) -> Edit:
        text = self.text
        if not text.begins_line(at):
            new = "".join(f"{self._entry(entry, quote)}, " for entry in self.entries)
            return text.edit(at, at, new)
        indent = text.indent(at)
        entries = (self._like_first(entry, at, quote) for entry in self.entries)
        return text.edit(at, at, "".join(f"{entry},{text.newline}{indent}" for entry in entries))

    def _like_first(self, entry: Mapping[str, str], at: int, quote: str) -> str:
        """An entry over several lines, if the first entry of the list is."""
        text, indent = self.text, self.text.indent(at)
        match = re.compile(r"\{[ \t]*\r?\n([ \t]+)").match(text.text, at)
        if match is None:
            return self._entry(entry, quote)
        lines = f",{text.newline}{match[1]}".join(
            f'{quote}{key}{quote}: "{value}"' for key, value in entry.items()
        )
        return f"{{{text.newline}{match[1]}{lines}{text.newline}{indent}}}"

    def joined(self, pairs: list[Pair]) -> list[Pair]:
        """The pairs, as one where the last two of a flow mapping follow each other."""
        text = self.text.text
        if not self.flow or len(pairs) < 2:  # noqa: PLR2004  # there are two at most
            return pairs
        first, last = pairs
        follow = not text[first.end : last.start].replace(",", "", 1).strip()
        ends = text[last.end :].lstrip()[:1] == "}"
        return [Pair(first.key, first.start, first.value, last.end)] if follow and ends else pairs

    def without(self, pair: Pair) -> Edit:
        """The text without a pair, nor its line if nothing else is on it."""
        text = self.text
        rest = re.compile(r"[ \t]*,[ \t]*" if self.flow else r"[ \t]*").match(text.text, pair.end)
        end = rest.end() if rest else pair.end
        if self.flow and rest is None:  # the last pair: the comma before it goes
            before = text.text[: pair.start].rstrip()
            return text.edit(len(before) - before.endswith(","), pair.end, "")
        if text.begins_line(pair.start) and not text.text[end : text.line_end(end)].strip():
            return text.edit(text.line_start(pair.start), text.line_end(end), "")
        return text.edit(pair.start, end, "")

    def _step(self, indent: str) -> str:
        outer = self.text.indent(self.start)
        longer = indent.startswith(outer) and len(indent) > len(outer)
        return indent[len(outer) :] if longer else "  "

    def _entry(self, entry: Mapping[str, str], quote: str) -> str:
        (kind, resource), (name, amount) = entry.items()
        shown = f"{quote}{resource}{quote}"
        return f'{{{quote}{kind}{quote}: {shown}, {quote}{name}{quote}: "{amount}"}}'

    def _block(self, indent: str) -> str:
        lines = []
        for entry in self.entries:
            (kind, resource), (name, amount) = entry.items()
            lines += [f"{indent}- {kind}: {resource}", f'{indent}  {name}: "{amount}"']
        return self.text.newline.join(lines)
