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
from advisor.fleet.given import stated_value
from advisor.fleet.jobs import Jobs, Refused
from advisor.fleet.output import FORMATS, metadata, replaced, written_as
from advisor.fleet.pricing import Paying, pricing
from advisor.fleet.pricing.groups import sized_by
from advisor.fleet.pricing.often import billed, period
from advisor.fleet.readers import Format, Memory, Reading
from advisor.fleet.sources import connection, jobs_of, read_once
from advisor.fleet.sql import Query, query
from advisor.fleet.summary import Summary, summary_of
from advisor.fleet.summary.ask import grouped, source
from advisor.fleet.watched import Progress, run
from advisor.model import Fact, Kind, RuleBook
from advisor.rulebook import load_rules

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from advisor.pictures.picture import Picture

_FITTING = {
    Kind.NUMBER: ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT",
                  "UINTEGER", "UBIGINT", "FLOAT", "DOUBLE", "DECIMAL"),
    Kind.BOOLEAN: ("BOOLEAN",),
    Kind.TEXT: ("VARCHAR", "ENUM"),
    Kind.LIST: ("VARCHAR[]", "VARCHAR"),
}  # fmt: skip


class Asked(NamedTuple):
    """A query over jobs that a connection can read, and what it was made of.

    `full` are the facts that every job states; `refused` counts values that state nothing allowed.
    """

    connection: DuckDBPyConnection
    jobs: Jobs
    query: Query
    book: RuleBook
    full: frozenset[str]
    refused: tuple[Refused, ...]


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
    found = read_once(jobs_of(jobs, opened, reading), opened, progress)
    _view(opened, found, book)
    facts = [name for name in found.columns if name in job_columns(book)]
    kept = found.columns if keep is None else _kept(keep, found)
    full, refused = _surveyed(opened, found, book)
    made = query(book, facts, keep=kept, full=full, fired=fired, lists=lists)
    return Asked(opened, found, made, book, frozenset(full), refused)


def called(jobs: Any) -> str:
    """What some jobs are called in a summary: their files, or `the jobs`."""
    several = [jobs] if isinstance(jobs, str | Path) else jobs
    if isinstance(several, list | tuple) and several and not isinstance(several, Jobs):
        return ", ".join(str(each) for each in several)
    return "the jobs"


def _kept(keep: Sequence[str], jobs: Jobs) -> Sequence[str]:
    missing = [name for name in keep if name not in jobs.columns]
    if missing:
        there = ", ".join(jobs.columns)
        raise AdvisorError(
            Problem(f"`{name}` is not a column of the jobs", help=f"there are {there}")
            for name in missing
        )
    return keep


def _view(opened: DuckDBPyConnection, jobs: Jobs, book: RuleBook) -> None:
    """The jobs as a view, lists written as one text being split; AdvisorError for other types."""
    known = job_columns(book)
    problems, changed = [], []
    for name, type_, *_ in opened.execute(f"DESCRIBE {jobs.sql}").fetchall():
        column = known.get(name)
        if column is None or name not in book.facts:
            continue
        base = type_.split("(")[0]
        if base not in (*_FITTING[column.kind], '"NULL"', "NULL"):
            unit = f" in {column.unit}" if column.unit else ""
            wanted = f"must be a {column.kind}{unit}"
            problems.append(Problem(f"the column `{name}` has the type {base}", help=wanted))
        elif column.kind is Kind.LIST and base == "VARCHAR":
            quoted = DUCKDB.named(name)
            changed.append(f"regexp_split_to_array({quoted}, ' *, *') AS {quoted}")
    if problems:
        raise AdvisorError(problems)
    replace = f" REPLACE ({', '.join(changed)})" if changed else ""
    opened.execute(f"CREATE OR REPLACE TEMP VIEW jobs AS SELECT *{replace} FROM ({jobs.sql})")


def _surveyed(
    opened: DuckDBPyConnection, jobs: Jobs, book: RuleBook
) -> tuple[set[str], tuple[Refused, ...]]:
    """The columns that state something allowed in every row, and what others have that is not.

    One pass over the facts; it makes the query shorter, and nothing is taken for unknown silently.
    """
    facts = {name: book.facts[name] for name in jobs.columns if name in _facts(book)}
    if not facts:
        return set(), ()
    parts = (_gaps(name, fact) for name, fact in facts.items())
    row = opened.execute(f"SELECT {', '.join(parts)} FROM jobs").fetchall()[0]
    gaps = list(zip(facts, row[::3], row[1::3], row[2::3], strict=True))
    full = {name for name, empty, wrong, _ in gaps if not empty and not wrong}
    return full, tuple(
        Refused(wrong, f"`{name}` cannot be that: taken for not stated", (example,))
        for name, _, wrong, example in gaps
        if wrong
    )


def _facts(book: RuleBook) -> set[str]:
    return {name for name in job_columns(book) if name in book.facts}


def _gaps(name: str, fact: Fact) -> str:
    """How many values a column has not, how many are not allowed, and one of those."""
    column = DUCKDB.named(name)
    stated = stated_value(fact, column, DUCKDB)
    wrong = f"FILTER ({column} IS NOT NULL AND ({stated}) IS NULL)"
    empty = f"count(*) - count({column})"
    return f"{empty}, count(*) {wrong}, min(CAST({column} AS VARCHAR)) {wrong}"


def write(asked: Asked, output: Path, progress: Progress | None = None) -> int:
    """Put the decisions into a file, which is never there by half; returns how many there are."""
    form = FORMATS.get(output.suffix.lower())
    if form is None:
        kinds = ", ".join(f"`{each}`" for each in FORMATS)
        raise AdvisorError(Problem("cannot be written", str(output), help=f"must end with {kinds}"))
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
    book, opened, columns = asked.book, asked.connection, asked.jobs.columns
    often = period(lambda asking: run(opened, asking), columns, "jobs")
    sums = billed(book, columns, often)
    text, facts = grouped(
        book, columns, asked.full, "jobs", exactly=sized_by(book) & set(columns), sums=sums
    )
    run(opened, f"CREATE OR REPLACE TEMP TABLE kinds AS {text}", "summing up", progress)
    found = source(lambda asking: run(opened, asking), "kinds", facts, asked.full, book, sums)

    def draw() -> Picture:
        from advisor.fleet.summary.density import cells
        from advisor.fleet.summary.picture import jobs_picture

        return jobs_picture(book, cells(found, asked.jobs.columns, "jobs", book))

    priced = pricing(found, paying or Paying(), often)
    return summary_of(found, named, asked.jobs, asked.refused, pricing=priced, draw=draw)
