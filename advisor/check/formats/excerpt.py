"""The line of a finding with carets below it, for a terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from advisor.check.diagnostics import Diagnostic
from advisor.errors import Place

__all__ = ["excerpt", "inert", "line_of", "span_end"]

_TAB = 4
# Lines longer than this are cut around the finding, as in minified JSON.
_WIDEST = 100
_AROUND = 40
# A quoted text, or plain words up to what ends them in YAML and JSON.
_PLAIN = r"(?:[^\s,\[\]{}#:]|:(?=\S)|(?<=\S)#)+"
_TOKEN = re.compile(rf""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|{_PLAIN}(?:[ ]+{_PLAIN})*|.""")
_BREAK = re.compile("\r\n|\r|\n")


def line_of(text: str, number: int) -> str:
    """A line of a text, counted from 1, without its end; empty beyond the last."""
    rows = _rows(text)
    return rows[number - 1] if number <= len(rows) else ""


# The findings of one file come one after the other.
@lru_cache(maxsize=2)
def _rows(text: str) -> list[str]:
    return _BREAK.split(text)


def span_end(each: Diagnostic, line: str) -> int:
    """The column after the last that a finding marks on its line."""
    place = each.place or Place(1, 1)
    if each.end is not None and each.end.line == place.line:
        return max(each.end.column, place.column + 1)
    if each.end is not None:
        return len(line) + 1
    match = _TOKEN.match(line, place.column - 1)
    if match is None:
        return place.column + 1
    return place.column + len(match[0])


def inert(text: str) -> str:
    """The text on one line, without control characters."""
    line = " ".join(text.split()) if "\n" in text or "\t" in text else text
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in line)


def excerpt(each: Diagnostic, text: str) -> Iterator[str]:
    """The line and the carets, behind a margin with the number of the line."""
    if each.place is None:
        return
    line = line_of(text, each.place.line)
    if not line:
        return
    first, last = each.place.column - 1, min(span_end(each, line) - 1, len(line))
    low = max(0, first - _AROUND) if len(line) > _WIDEST else 0
    high = min(len(line), low + _WIDEST) if len(line) > _WIDEST else len(line)
    head, tail = "…" if low else "", "…" if high < len(line) else ""
    before = head + _shown(line[low:first])
    marked = _shown(line[first : min(last, high)]) if first < len(line) else ""
    rest = _shown(line[min(last, high) : high]) + tail
    margin = " " * len(str(each.place.line))
    yield f"{margin} |"
    yield f"{each.place.line} | {before}{marked}{rest}".rstrip()
    yield f"{margin} | {' ' * _width(before)}{'^' * max(_width(marked), 1)}"


def _shown(text: str) -> str:
    """A text with tabs as spaces, and control and invisible characters as escapes."""
    return "".join(
        " " * _TAB if char == "\t" else char if _is_plain(char) else ascii(char)[1:-1]
        for char in text
    )


def _is_plain(char: str) -> bool:
    return char.isprintable() or unicodedata.category(char) in ("Mn", "Zs")


def _width(text: str) -> int:
    """How many columns a terminal needs for a text."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )
