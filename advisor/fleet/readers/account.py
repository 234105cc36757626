"""From a log that was loaded to jobs, and an account of every row of it."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError, Problem
from advisor.fleet.jobs import Jobs, Refused, Took
from advisor.fleet.readers.log import JOB, TABLE, Log, counted, doubted, states

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

WANTED = ("duration", "vcpus", "memory")  # without these, most decisions stay open


def account(
    opened: DuckDBPyConnection,
    log: Log,
    columns: Mapping[str, str],
    format: str,
    took: tuple[Took, ...],
    absent: Mapping[str, str],
    folds: AbstractSet[str],
    source: str = f"{TABLE} WHERE kind = '{JOB}'",
) -> Jobs:
    """The jobs of a log: its columns that state something, and what became of all its rows.

    `absent` says of facts, in words, why they are not there; `folds` are the kinds of rows that
    belong to others. AdvisorError where there is no job at all.
    """
    kinds = counted(opened, log)
    found = kinds.pop(JOB, Refused(0, JOB)).number
    if not found:
        raise AdvisorError(_no_job(log, format, kinds))
    sql = ", ".join(f'{text} AS "{name}"' for name, text in columns.items())
    relation = f"(SELECT {sql} FROM {source})"
    filled = _filled(opened, relation, tuple(columns))
    kept = tuple(name for name in columns if filled[name])
    listed = ", ".join(f'"{name}"' for name in kept)
    return Jobs(
        sql=f"SELECT {listed} FROM {relation}",
        columns=kept,
        took=tuple(each for each in took if filled.get(each.column)),
        left_unknown=tuple(why for fact, why in absent.items() if not filled.get(fact)),
        refused=tuple(each for kind, each in kinds.items() if kind not in folds),
        rows=found + sum(each.number for each in kinds.values()),
        format=format,
        folded=tuple(each for kind, each in kinds.items() if kind in folds),
        doubted=doubted(opened, log),
        states=states(opened, relation) if filled.get("state") else (),
        notes=tuple(
            f"`{name}` is not stated for {found - filled[name]:,} of {found:,} jobs"
            for name in WANTED
            if filled.get(name) and filled[name] < found
        ),
    )


def _filled(opened: DuckDBPyConnection, relation: str, names: tuple[str, ...]) -> dict[str, int]:
    """How many jobs state each column."""
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
