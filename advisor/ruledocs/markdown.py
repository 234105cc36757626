"""Pieces of Markdown shared by the pages made from a rule book."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from advisor.display.escaping import code, link, prose
from advisor.model import Source

__all__ = ["anchored", "example", "header", "heading", "said", "source", "table"]

_HOLE = re.compile(r"<([^<>`]+)>")
_CODE = re.compile(r"(`[^`]*`)")
# Large examples are cut: the whole is in the rule file.
_LONGEST = 240


def header(title: str, made_from: str) -> Iterator[str]:
    """The title of a page, and a note on how to change it."""
    yield f"# {prose(title)}"
    yield ""
    # Below the title, as navigation names a page after its first line.
    yield f"<!-- Made by `advisor rules docs` from {made_from}: change that, and make it again. -->"
    yield ""


def heading(level: int, title: str, id_: str | None = None) -> Iterator[str]:
    """A heading; with an id, as an anchor that works on every renderer."""
    if id_ is not None:
        yield anchored(id_)
        yield ""
    yield f"{'#' * level} {prose(title)}"
    yield ""


def anchored(id_: str) -> str:
    """The anchor of an id."""
    return f'<a id="{id_}"></a>'


def said(text: str) -> str:
    """A sentence of a rule, with the facts to fill in as code."""
    parts = _CODE.split(text)
    return prose("".join(p if i % 2 else _HOLE.sub(r"`\1`", p) for i, p in enumerate(parts)))


def source(each: Source) -> str:
    """The source, and the day it was checked."""
    words = (
        link(each.title, each.url) if each.url else f"our judgement: {said(each.judgement or '')}"
    )
    return f"{words}, checked {each.checked.isoformat()}"


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table of cells that are Markdown already."""
    yield f"| {' | '.join(titles)} |"
    yield f"|{'|'.join(' --- ' for _ in titles)}|"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


_ANSWERS = {True: "holds", False: "does not hold", "unknown": "cannot be told"}


def example(each: Mapping[str, Any]) -> str:
    """An example: the facts, and the truth of the rule for them."""
    given = {name: value for name, value in each.items() if name != "expect"}
    first, *others = given.values()
    chosen = f", with {code(_written(others[0]))} chosen" if others else ""
    text = first if isinstance(first, str) else _written(first)
    cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    shown = code(cut) if cut != "{}" else "nothing given"
    return f"{_ANSWERS[each['expect']]}: {shown}{chosen}"


def _written(value: Any) -> str:
    """A value as a person would write it in YAML, quoted only if needed."""
    match value:
        case dict():
            pairs = ", ".join(f"{name}: {_inner(each)}" for name, each in value.items())
            return pairs or "{}"
        case _:
            return _inner(value)


def _inner(value: Any) -> str:
    match value:
        case dict():
            return f"{{{_written(value)}}}" if value else "{}"
        case list() | tuple():
            return f"[{', '.join(map(_inner, value))}]"
        case str() if re.fullmatch(r"[A-Za-z][\w ./-]*|\d[\d.]* [A-Za-z]+", value):
            return value
        case _:
            return json.dumps(value, ensure_ascii=False, default=str)
