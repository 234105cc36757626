"""The jobs of a loaded log, and an account of all its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from advisor.errors import AdvisorError, Problem
from advisor.fleet.jobs import Jobs, Refused, Took
from advisor.fleet.readers.log import JOB, TABLE, Log, counted, doubted, states

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

WANTED = ("duration", "vcpus", "memory")  # without these most decisions are conditional


class Origin(NamedTuple):
    """The format of a log, and how the facts of jobs are taken from it.

    `absent` has, by fact, the sentence on why it is unknown if no job states it; `folds` are the
    kinds of rows that belong to the row of another job.
    """

    format: str
    took: tuple[Took, ...]
    absent: Mapping[str, str]
    folds: frozenset[str] = frozenset()

    def took_in(self, filled: Mapping[str, int]) -> tuple[Took, ...]:
        """The sources of the columns that some jobs state; `filled` has the number of those."""
        return tuple(each for each in self.took if filled.get(each.column))

    def left_unknown(self, filled: Mapping[str, int]) -> tuple[str, ...]:
        """Why facts are unknown that no job states."""
        return tuple(why for fact, why in self.absent.items() if not filled.get(fact))


def account(
    opened: DuckDBPyConnection,
    log: Log,
    columns: Mapping[str, str],
    origin: Origin,
    source: str = f"{TABLE} WHERE kind = '{JOB}'",
) -> Jobs:
    """The jobs of a log, with the columns that state something, and the account of its rows.

    `columns` has the SQL of each column over `source`. AdvisorError if no row is a job.
    """
    kinds = counted(opened, log)
    found = kinds.pop(JOB, Refused(0, JOB)).number
    if not found:
        raise AdvisorError(_no_job(log, origin.format, kinds))
    sql = ", ".join(f'{text} AS "{name}"' for name, text in columns.items())
    relation = f"(SELECT {sql} FROM {source})"
    filled = _filled(opened, relation, tuple(columns))
    kept = tuple(name for name in columns if filled[name])
    listed = ", ".join(f'"{name}"' for name in kept)
    return Jobs(
        sql=f"SELECT {listed} FROM {relation}",
        columns=kept,
        took=origin.took_in(filled),
        left_unknown=origin.left_unknown(filled),
        refused=tuple(each for kind, each in kinds.items() if kind not in origin.folds),
        rows=found + sum(each.number for each in kinds.values()),
        format=origin.format,
        folded=tuple(each for kind, each in kinds.items() if kind in origin.folds),
        doubted=doubted(opened, log),
        states=states(opened, relation) if filled.get("state") else (),
        notes=(*partly_stated(filled, found), *log.notes),
    )


def partly_stated(filled: Mapping[str, int], jobs: int) -> Iterator[str]:
    """The important facts that only some jobs state; `filled` has the number of those."""
    for name in WANTED:
        number = filled.get(name, 0)
        if 0 < number < jobs:
            yield f"`{name}` is not stated for {jobs - number:,} of {jobs:,} jobs"


def _filled(opened: DuckDBPyConnection, relation: str, names: tuple[str, ...]) -> dict[str, int]:
    """The number of jobs that state each column."""
    counts = ", ".join(f'count("{name}")' for name in names)
    row = opened.execute(f"SELECT {counts} FROM {relation}").fetchall()[0]
    return dict(zip(names, row, strict=True))


def _no_job(log: Log, format: str, kinds: Mapping[str, Refused]) -> Problem:
    shown = log.files[0].shown
    if not kinds:
        return Problem("has no job in it", shown, help="there is a header and nothing else")
    most = max(kinds.values(), key=lambda each: each.number)
    first = f": {most.examples[0]}" if most.examples else ""
    message = f"no line can be read as `{format}`: each of {most.number:,} {most.reason}{first}"
    return Problem(message, shown, help="say what it is with `--from`")
