"""The shipped rule book as one binary file of a wheel: reading the YAML takes most of a start.

A build writes the file, and only the installed package reads it. It has no examples; `advisor rule`
reads those from the YAML beside it.
"""

from __future__ import annotations

import io
import pickle
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from advisor.model import Rule, RuleBook

COMPILED = "book.pickle"


def compiled(book: RuleBook) -> bytes:
    """A book as bytes that do not depend on where it was built."""
    lean = replace(
        book,
        decisions=tuple(
            replace(each, rules=tuple(_lean(rule, book.folder) for rule in each.rules))
            for each in book.decisions
        ),
        advice=tuple(_lean(rule, book.folder) for rule in book.advice),
    )
    # The folder would tie the file to one machine, and as a `Path` to one version of Python.
    state = {each.name: getattr(lean, each.name) for each in fields(lean) if each.name != "folder"}
    return pickled(state)


def pickled(what: object) -> bytes:
    """An object as bytes that load fast if it holds many dataclasses."""
    file = io.BytesIO()
    _Pickler(file, pickle.HIGHEST_PROTOCOL).dump(what)
    return file.getvalue()


class _Pickler(pickle.Pickler):
    """Pickles dataclasses as calls of their class, which load much faster than their state."""

    def reducer_override(self, each: object) -> Any:
        own = type(each).__reduce__ is not object.__reduce__
        if is_dataclass(each) and not isinstance(each, type) and not own:
            return type(each), tuple(getattr(each, one.name) for one in fields(each))
        return NotImplemented


def _lean(rule: Rule, folder: Path) -> Rule:
    path = Path(rule.path)
    shown = path.relative_to(folder.parent) if path.is_relative_to(folder.parent) else path
    return replace(rule, examples=(), path=shown.as_posix())


def compiled_book(folder: Path) -> RuleBook:
    """The compiled book in a folder."""
    data = (folder / COMPILED).read_bytes()
    state = pickle.loads(data)  # noqa: S301  # a file of our own wheel, as trusted as its code
    return RuleBook(**{**state, "folder": folder})
