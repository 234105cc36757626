"""Cards: what a notebook shows of an object, said once and shown as HTML, Markdown and text."""

from __future__ import annotations

from typing import Literal, NamedTuple

Tone = Literal["plain", "good", "bad", "open"]


class Cell(NamedTuple):
    """A text of a table, which may lead somewhere; `code` in it stays code."""

    text: str
    url: str | None = None
    tone: Tone = "plain"


class Table(NamedTuple):
    """Rows under a head; without a head the first cell of a row is its label."""

    rows: tuple[tuple[str | Cell, ...], ...]
    head: tuple[str, ...] = ()


class Drawing(NamedTuple):
    """A drawing of ours, as SVG; `words` say the same where there are no pictures."""

    svg: str
    words: str


Part = str | Table | Drawing


class Section(NamedTuple):
    """A part of a card: lines, tables and drawings under a title.

    A folded one is opened by who wants it.
    """

    title: str
    body: tuple[Part, ...]
    folded: bool = False


class Card(NamedTuple):
    """What is shown of one object; empty sections are left out."""

    kind: str
    title: str
    lead: str = ""
    tone: Tone = "plain"
    sections: tuple[Section, ...] = ()
    note: str = ""


def filled_sections(card: Card) -> tuple[Section, ...]:
    """The sections that have something to say."""
    return tuple(each for each in card.sections if any(_filled(part) for part in each.body))


def _filled(part: Part) -> bool:
    return bool(part.rows if isinstance(part, Table) else part)


def cell(value: str | Cell) -> Cell:
    """A cell, of a text too."""
    return value if isinstance(value, Cell) else Cell(value)
