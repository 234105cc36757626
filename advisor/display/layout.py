"""Text for a terminal: wrapped with hanging indents, coloured, without control characters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from textwrap import TextWrapper
from typing import Any

Paint = Callable[[str], str]

WIDTH = 92

# Spaces before a number, and between it and its unit, where lines must not break.
_AMOUNT = re.compile(r"(?<=[0-9]) (?=[A-Za-z%])|(?<=[a-z_]) (?=[0-9])")
_GLUE = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Ink:
    """The styles of text; none without colour."""

    colour: bool

    def heading(self, text: str) -> str:
        """A heading, or the most important text."""
        return self._painted(text, bold=True)

    def good(self, text: str) -> str:
        """A reason for something."""
        return self._painted(text, fg="green")

    def bad(self, text: str) -> str:
        """A reason against something."""
        return self._painted(text, fg="red")

    def open(self, text: str) -> str:
        """Something unknown, or near a limit."""
        return self._painted(text, fg="yellow")

    def faint(self, text: str) -> str:
        """Details."""
        return self._painted(text, dim=True)

    def plain(self, text: str) -> str:
        """Ordinary text."""
        return text

    def _painted(self, text: str, **style: Any) -> str:
        if not self.colour or not text:
            return text
        from click import style as styled

        return styled(text, **style)


def inert(text: str) -> str:
    """The text on one line, without control characters."""
    line = " ".join(text.split())
    if line.isprintable():
        return line
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in line)


def wrapped(text: str, indent: int = 0, hang: int | None = None) -> list[str]:
    """Lines no wider than the page; amounts stay with their units."""
    wrapper = TextWrapper(
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent if hang is None else hang),
        break_long_words=False,
        break_on_hyphens=False,
    )
    glued = _AMOUNT.sub(_GLUE, inert(text))
    return [line.replace(_GLUE, " ") for line in wrapper.wrap(glued)]


def labelled(label: str, text: str, indent: int, column: int, paint: Paint) -> Iterator[str]:
    """A styled label, and text beside it with a hanging indent at a column."""
    label = inert(label)
    lines = wrapped(text, column)
    if len(label) + indent >= column:
        # The label is too wide for its column and gets lines of its own.
        yield from (" " * indent + paint(line[indent:]) for line in wrapped(label, indent))
    elif lines:
        yield " " * indent + paint(label) + lines.pop(0)[indent + len(label) :]
    else:
        yield " " * indent + paint(label)
    yield from lines
