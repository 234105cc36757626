"""Decisions for many jobs on this machine, by DuckDB: as an Arrow table, or into a file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.condition import Scalar
from advisor.cost.terms import Terms
from advisor.errors import AdvisorError, Problem
from advisor.fleet.columns import columns_given
from advisor.fleet.decisions import Decisions
from advisor.fleet.jobs import Jobs
from advisor.fleet.output import write_rows
from advisor.fleet.plain import told_apart
from advisor.fleet.pricing import Paying
from advisor.fleet.readers import Format, Memory, Reading
from advisor.fleet.rows import Known, by_kinds, known_kinds, one_by_one
from advisor.fleet.sources import connection, jobs_of, read_once
from advisor.fleet.sql.dialects import DUCKDB
from advisor.fleet.sql.query import Query, names_beside, query
from advisor.fleet.summary import Summary
from advisor.fleet.summary.ask import Rows
from advisor.fleet.summing import Place, added_up
from advisor.fleet.supposed import supposed_facts, with_supposed
from advisor.fleet.survey import Survey, facts_among, selected, surveyed
from advisor.fleet.watched import Progress, counted, plainly, run
from advisor.model import RuleBook
from advisor.rulebook import load_rules

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection


class Asked(NamedTuple):
    """Jobs that a connection can read, and how they are decided: by kinds, or by one query.

    `kept` are the columns of the jobs to be kept, by their names and by those that they get,
    `decided` the columns that are added.
    """

    connection: DuckDBPyConnection
    jobs: Jobs
    book: RuleBook
    how: Known | Query
    kept: Mapping[str, str]
    decided: tuple[str, ...]
    survey: Survey


def fleet(
    jobs: Any,
    *,
    rules: RuleBook | None = None,
    keep: Sequence[str] | None = None,
    give: Sequence[str] | None = None,
    fired: bool = False,
    lists: bool = False,
    memory_limit: str | None = None,
    threads: int | None = None,
    format: Format | None = None,
    mapping: str | Path | Mapping[str, Any] | None = None,
    memory: Memory = "asked",
    cpus_per_node: int | None = None,
    group_by: str | None = None,
    percentile: float = 100,
    facts: Mapping[str, Any] | None = None,
    region: str | None = None,
    terms: Terms | None = None,
) -> Decisions:
    """Where each of many jobs should run, as an Arrow table with a `summary`, in their order.

    `jobs` is a path or a glob (Parquet, CSV, JSON lines), several of them, or a frame of pandas,
    Polars, Arrow or DuckDB. Its columns are facts of a workload, in canonical units, NULL where a
    job does not state one; `keep` names the one or those to give beside the decisions, `give`
    the same of the decisions (all, when None; see `advisor.fleet.decision_columns`).

    A path may also be the log of a scheduler, of a `format` that is found by its content, or any
    table with a `mapping`, as a file or as its content. `memory` is what jobs asked for, or used at
    most; runs with the same value of the column `group_by` become one workload, as long and large
    as `percentile` of them. `facts` are fields of a spec, for all jobs that do not state them
    (after grouping).

    The summary is priced in `region`, where a job names none, and on `terms` of
    `advisor.cost`. AdvisorError where jobs cannot be read.
    """
    opened = connection(memory_limit, threads)
    keep, give = ([each] if isinstance(each, str) else each for each in (keep, give))
    reading = Reading(format, mapping, memory, cpus_per_node, group_by, percentile)
    with plainly():
        asked = ask(
            opened, jobs, rules, keep=keep, give=give, fired=fired, lists=lists,
            facts=supposed_facts(facts or {}), reading=reading,
        )  # fmt: skip
        table = rows(asked).read_all()
    return Decisions(table, asked, called(jobs), Paying(region, terms or Terms()))


def ask(
    opened: DuckDBPyConnection,
    jobs: Any,
    rules: RuleBook | None = None,
    *,
    keep: Sequence[str] | None = None,
    give: Sequence[str] | None = None,
    fired: bool = False,
    lists: bool = False,
    facts: Mapping[str, Scalar] | None = None,
    reading: Reading | None = None,
    progress: Progress | None = None,
    each: bool = True,
) -> Asked:
    """How to decide for some jobs, which become the view `jobs` of the connection.

    `facts` are those of all jobs that do not state them. `each` says that every job needs a
    decision of its own, not only the summary.
    """
    book = load_rules() if rules is None else rules
    found = told_apart(read_once(jobs_of(jobs, opened, reading, progress), opened, progress), book)
    found = with_supposed(found, facts or {})
    _view(opened, found, book)
    kept = names_beside(kept_of(found, keep), columns_given(book, None, fired=fired, lists=lists))
    decided = columns_given(book, give, fired=fired, lists=lists)
    asked = facts_among(found.columns, book)
    names = [fact.name for fact in asked]
    decide = partial(query, book, names, fired=fired, lists=lists, give=decided)
    known = known_kinds(opened, asked, decide, progress) if each else None
    survey = (
        known.survey
        if known is not None
        else surveyed(partial(run, opened), found.columns, "jobs", book, DUCKDB)
    )
    if survey.wrong:
        _view(opened, found, book, survey.wrong)
    how = known if known is not None else decide(full=survey.full, keep=list(kept))
    return Asked(opened, found, book, how, kept, decided, survey)


def called(jobs: Any) -> str:
    """The name of some jobs in a summary: their files, or `the jobs`."""
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


def _view(
    opened: DuckDBPyConnection, jobs: Jobs, book: RuleBook, wrong: Collection[str] = ()
) -> None:
    """The jobs as a view, lists written as one text being split."""
    types = [(row[0], row[1]) for row in opened.execute(f"DESCRIBE {jobs.sql}").fetchall()]
    columns = ", ".join(selected(types, book, DUCKDB, wrong))
    opened.execute(f"CREATE OR REPLACE TEMP VIEW jobs AS SELECT {columns} FROM ({jobs.sql})")


def rows(asked: Asked, progress: Progress | None = None) -> pa.RecordBatchReader:
    """What is kept of each job and what is decided, in the order of the jobs; to be read once."""
    found = (
        one_by_one(asked.connection, asked.how, asked.decided)
        if isinstance(asked.how, Query)
        else by_kinds(asked.connection, asked.how, asked.kept)
    )
    return counted(found, asked.survey.jobs, "deciding", progress)


def write(asked: Asked, output: Path, progress: Progress | None = None) -> int:
    """Write the decisions to a file, whole or not at all; returns their number."""
    return write_rows(rows(asked, progress), output, asked.connection.cursor())


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
