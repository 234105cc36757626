"""Where jobs lie over run time and memory: counts in cells of a grid whose axes are logarithms."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from advisor.fleet.dialects import Dialect
from advisor.fleet.given import stated_value
from advisor.fleet.summary.ask import Source, grouped
from advisor.model import RuleBook

DURATIONS = 6  # cells to a tenfold run time
MEMORIES = 2  # cells to a doubling of memory


class Cell(NamedTuple):
    """Jobs in one cell of the grid that go to one platform; None where nothing fits."""

    duration: int
    memory: int
    platform: str | None
    jobs: float


def kinds_by_cell(
    book: RuleBook, columns: Sequence[str], full: Collection[str], table: str, dialect: Dialect
) -> str | None:
    """The kinds of some jobs in each cell, as SQL; None where they say no run time or no memory."""
    if not {"duration", "memory"} <= set(columns):
        return None
    besides = {
        _BY[0]: _cell(book, "duration", 10, DURATIONS, dialect),
        _BY[1]: _cell(book, "memory", 2, MEMORIES, dialect),
    }
    return grouped(book, columns, full, table, dialect, besides=besides)[0]


def cells(source: Source, table: str) -> tuple[Cell, ...]:
    """The cells that have jobs, of a table of kinds; what says not where it lies is nowhere."""
    placed = source.decided("placed", table, [*_BY, "tally_jobs"])
    by = ", ".join([*_BY, "platform"])
    rows = source.rows(
        f"SELECT {by}, sum(tally_jobs) FROM {placed} WHERE {_BY[0]} IS NOT NULL "
        f"AND {_BY[1]} IS NOT NULL GROUP BY {by} ORDER BY {by}"
    )
    return tuple(Cell(*row) for row in rows)


_BY = ("cell_duration", "cell_memory")
# What a logarithm lacks at a power is no cell less, and every engine's lacks something else.
_EPSILON = "1e-9"


def _cell(book: RuleBook, name: str, base: int, cells_to_it: int, dialect: Dialect) -> str:
    value = stated_value(book.facts[name], dialect.named(name), dialect)
    return f"CAST(FLOOR(LN({value}) / LN({base}) * {cells_to_it} + {_EPSILON}) AS INTEGER)"
