"""The summary of jobs in any engine: grouped by kind there, decided and added up by DuckDB."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from advisor.fleet.jobs import Jobs
from advisor.fleet.pricing import Paying, pricing
from advisor.fleet.pricing.groups import sized_by
from advisor.fleet.pricing.often import billed, period
from advisor.fleet.sql.dialects import Dialect
from advisor.fleet.summary import Summary, summary_of
from advisor.fleet.summary.ask import Rows, grouped, source
from advisor.fleet.survey import Survey
from advisor.model import RuleBook

if TYPE_CHECKING:
    from advisor.pictures.picture import Picture


class Place(NamedTuple):
    """An engine with jobs, and how their kinds come to the DuckDB that decides and adds up.

    `there` runs a query in the engine's `dialect`, `here` one in DuckDB; both return its rows.
    `brought` puts the result of the engine's query into a table of DuckDB; `table` has the jobs.
    """

    there: Callable[[str], Rows]
    here: Callable[[str], Rows]
    brought: Callable[[str, str], object]
    table: str
    dialect: Dialect


def added_up(
    place: Place, jobs: Jobs, survey: Survey, book: RuleBook, named: str, paying: Paying
) -> Summary:
    """The summary of the decisions for the jobs of a place; `named` is the name of the jobs."""
    columns, table, dialect = jobs.columns, place.table, place.dialect
    often = period(place.there, columns, table, dialect)
    sums = billed(book, columns, often, dialect)
    exactly = sized_by(book) & set(columns)
    text, facts = grouped(book, columns, survey.full, table, dialect, exactly=exactly, sums=sums)
    place.brought("kinds", text)
    found = source(place.here, "kinds", facts, survey.full, book, sums)

    def draw(number: float) -> Picture:
        from advisor.fleet.summary.density import cells, kinds_by_cell
        from advisor.fleet.summary.picture import jobs_picture

        by_cell = kinds_by_cell(book, columns, survey.full, table, dialect)
        if by_cell is not None:
            place.brought("kinds_by_cell", by_cell)
        return jobs_picture(book, cells(found, "kinds_by_cell") if by_cell else (), number)

    priced = pricing(found, paying, often)
    return summary_of(found, named, jobs, survey.refused, pricing=priced, draw=draw)
