"""A log as a table of its lines: each a job, part of a job, or refused for a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from advisor.errors import quoted
from advisor.fleet.jobs import Refused
from advisor.fleet.readers.files import File
from advisor.fleet.readers.lines import TOO_LONG, loaded
from advisor.fleet.readers.spelled import text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TABLE = "advisor_log"
# Kinds of lines; any other kind is the reason why a line is refused or folded.
JOB, NONE = "job", "none"
_EXAMPLES = 3
_SHOWN = 160  # characters of a refused line
_BETWEEN = "\x1f"  # between the doubted values of a job


class Value(NamedTuple):
    """A value of a line: its name in the query and in the log, its text and how it is parsed.

    A stated value that cannot be parsed is doubted.
    """

    name: str
    source: str
    text: str
    parsed: str | None = None  # SQL over `{t}`; None for text


class Shape(NamedTuple):
    """How the lines of a file become rows: parts, kind, values and columns.

    `kind` is SQL over `line` and its parts `f`; `columns` are SQL over the values.
    """

    parts: str
    kind: str
    values: tuple[Value, ...]
    columns: Mapping[str, str]


class Log(NamedTuple):
    """A loaded log: its files, how many lines precede each, and notes on how they were read."""

    files: tuple[File, ...]
    starts: tuple[int, ...]
    columns: tuple[str, ...]
    notes: tuple[str, ...] = ()


def load(
    opened: DuckDBPyConnection,
    files: Sequence[File],
    shapes: Iterable[Shape],
    types: Mapping[str, str],
) -> Log:
    """Load all lines of the files into the table of the log, in order."""
    listed = ", ".join(f'"{name}" {type_}' for name, type_ in types.items())
    opened.execute(
        f"CREATE OR REPLACE TEMP TABLE {TABLE} "
        f"(kind VARCHAR, raw VARCHAR, doubts VARCHAR, {listed})"
    )
    starts, notes = [], []
    for file, shape in zip(files, shapes, strict=True):
        row = opened.execute(f"SELECT count(*) FROM {TABLE}").fetchone()
        starts.append(int(row[0]) if row else 0)
        notes.append(loaded(opened, file, f"INSERT INTO {TABLE} {_select(shape, types)}"))
    return Log(tuple(files), tuple(starts), tuple(types), tuple(filter(None, notes)))


def _select(shape: Shape, types: Mapping[str, str]) -> str:
    """The query from lines to rows of the table; each stage uses names of the one before."""
    texts = ", ".join(f"{each.text} AS t_{each.name}" for each in shape.values)
    parsed = ", ".join(
        f"{(each.parsed or '{t}').replace('{t}', f't_{each.name}')} AS {each.name}"
        for each in shape.values
    )
    doubts = ", ".join(
        f"CASE WHEN t_{each.name} IS NOT NULL AND {each.name} IS NULL "
        f"THEN {text(each.source + '=')} || left(t_{each.name}, 60) END"
        for each in shape.values
        if each.parsed is not None
    )
    doubted = f"nullif(concat_ws(chr(31), {doubts}), '')" if doubts else "NULL"
    outputs = ", ".join(
        f"CAST({shape.columns.get(name, 'NULL')} AS {type_})" for name, type_ in types.items()
    )
    return f"""
        SELECT kind, CASE WHEN kind NOT IN ('{JOB}', '{NONE}') THEN left(line, {_SHOWN}) END,
          CASE WHEN kind = '{JOB}' THEN {doubted} END, {outputs}
        FROM (SELECT *, {parsed}
        FROM (SELECT line, CASE WHEN line IS NULL THEN '{NONE}'
            WHEN line = {text(TOO_LONG)} THEN 'is' || line[2:]
            ELSE {shape.kind} END AS kind, {texts}
        FROM (SELECT line, {shape.parts} AS f FROM {{lines}})))"""


def counted(opened: DuckDBPyConnection, log: Log) -> dict[str, Refused]:
    """The number of rows of each kind, with examples of those that are not jobs."""
    rows = opened.execute(
        f"SELECT kind, count(*), min(rowid) FROM {TABLE} WHERE kind <> '{NONE}' "
        "GROUP BY kind ORDER BY count(*) DESC, kind"
    ).fetchall()
    return {
        kind: Refused(number, kind, () if kind == JOB else _examples(opened, log, kind))
        for kind, number, _ in rows
    }


def _examples(opened: DuckDBPyConnection, log: Log, kind: str) -> tuple[str, ...]:
    rows = opened.execute(
        f"SELECT rowid, raw FROM {TABLE} WHERE kind = ? ORDER BY rowid LIMIT {_EXAMPLES}", [kind]
    ).fetchall()
    return tuple(f"{place(log, row)}: {quoted(_plain(raw), 80)}" for row, raw in rows)


def _plain(raw: str | None) -> str:
    return "…" if raw is None or raw == TOO_LONG else raw


def place(log: Log, row: int) -> str:
    """The file and line of a row of the table."""
    index = max(i for i, start in enumerate(log.starts) if start <= row)
    return f"{log.files[index].shown}:{row - log.starts[index] + 1}"


def doubted(opened: DuckDBPyConnection, log: Log) -> tuple[Refused, ...]:
    """The doubted values by column, with examples."""
    rows = opened.execute(
        f"""SELECT split_part(each, '=', 1) AS source, count(*), min(row),
            arg_min(substr(each, strpos(each, '=') + 1), row)
        FROM (SELECT rowid AS row, unnest(string_split(doubts, chr(31))) AS each
              FROM {TABLE} WHERE doubts IS NOT NULL)
        GROUP BY source ORDER BY 2 DESC, 1"""
    ).fetchall()
    return tuple(
        Refused(
            number,
            f"`{source}` cannot be read: taken for not stated",
            (f"{place(log, row)}: {quoted(example)}",),
        )
        for source, number, row, example in rows
    )


def states(opened: DuckDBPyConnection, relation: str) -> tuple[tuple[str, int], ...]:
    """The number of jobs in each final state, the most frequent first."""
    rows = opened.execute(
        f"SELECT coalesce(state, 'unknown'), count(*) FROM {relation} GROUP BY 1 ORDER BY 2 DESC, 1"
    ).fetchall()
    return tuple((state, number) for state, number in rows)
