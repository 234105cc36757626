"""Cards, which notebooks show for objects, as data for HTML, Markdown and text."""

from __future__ import annotations

from typing import Literal, NamedTuple

Tone = Literal["plain", "good", "bad", "open"]


class Cell(NamedTuple):
    """A text of a table, perhaps with a link; `code` in it is marked up."""

    text: str
    url: str | None = None
    tone: Tone = "plain"


class Table(NamedTuple):
    """Rows under a header; without a header the first cell of a row is its label."""

    rows: tuple[tuple[str | Cell, ...], ...]
    head: tuple[str, ...] = ()


class Drawing(NamedTuple):
    """A drawing as SVG; `words` replace it where pictures cannot be shown."""

    svg: str
    words: str


Part = str | Table | Drawing


class Section(NamedTuple):
    """A part of a card: lines, tables and drawings under a title.

    A folded section is shown closed.
    """

    title: str
    body: tuple[Part, ...]
    folded: bool = False


class Card(NamedTuple):
    """A card of an object; empty sections are not shown."""

    kind: str
    title: str
    lead: str = ""
    tone: Tone = "plain"
    sections: tuple[Section, ...] = ()
    note: str = ""


def filled_sections(card: Card) -> tuple[Section, ...]:
    """The sections of a card that are not empty."""
    return tuple(each for each in card.sections if any(_filled(part) for part in each.body))


def _filled(part: Part) -> bool:
    return bool(part.rows if isinstance(part, Table) else part)


def cell(value: str | Cell) -> Cell:
    """The cell; one is made of a text."""
    return value if isinstance(value, Cell) else Cell(value)
