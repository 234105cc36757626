"""Decisions for many jobs on this machine, by DuckDB: as an Arrow table, or into a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.cost.terms import Terms
from advisor.errors import AdvisorError, Problem
from advisor.fleet.columns import job_columns
from advisor.fleet.decisions import Decisions
from advisor.fleet.dialects import DUCKDB
from advisor.fleet.jobs import Jobs
from advisor.fleet.output import form_of, metadata, replaced, written_as
from advisor.fleet.plain import told_apart
from advisor.fleet.pricing import Paying
from advisor.fleet.readers import Format, Memory, Reading
from advisor.fleet.sources import connection, jobs_of, read_once
from advisor.fleet.sql import Query, query
from advisor.fleet.summary import Summary
from advisor.fleet.summary.ask import Rows
from advisor.fleet.summing import Place, added_up
from advisor.fleet.survey import Survey, selected, surveyed
from advisor.fleet.watched import Progress, plainly, run
from advisor.model import RuleBook
from advisor.rulebook import load_rules

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Asked(NamedTuple):
    """A query over jobs that a connection can read, and what it was made of."""

    connection: DuckDBPyConnection
    jobs: Jobs
    query: Query
    book: RuleBook
    survey: Survey


def fleet(
    jobs: Any,
    *,
    rules: RuleBook | None = None,
    keep: Sequence[str] | None = None,
    fired: bool = False,
    lists: bool = False,
    memory_limit: str | None = None,
    threads: int | None = None,
    format: Format | None = None,
    mapping: str | Path | None = None,
    memory: Memory = "asked",
    cpus_per_node: int | None = None,
    group_by: str | None = None,
    percentile: float = 100,
    region: str | None = None,
    terms: Terms | None = None,
) -> Decisions:
    """Where each of many jobs should run, as an Arrow table with a `summary`, in their order.

    `jobs` is a path or a glob (Parquet, CSV, JSON lines), several of them, or a frame of pandas,
    Polars, Arrow or DuckDB. Its columns are facts of a workload, in canonical units, NULL where a
    job does not state one; `keep` names those to give beside the decisions (all, when None).

    A path may also be the log of a scheduler, of a `format` that is found by its content, or any
    table with a `mapping` file. `memory` is what jobs asked for, or used at most; runs with the
    same value of the column `group_by` become one workload, as long and large as `percentile` of
    them. The summary is priced in `region`, where a job names none, and on `terms` of
    `advisor.cost`. AdvisorError where jobs cannot be read.
    """
    opened = connection(memory_limit, threads)
    reading = Reading(format, mapping, memory, cpus_per_node, group_by, percentile)
    with plainly():
        asked = ask(opened, jobs, rules, keep=keep, fired=fired, lists=lists, reading=reading)
        result = opened.sql(asked.query.text).to_arrow_table()
    table = result.replace_schema_metadata(written_as(asked.query.keys))
    return Decisions(table, asked, called(jobs), Paying(region, terms or Terms()))


def ask(
    opened: DuckDBPyConnection,
    jobs: Any,
    rules: RuleBook | None = None,
    *,
    keep: Sequence[str] | None = None,
    fired: bool = False,
    lists: bool = False,
    reading: Reading | None = None,
    progress: Progress | None = None,
) -> Asked:
    """The query for some jobs, which become the view `jobs` of the connection."""
    book = load_rules() if rules is None else rules
    found = told_apart(read_once(jobs_of(jobs, opened, reading), opened, progress), book)
    _view(opened, found, book)
    facts = [name for name in found.columns if name in job_columns(book)]
    survey = surveyed(lambda text: run(opened, text), found.columns, "jobs", book, DUCKDB)
    made = query(book, facts, keep=kept_of(found, keep), full=survey.full, fired=fired, lists=lists)
    return Asked(opened, found, made, book, survey)


def called(jobs: Any) -> str:
    """What some jobs are called in a summary: their files, or `the jobs`."""
    several = [jobs] if isinstance(jobs, str | Path) else jobs
    if isinstance(several, list | tuple) and several and not isinstance(several, Jobs):
        return ", ".join(str(each) for each in several)
    return "the jobs"


def kept_of(jobs: Jobs, keep: Sequence[str] | None) -> Sequence[str]:
    """The columns to keep, all when None; AdvisorError where one is not there."""
    if keep is None:
        return jobs.columns
    missing = [name for name in keep if name not in jobs.columns]
    if missing:
        there = ", ".join(jobs.columns)
        raise AdvisorError(
            Problem(f"`{name}` is not a column of the jobs", help=f"there are {there}")
            for name in missing
        )
    return keep


def _view(opened: DuckDBPyConnection, jobs: Jobs, book: RuleBook) -> None:
    """The jobs as a view, lists written as one text being split."""
    types = [(row[0], row[1]) for row in opened.execute(f"DESCRIBE {jobs.sql}").fetchall()]
    columns = ", ".join(selected(types, book, DUCKDB))
    opened.execute(f"CREATE OR REPLACE TEMP VIEW jobs AS SELECT {columns} FROM ({jobs.sql})")


def write(asked: Asked, output: Path, progress: Progress | None = None) -> int:
    """Put the decisions into a file, which is never there by half; returns how many there are."""
    form = form_of(output)
    with replaced(output) as temporary:
        target = "'" + str(temporary).replace("'", "''") + "'"
        key = metadata(asked.query.keys) if output.suffix.lower() == ".parquet" else ""
        text = f"COPY ({asked.query.text}) TO {target} ({form}{key})"
        return int(run(asked.connection, text, "deciding", progress)[0][0])


def summed_up(
    asked: Asked,
    named: str = "",
    progress: Progress | None = None,
    paying: Paying | None = None,
) -> Summary:
    """What the decisions come to; `named` is what the jobs are called in it."""
    opened = asked.connection

    def rows(text: str) -> Rows:
        return run(opened, text)

    def brought(name: str, text: str) -> None:
        made = f"CREATE OR REPLACE TEMP TABLE {name} AS {text}"
        run(opened, made, "summing up", progress)

    place = Place(rows, rows, brought, "jobs", DUCKDB)
    return added_up(place, asked.jobs, asked.survey, asked.book, named, paying or Paying())
