"""The table of kinds of jobs in DuckDB from which a summary takes its numbers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from advisor.fleet.columns import job_columns
from advisor.fleet.kinds import ALIKE, MOST, Key, keys, kinds
from advisor.fleet.sql.dialects import DUCKDB, Dialect
from advisor.fleet.sql.query import query
from advisor.fleet.summary.borders import ends
from advisor.fleet.summary.data import Count
from advisor.fleet.weights import TALLIES
from advisor.model import RuleBook

Rows = Sequence[Sequence[Any]]
# Facts that are rounded up to sizes, so that every value matters.
_SIZED = ("vcpus", "memory")


class Source(NamedTuple):
    """Kinds of jobs to sum up: the function that runs a query, their table, and its facts.

    `full` are the facts that are never NULL.
    """

    rows: Callable[[str], Rows]
    table: str
    facts: tuple[str, ...]
    full: Collection[str]
    book: RuleBook

    def decided(self, name: str, table: str, keep: Sequence[str]) -> str:
        """Make a table with the decisions for a relation of these facts; returns its name.

        Queries use this table, since DuckDB's optimizer would repeat the whole procedure in each.
        """
        made = query(self.book, self.facts, table=table, keep=keep, full=self.full)
        self.rows(f"CREATE OR REPLACE TEMP TABLE {name} AS {made.text}")
        return name


def source(
    rows: Callable[[str], Rows], table: str, found: Sequence[Key], full: Collection[str],
    book: RuleBook, sums: Collection[str] = (),
) -> Source:  # fmt: skip
    """The kinds of jobs of a table with their decisions, weights and further `sums`."""
    facts = tuple(each.name for each in found)
    given = Source(rows, table, facts, full, book)
    kept = [*TALLIES, *sums, ALIKE, *facts, *(f"{MOST}{name}" for name in facts)]
    return given._replace(table=given.decided("decided", table, kept))


def grouped(
    book: RuleBook,
    columns: Sequence[str],
    full: Collection[str],
    table: str,
    dialect: Dialect = DUCKDB,
    *,
    besides: Mapping[str, str] | None = None,
    exactly: Collection[str] = (),
    sums: Mapping[str, str] | None = None,
) -> tuple[str, tuple[Key, ...]]:
    """The kinds of some jobs as SQL, and the keys that separate them."""
    known = job_columns(book)
    facts = [each for each in columns if each in known and each in book.facts]
    text = query(book, facts, full=full, dialect=dialect).text
    found: tuple[Key, ...] = keys(
        text, book, facts, full, dialect, exactly={*_SIZED, *exactly}, more=ends(book, facts)
    )
    sql = kinds(found, table, book, columns, dialect, besides=besides, sums=sums)
    return sql, found


SUMS = ", ".join(f"sum({each})" for each in TALLIES[:4])


def count(values: Sequence[Any]) -> Count:
    """The four sums of `SUMS` as a count; NULL, the sum of no rows, is 0."""
    rows, jobs, hours, unhoured = (each or 0 for each in values)
    return Count(int(rows), float(jobs), float(hours), float(unhoured))
