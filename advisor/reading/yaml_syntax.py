"""Puts the errors of YAML parsers into plain words."""

from __future__ import annotations

from typing import Any

from advisor.errors import quoted
from advisor.reading.document import Fault, Lines

__all__ = ["syntax_fault"]

_INDENTATION = ("this does not fit the lines before", "check the indentation and the quotes")

# A part of libyaml's or PyYAML's message, our message, the advice; the first match counts.
_WORDS: tuple[tuple[str, str, str | None], ...] = (
    (
        "mapping values are not allowed",
        "`:` is not allowed here",
        "put text that contains `: ` in quotes, or check the indentation",
    ),
    ("sequence entries are not allowed", "`-` is not allowed here", "start a new line for it"),
    ("found a tab character", "a tab is used to indent", "use spaces"),
    ("could not find expected ':'", "the key before this has no `:`", None),
    ("undefined tag handle", "tags are not read", "remove it; text goes in quotes"),
    ("incompatible YAML", "this version of YAML is not read", "remove the `%YAML` line"),
    ("expected key", *_INDENTATION),
    ("'-' indicator", *_INDENTATION),
    ("<block end>", *_INDENTATION),
    ("document start", "the text goes on after the end of its value", _INDENTATION[1]),
    ("unknown escape", "this is no escape", "write a backslash as `\\\\`, or use single quotes"),
    ("character escape", "this escape stands for no character", None),
)
_UNCLOSED = {"',' or ']'": "[", "',' or '}'": "{"}


def syntax_fault(text: str, error: Any) -> Fault:
    """The fault behind a parser's error."""
    said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "")
    at = _offset(error, "problem_mark")
    opened = _offset(error, "context_mark")
    if "unexpected end of stream" in said:
        return Fault(opened, "the quoted text is never closed")
    if "that cannot start any token" in said:
        return _bad_start(text, at)
    for part, bracket in _UNCLOSED.items():
        if part in said:
            line = Lines(text).place(opened).line
            return Fault(at, f"the `{bracket}` of line {line} is not closed, or a `,` is missing")
    for part, message, advice in _WORDS:
        if part in said:
            return Fault(at, message, advice)
    return Fault(at, f"is not valid YAML: {said}" if said else "is not valid YAML")


def _bad_start(text: str, offset: int) -> Fault:
    letter = text[offset : offset + 1]
    if letter == "\t":
        return Fault(offset, "a tab is used to indent", "use spaces")
    shown = "a backtick" if letter == "`" else quoted(letter)
    return Fault(offset, f"text cannot start with {shown}", "put it in quotes")


def _offset(error: Any, name: str) -> int:
    mark = getattr(error, name, None)
    return int(mark.index) if mark is not None else 0
