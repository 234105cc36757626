"""Compares the limits of a book with the installed packages they can be checked in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from advisor.fresh.hints import Hint, hints_of
from advisor.fresh.packages import Packages
from advisor.fresh.reading import CannotTellError, Reading, Rows, reading, where
from advisor.model import Limit, LimitContent, RuleBook, Table
from advisor.units import show

__all__ = ["Comparison", "Verdict", "compared", "compared_limit", "listed"]


class Verdict(StrEnum):
    """The result of a comparison."""

    AGREE = "agree"
    DIFFER = "differ"
    CANNOT_TELL = "cannot tell"
    PINNED = "pinned"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A statement of the book, what an installed package says instead, and where."""

    id: str
    title: str
    verdict: Verdict
    book: str
    found: str | None = None
    where: str | None = None
    why: str | None = None
    checked: date | None = None


def compared(book: RuleBook, packages: Packages) -> Iterator[Comparison]:
    """Every limit compared with every place it names; undecided if it names none."""
    for limit in book.limits.values():
        yield from compared_limit(limit, book, packages)


def compared_limit(limit: Limit, book: RuleBook, packages: Packages) -> Iterator[Comparison]:
    """A limit compared with every place it names; a pinned one by its value below the pin."""
    if limit.pinned is not None:
        yield _pinned(limit)
        limit = replace(limit, values=limit.values[1:])
    hints = hints_of(limit)
    if not hints:
        yield _undecided(limit, None, _unnamed(limit))
    for hint in hints:
        yield _comparison(limit, hint, book, packages)


def _pinned(limit: Limit) -> Comparison:
    now, below = limit.values[:2]
    return Comparison(
        limit.id, limit.title, Verdict.PINNED, _content(now.value, limit.unit),
        f"{_content(below.value, limit.unit)} in the book below", f"pack {limit.pack}",
        limit.pinned, now.source.checked,
    )  # fmt: skip


def _unnamed(limit: Limit) -> str:
    source = limit.current.source
    return f"only a person can, at {source.url}" if source.url else "a judgement of ours"


def _undecided(limit: Limit, place: str | None, why: str) -> Comparison:
    now = limit.current
    return Comparison(
        limit.id, limit.title, Verdict.CANNOT_TELL, _content(now.value, limit.unit),
        where=place, why=why, checked=now.source.checked,
    )  # fmt: skip


def _comparison(limit: Limit, hint: Hint, book: RuleBook, packages: Packages) -> Comparison:
    try:
        if hint.package == "catalogue":
            from advisor.fresh.largest import largest

            found: Reading = largest(hint, book)
        else:
            found = reading(hint, packages)
        differences = _differences(limit.current.value, found, hint)
    except CannotTellError as error:
        return _undecided(limit, where(hint), str(error))
    return Comparison(
        limit.id,
        limit.title,
        Verdict.DIFFER if differences else Verdict.AGREE,
        _content(limit.current.value, limit.unit),
        _found(found, limit.unit, differences),
        where(hint),
        checked=limit.current.source.checked,
    )


def _differences(value: LimitContent, found: Reading, hint: Hint) -> list[str]:
    """How the place differs from the book; empty if they agree."""
    match value, found:
        case Table(), Rows():
            return _of_rows(value, found, hint)
        case Table(), frozenset():
            return _of_texts({str(row[0]) for row in value.rows}, found, hint)
        case Table(), float() | int():
            cells = [row[0] for row in value.rows if isinstance(row[0], int | float)]
            end = min(cells) if hint.metadata == "min" else max(cells)
            return [] if found == end else [f"{found:g}"]
        case tuple(), frozenset():
            return _of_texts(set(value), found, hint)
        case (int() | float(), int() | float()) if not isinstance(found, frozenset):
            return [] if value == found else [f"{found:g}"]
        case _:
            raise CannotTellError("what is there is of another kind than the limit")


def _of_texts(value: set[str], found: frozenset[str], hint: Hint) -> list[str]:
    missing = [f"not {each}" for each in sorted(value - found)]
    # A list that names only some of AWS's words says nothing about the others.
    partly = hint.mentions or "some" in (hint.enum, hint.names)
    more = () if partly else sorted(found - value - set(hint.excepting))
    return missing + [f"also {each}" for each in more]


def _of_rows(value: Table, found: Rows, hint: Hint) -> list[str]:
    if hint.columns is not None:
        return _of_keys(value, found, hint)
    chosen = [value.columns.index(name) for name in found.columns]
    rows = {tuple(row[index] for index in chosen) for row in value.rows}
    return [f"not {_row(row)}" for row in sorted(rows - found.rows, key=str)] + [
        f"also {_row(row)}" for row in sorted(found.rows - rows, key=str)
    ]


def _of_keys(value: Table, found: Rows, hint: Hint) -> list[str]:
    """Differences of tables by their first column; a row of ours without data may be missing."""
    indexes = [0, *(value.columns.index(name) for name in found.columns[1:])]
    ours = {row[0]: tuple(row[index] for index in indexes) for row in value.rows}
    theirs = {row[0]: row for row in found.rows if row[0] not in hint.excepting}
    alone = [key for key in ours.keys() - theirs.keys() if any(ours[key][1:])]
    other = [key for key in ours.keys() & theirs.keys() if ours[key] != theirs[key]]
    return (
        [f"not {each}" for each in sorted(map(str, alone))]
        + [f"{_row(theirs[key])}" for key in sorted(other, key=str)]
        + [f"also {_row(theirs[key])}" for key in sorted(theirs.keys() - ours.keys(), key=str)]
    )


def _row(row: Iterable[object]) -> str:
    cells = [f"{cell:g}" if isinstance(cell, float) else str(cell or "none") for cell in row]
    return "/".join(cells)


_SHOWN = 8


def listed(texts: Iterable[str]) -> str:
    """Texts in a list, cut to a readable length."""
    every = list(texts)
    more = len(every) - _SHOWN
    return ", ".join(every[:_SHOWN]) + (f", … ({more} more)" if more > 0 else "")


def _content(value: LimitContent, unit: str | None) -> str:
    match value:
        case Table(columns, _, rows):
            return f"{len(rows)} rows of {', '.join(columns)}"
        case tuple():
            return listed(value)
        case _:
            return show(value, unit)


def _found(found: Reading, unit: str | None, differences: list[str]) -> str:
    if isinstance(found, frozenset | Rows):
        size = len(found.rows) if isinstance(found, Rows) else len(found)
        return listed(differences) if differences else f"the same, among {size}"
    return show(found, unit)
