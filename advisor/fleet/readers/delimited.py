"""Reads CSV files as one table; rows and values that do not fit into it are counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError, Problem, quoted
from advisor.fleet.jobs import Jobs, Refused
from advisor.fleet.readers.files import File
from advisor.fleet.readers.lines import recoded
from advisor.fleet.readers.spelled import text
from advisor.fleet.sql.dialects import DUCKDB
from advisor.fleet.watched import Progress, run, said

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TABLE = "table_read"
_SHOWN = 80  # characters of a refused row
_EXAMPLES = 3
_COLUMNS = r"regexp_extract(error_message, 'Columns: (\d+) Found: (\d+)', {})"
# What DuckDB says of a row that it rejects, as the reason of a refusal.
_REASON = f"""CASE
    WHEN error_type IN ('MISSING COLUMNS', 'TOO MANY COLUMNS')
      THEN 'has ' || {_COLUMNS.format(2)} || ' columns, not ' || {_COLUMNS.format(1)}
    WHEN error_type = 'INVALID ENCODING' THEN 'is not UTF-8'
    ELSE 'has a wrong form: ' || lower(CAST(error_type AS VARCHAR)) END"""


def read_delimited(
    opened: DuckDBPyConnection,
    files: Sequence[File],
    numbers: Collection[str] = (),
    progress: Progress | None = None,
) -> Jobs:
    """The rows of files that have a header; AdvisorError if none can be read.

    Where some values of a column in `numbers` are none, these are not stated, and counted.
    """
    notes: tuple[str, ...] = ()
    paths = [each.path for each in files]
    with ExitStack() as copies:
        _load(opened, paths, (), progress)
        if _rejected(opened, "INVALID ENCODING") and not any(each.remote for each in files):
            found = [copies.enter_context(recoded(each)) for each in files]
            paths = [path for path, _ in found]
            notes = tuple(note for _, note in found if note)
            _load(opened, paths, (), progress)
        # DuckDB tells the type of a column by the first rows, and rejects later ones.
        if other := _rejected(opened, "CAST"):
            _load(opened, paths, other, progress)
    refused = _refused(opened, dict(zip(paths, (each.shown for each in files), strict=True)))
    types = {row[0]: row[1] for row in opened.execute(f"DESCRIBE {TABLE}").fetchall()}
    texts = [name for name, type_ in types.items() if name in numbers and type_ == "VARCHAR"]
    doubted = tuple(_read_as_numbers(opened, texts))
    number = opened.execute(f"SELECT count(*) FROM {TABLE}").fetchall()[0][0]
    if refused and not number:
        why = f"{refused[0].reason}: {refused[0].examples[0]}"
        raise AdvisorError(Problem(f"no row can be read: the first {why}", files[0].shown))
    rows = number + sum(each.number for each in refused)
    return Jobs(
        f"SELECT * FROM {TABLE}", tuple(types), refused=refused, notes=notes,
        doubted=doubted, rows=rows if refused else None,
    )  # fmt: skip


def _load(
    opened: DuckDBPyConnection,
    paths: Sequence[str],
    texts: Sequence[str],
    progress: Progress | None,
) -> None:
    """Make the table of the rows that fit, with some columns as texts.

    DuckDB keeps the other rows in `reject_errors`.
    """
    import duckdb

    opened.execute("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans")
    listed = ", ".join(map(text, paths))
    typed = ", ".join(f"{text(name)}: 'VARCHAR'" for name in texts)
    types = f", types={{{typed}}}" if texts else ""
    read = f"read_csv([{listed}], header=true, store_rejects=true{types})"
    try:
        run(opened, f"CREATE OR REPLACE TEMP TABLE {TABLE} AS FROM {read}", "reading", progress)
    except duckdb.Error as error:
        raise AdvisorError(Problem(f"cannot be read: {said(error)}", paths[0])) from error


def _rejected(opened: DuckDBPyConnection, kind: str) -> list[str]:
    """The columns with values that were rejected for some kind of reason."""
    rows = opened.execute(
        "SELECT DISTINCT column_name FROM reject_errors WHERE error_type = ?", [kind]
    ).fetchall()
    return [row[0] for row in rows]


def _read_as_numbers(opened: DuckDBPyConnection, names: Iterable[str]) -> Iterator[Refused]:
    """Make numbers of columns of texts; what is no number is counted, and not stated.

    A column without any number is left as it is, since a mapping may read it.
    """
    for name in names:
        column = DUCKDB.named(name)
        value = f"try_cast({column} AS DOUBLE)"
        wrong = f"{column} IS NOT NULL AND {value} IS NULL"
        number, right, examples = opened.execute(
            f"SELECT count(*) FILTER ({wrong}), count({value}), "
            f"list(DISTINCT {column}) FILTER ({wrong}) FROM {TABLE}"
        ).fetchall()[0]
        if right or not number:
            changed = f"SELECT * REPLACE ({value} AS {column}) FROM {TABLE}"
            opened.execute(f"CREATE OR REPLACE TEMP TABLE {TABLE} AS {changed}")
        if right and number:
            shown = tuple(map(quoted, sorted(examples)[:_EXAMPLES]))
            yield Refused(number, f"`{name}` is no number: taken for not stated", shown)


def _refused(opened: DuckDBPyConnection, shown: Mapping[str, str]) -> tuple[Refused, ...]:
    """The rejected rows by reason, that of the first wrong column, with three of each."""
    rows = opened.execute(
        f"""SELECT why, count(*),
            list([path, CAST(line AS VARCHAR), raw] ORDER BY path, line)[:{_EXAMPLES}]
        FROM (SELECT file_path AS path, line, any_value(csv_line) AS raw,
                arg_min({_REASON}, coalesce(column_idx, 0)) AS why
              FROM reject_errors JOIN reject_scans USING (scan_id, file_id) GROUP BY ALL)
        GROUP BY why ORDER BY 2 DESC, why"""
    ).fetchall()
    return tuple(
        Refused(
            number,
            why,
            tuple(f"{shown[path]}:{line}: {quoted(raw, _SHOWN)}" for path, line, raw in examples),
        )
        for why, number, examples in rows
    )
