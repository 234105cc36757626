"""Writes a card as HTML without scripts or network, as Markdown and as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import zip_longest
from textwrap import wrap
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from advisor.display.card import Card, Cell, Drawing, Part, Section, Table, cell, filled_sections
from advisor.display.escaping import CODE, Safe, escaped, link, prose
from advisor.display.layout import WIDTH, inert, wrapped

__all__ = ["as_html", "as_markdown", "as_text", "bundle"]

_GAP = "  "
_NARROWEST = 8  # the least width of a column in text, in characters; wider tables overflow


def bundle(card: Card) -> dict[str, Any]:
    """The card in every form, by media type; a notebook shows the first that it supports."""
    return {
        "text/html": as_html(card),
        "text/markdown": as_markdown(card),
        "text/plain": as_text(card),
    }


def as_html(card: Card) -> str:
    """The card as one element with its own style; it is legible even without the style."""
    template = _environment().get_template("card.html.j2")
    return template.render(card=card, sections=filled_sections(card))


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("advisor.display"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"prose": _html_prose, "cell": cell}
    made.tests["table"] = lambda part: isinstance(part, Table)
    made.tests["drawing"] = lambda part: isinstance(part, Drawing)
    made.filters["svg"] = lambda drawing: Markup(drawing.svg)  # noqa: S704  # our own, with inert texts
    return made


def _html_prose(text: str) -> Markup:
    """A sentence with its `code` marked up; all else is escaped."""
    parts = CODE.split(inert(text))  # every other part is code
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if i % 2 else escape(part)
        for i, part in enumerate(parts)
    )


def as_markdown(card: Card) -> str:
    """The card as headings and tables, for GitHub and notebooks without HTML."""
    lines = [f"**{escaped(card.title)}** · {escaped(card.kind)}"]
    lines += ["", prose(card.lead)] if card.lead else []
    for section in filled_sections(card):
        lines += ["", f"**{escaped(section.title)}**", *_markdown_body(section)]
    lines += ["", f"*{prose(card.note)}*"] if card.note else []
    return "\n".join(lines) + "\n"


def _markdown_body(section: Section) -> Iterator[str]:
    for part in section.body:
        yield ""
        if isinstance(part, Table):
            width = max((len(row) for row in part.rows), default=0)
            head = part.head or ("",) * width
            yield _markdown_row(head)
            yield _markdown_row([Safe("---")] * width)
            yield from (_markdown_row(row) for row in part.rows)
        else:
            yield prose(part.words if isinstance(part, Drawing) else part)


def _markdown_row(cells: Iterable[str | Cell]) -> str:
    return f"| {' | '.join(_markdown_cell(each) for each in cells)} |"


def _markdown_cell(value: str | Cell) -> str:
    if isinstance(value, Safe):
        return value
    found = cell(value)
    return link(found.text, found.url) if found.url else prose(found.text)


def as_text(card: Card) -> str:
    """The card as text for a terminal."""
    lines = [f"{inert(card.title)}  ({inert(card.kind)})"]
    lines += wrapped(card.lead, 2) if card.lead else []
    for section in filled_sections(card):
        lines += ["", inert(section.title)]
        for part in section.body:
            lines += _text_part(part)
    lines += ["", *wrapped(card.note)] if card.note else []
    return "\n".join(lines)


def _text_part(part: Part) -> Iterator[str]:
    match part:
        case Table():
            yield from _text_table(part)
        case Drawing():
            yield from wrapped(part.words, 2)
        case _:
            yield from wrapped(part, 2)


def _text_table(table: Table) -> Iterator[str]:
    rows = [table.head] if table.head else []
    texts = [[inert(cell(each).text) for each in row] for row in (*rows, *table.rows)]
    widths = _fitting([max(map(len, column)) for column in _columns(texts)])
    for row in texts:
        cells = [_broken(text, width) for text, width in zip(row, widths, strict=False)]
        for line in zip_longest(*cells, fillvalue=""):
            padded = (f"{text:<{width}}" for text, width in zip(line, widths, strict=False))
            yield f"{_GAP}{_GAP.join(padded)}".rstrip()


def _fitting(widths: list[int]) -> list[int]:
    """The widths of columns, with the widest narrowed until all fit on a line."""
    fitted = list(widths)
    while sum(fitted) + len(_GAP) * (len(fitted) + 1) > WIDTH and max(fitted) > _NARROWEST:
        fitted[fitted.index(max(fitted))] -= 1
    return fitted


def _broken(text: str, width: int) -> list[str]:
    return wrap(text, max(width, 1), break_long_words=False, break_on_hyphens=False) or [""]


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    for index in range(max(map(len, rows), default=0)):
        yield [row[index] for row in rows if index < len(row)]
