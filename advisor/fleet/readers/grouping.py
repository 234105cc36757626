"""Groups many runs of one job to one workload, with their sizes, durations and frequency."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError, Problem, did_you_mean, quoted
from advisor.fleet.jobs import Jobs, Took
from advisor.fleet.readers.asked import Reading
from advisor.fleet.sql.dialects import DUCKDB

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_DAY = 86_400
_MONTH = 365.25 / 12  # days
SHORTEST_SPAN = 7  # days; a shorter log does not tell how often a job runs in a month
_SPREAD = ("duration", "memory")  # the facts with percentiles; of the others the largest counts
_SHARED = ("image", "architecture", "operating_system", "script", "process", "queue", "partition",
           "user", "account")  # fmt: skip
_APART = ("name", "runs", "cpu_hours", "typical_duration", "id", "state", "started", "submitted")
_TIMES = ("started", "submitted")
_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT",
            "UINTEGER", "UBIGINT", "FLOAT", "DOUBLE", "DECIMAL")  # fmt: skip


def grouped(opened: DuckDBPyConnection, jobs: Jobs, reading: Reading) -> Jobs:
    """One workload per value of a column; AdvisorError if there is no such column.

    Durations and sizes are those of the completed runs of a job, if any, else of all its runs.
    """
    by = reading.group_by
    if by is None:
        return jobs
    _check(by, jobs)
    types = {
        row[0]: str(row[1]).split("(")[0]
        for row in opened.execute(f"DESCRIBE {jobs.sql}").fetchall()
    }
    span = _span(opened, jobs, types)
    columns = dict(_columns(by, types, reading.percentile, span))
    opened.execute(_grouping(by, columns, types, jobs))
    names = ", ".join(DUCKDB.named(name) for name in columns)
    return jobs._replace(
        sql=f"SELECT {names} FROM advisor_groups",
        columns=tuple(columns),
        took=(*jobs.took, *_took(by, columns, reading.percentile, span)),
        left_unknown=(*jobs.left_unknown, *_unknown(span, columns)),
        notes=(*jobs.notes, *_notes(opened, by, types)),
    )


def _check(by: str, jobs: Jobs) -> None:
    if by not in jobs.columns:
        near = did_you_mean(by, jobs.columns)
        hint = f"did you mean `{near}`?" if near else f"there are {', '.join(jobs.columns)}"
        raise AdvisorError(Problem(f"{quoted(by)} is not a column of the jobs", help=hint))


def _grouping(by: str, columns: dict[str, str], types: dict[str, str], jobs: Jobs) -> str:
    """The statement that makes the table of groups, in the order of their first jobs."""
    listed = ", ".join(f"{sql} AS {DUCKDB.named(name)}" for name, sql in columns.items())
    key = DUCKDB.named(by)
    return (
        f"CREATE OR REPLACE TEMP TABLE advisor_groups AS SELECT {listed} FROM "
        f"(SELECT *, {_counts(types)} AS counts_, max({_counts(types)}) OVER (PARTITION BY {key}) "
        f"AS any_, row_number() OVER () AS row_ FROM ({jobs.sql})) "
        f"GROUP BY {key} ORDER BY min(row_)"
    )


def _counts(types: dict[str, str]) -> str:
    """Whether a run shows how long the job takes; one that was cut short does not."""
    return "state = 'completed'" if types.get("state") == "VARCHAR" else "true"


def _columns(
    by: str, types: dict[str, str], percentile: float, span: float | None
) -> Iterator[tuple[str, str]]:
    told = "FILTER (counts_ OR NOT coalesce(any_, false))"
    if by != "name":
        yield "name", f"CAST({DUCKDB.named(by)} AS VARCHAR)"
    yield by, DUCKDB.named(by)
    for name, type_ in types.items():
        column = DUCKDB.named(name)
        if name in _SPREAD and type_ in _NUMBERS:
            yield from _spread(name, column, told, percentile)
        elif name in (by, *_APART):
            continue
        elif type_ in _NUMBERS:
            yield name, f"max({column})"
        elif name in _SHARED or type_ == "BOOLEAN":
            # Only what all runs share is stated.
            yield name, f"CASE WHEN count(DISTINCT {column}) = 1 THEN min({column}) END"
    yield from _runs(types, span)


def _runs(types: dict[str, str], span: float | None) -> Iterator[tuple[str, str]]:
    """The number of runs, how often a month that is, and their CPU hours."""
    runs = "sum(runs)" if "runs" in types else "count(*)"
    yield "runs", f"CAST({runs} AS DOUBLE)"
    if "state" in types:
        yield "runs_completed", "CAST(count(*) FILTER (counts_) AS DOUBLE)"
    if "cpu_hours" in types:
        yield "cpu_hours", "sum(cpu_hours)"
    elif {"duration", "vcpus"} <= types.keys():
        nodes = "coalesce(nodes, 1)" if "nodes" in types else "1"
        times = "coalesce(runs, 1)" if "runs" in types else "1"
        yield "cpu_hours", f"sum(duration * vcpus * {nodes} * {times}) / 3600"
    if span is not None:
        yield "runs_per_month", f"{runs} / {span!r} * {_MONTH!r}"


def _spread(name: str, column: str, told: str, percentile: float) -> Iterator[tuple[str, str]]:
    """A fact at the percentile; beside it the median, the 95th percentile and the largest."""
    yield name, f"quantile_disc({column}, {percentile / 100!r}) {told}"
    if name == "duration":
        yield "typical_duration", f"quantile_disc({column}, 0.5) {told}"
    for part, share in (("p50", 0.5), ("p95", 0.95), ("largest", 1.0)):
        yield f"{name}_{part}", f"quantile_disc({column}, {share}) {told}"


def _span(opened: DuckDBPyConnection, jobs: Jobs, types: dict[str, str]) -> float | None:
    """The days that a log covers; None if unknown or too few."""
    name = next((each for each in _TIMES if each in types), None)
    if name is None:
        return None
    seconds = f"epoch({name})" if types[name].startswith("TIMESTAMP") else name
    row = opened.execute(f"SELECT max({seconds}) - min({seconds}) FROM ({jobs.sql})").fetchall()[0]
    days = (row[0] or 0) / _DAY
    return float(days) if days >= SHORTEST_SPAN else None


def _took(
    by: str, columns: dict[str, str], percentile: float, span: float | None
) -> Iterator[Took]:
    share = "the largest" if percentile == 100 else f"the {percentile:g}th percentile"  # noqa: PLR2004  # per cent
    for name in _SPREAD:
        if name in columns:
            yield Took(name, f"the runs of one {by}", share)
    if "typical_duration" in columns:
        yield Took("typical_duration", f"the runs of one {by}", "the median")
    yield Took("runs", f"the runs of one {by}", "their number")
    if span is not None:
        yield Took(
            "runs_per_month", f"the runs of one {by}", f"over the {span:,.0f} days of the log"
        )


def _unknown(span: float | None, columns: dict[str, str]) -> Iterator[str]:
    if span is None and "runs_per_month" not in columns:
        yield (
            f"`runs_per_month` is not stated: the log does not say when jobs ran, or covers less "
            f"than {SHORTEST_SPAN} days"
        )


def _notes(opened: DuckDBPyConnection, by: str, types: dict[str, str]) -> Iterator[str]:
    row = opened.execute("SELECT count(*), sum(runs) FROM advisor_groups").fetchall()[0]
    yield f"{int(row[1] or 0):,} runs; one workload for each `{by}`: {row[0]:,}"
    if "state" in types:
        rows = opened.execute(
            "SELECT count(*) FROM advisor_groups WHERE runs_completed = 0"
        ).fetchall()
        yield (
            "lengths and sizes are of completed runs, where there are any; "
            f"workloads without: {rows[0][0]:,}"
        )
