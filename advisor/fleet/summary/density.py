"""Where jobs lie over run time and memory: counts in cells of a grid whose axes are logarithms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from advisor.fleet.dialects import DUCKDB
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


def cells(source: Source, columns: Sequence[str], table: str, book: RuleBook) -> tuple[Cell, ...]:
    """The cells that have jobs; what says no run time or no memory lies nowhere."""
    if not {"duration", "memory"} <= set(columns):
        return ()
    besides = {
        "cell_duration": _cell(book, "duration", 10, DURATIONS),
        "cell_memory": _cell(book, "memory", 2, MEMORIES),
    }
    text, _ = grouped(book, columns, source.full, table, besides=besides)
    source.rows(f"CREATE OR REPLACE TEMP TABLE kinds_by_cell AS {text}")
    placed = source.decided("placed", "kinds_by_cell", [*besides, "tally_jobs"])
    by = "cell_duration, cell_memory, platform"
    rows = source.rows(
        f"SELECT {by}, sum(tally_jobs) FROM {placed} WHERE cell_duration IS NOT NULL "
        f"AND cell_memory IS NOT NULL GROUP BY {by} ORDER BY {by}"
    )
    return tuple(Cell(*row) for row in rows)


def _cell(book: RuleBook, name: str, base: int, cells_to_it: int) -> str:
    value = stated_value(book.facts[name], DUCKDB.named(name), DUCKDB)
    return f"CAST(FLOOR(LN({value}) / LN({base}) * {cells_to_it}) AS INTEGER)"
