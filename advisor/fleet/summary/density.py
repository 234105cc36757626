"""Counts jobs in the cells of a logarithmic grid over run time and memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from advisor.fleet.sql.dialects import Dialect
from advisor.fleet.sql.given import stated_value
from advisor.fleet.summary.ask import Source, grouped
from advisor.model import RuleBook

DURATIONS = 6  # cells per power of ten
MEMORIES = 2  # cells per power of two


class Cell(NamedTuple):
    """Jobs in one cell of the grid that go to one platform; `platform` is None if nothing fits."""

    duration: int
    memory: int
    platform: str | None
    jobs: float


def kinds_by_cell(
    book: RuleBook, columns: Sequence[str], full: Collection[str], table: str, dialect: Dialect
) -> str | None:
    """The kinds of some jobs in each cell as SQL; None without columns for run time and memory."""
    if not {"duration", "memory"} <= set(columns):
        return None
    besides = {
        _BY[0]: _cell(book, "duration", 10, DURATIONS, dialect),
        _BY[1]: _cell(book, "memory", 2, MEMORIES, dialect),
    }
    return grouped(book, columns, full, table, dialect, besides=besides)[0]


def cells(source: Source, table: str) -> tuple[Cell, ...]:
    """The cells of a table of kinds; jobs without run time or memory are left out."""
    placed = source.decided("placed", table, [*_BY, "tally_jobs"])
    by = ", ".join([*_BY, "platform"])
    rows = source.rows(
        f"SELECT {by}, sum(tally_jobs) FROM {placed} WHERE {_BY[0]} IS NOT NULL "
        f"AND {_BY[1]} IS NOT NULL GROUP BY {by} ORDER BY {by}"
    )
    return tuple(Cell(*row) for row in rows)


_BY = ("cell_duration", "cell_memory")
# Logarithms of powers are inexact, differently in each engine, and must not fall a cell short.
_EPSILON = "1e-9"


def _cell(book: RuleBook, name: str, base: int, cells_to_it: int, dialect: Dialect) -> str:
    value = stated_value(book.facts[name], dialect.named(name), dialect)
    return f"CAST(FLOOR(LN({value}) / LN({base}) * {cells_to_it} + {_EPSILON}) AS INTEGER)"
