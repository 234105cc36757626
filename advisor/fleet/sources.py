"""Opens jobs: files that DuckDB reads, and frames of libraries that support Arrow."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from advisor.errors import AdvisorError, Problem
from advisor.fleet.columns import number_columns
from advisor.fleet.jobs import Jobs
from advisor.fleet.readers import Reading, read_log
from advisor.fleet.readers.delimited import read_delimited
from advisor.fleet.readers.files import File
from advisor.fleet.readers.grouping import grouped
from advisor.fleet.readers.table import read_mapped
from advisor.fleet.watched import Progress, run, said

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_READERS = {
    ".parquet": "read_parquet",
    ".csv": "read_csv",
    ".tsv": "read_csv",
    ".jsonl": "read_json",
    ".ndjson": "read_json",
    ".json": "read_json",
}
STREAM = "streamed_jobs"  # the name of a source that can be read only once
_PACKED = (".gz", ".zst")


def connection(memory_limit: str | None = None, threads: int | None = None) -> DuckDBPyConnection:
    """A DuckDB in memory; AdvisorError if the extra is missing or the memory limit is invalid."""
    try:
        import duckdb
    except ImportError as error:
        message = "deciding for many jobs needs DuckDB"
        hint = "install it with `pip install 'compute-advisor[fleet]'`"
        raise AdvisorError(Problem(message, help=hint)) from error
    opened = duckdb.connect()
    # For data that exceeds the memory: DuckDB creates the folder when needed, and removes it. Its
    # default is in the working directory.
    spilled = Path(gettempdir()) / f"advisor-{uuid4().hex}"
    opened.execute("SET temp_directory = ?", [str(spilled)])
    # DuckDB turns `IN` with many values into a join, which changes the order of rows.
    opened.execute("SET disabled_optimizers = 'in_clause'")
    # In a notebook without widgets there is no bar, and DuckDB refuses to turn it off.
    with suppress(duckdb.InvalidInputException):
        opened.execute("SET enable_progress_bar = false")
    if threads is not None:
        if threads < 1:
            raise AdvisorError(Problem(f"`threads` must be 1 or more, not `{threads}`"))
        opened.execute(f"SET threads = {int(threads)}")
    if memory_limit is not None:
        try:
            # For DuckDB, less than nothing is as much as there is.
            opened.execute("SET memory_limit = ?", [memory_limit.replace("-", "minus ")])
        except duckdb.Error as error:
            message = f"`{memory_limit}` is not an amount of memory"
            raise AdvisorError(Problem(message, help="such as `4GB`")) from error
    return opened


def jobs_of(
    jobs: Any,
    opened: DuckDBPyConnection,
    reading: Reading | None = None,
    progress: Progress | None = None,
) -> Jobs:
    """The jobs of paths or globs, or of a frame of any library with Arrow; `Jobs` are returned."""
    reading = (reading or Reading()).checked()
    return grouped(opened, _read(jobs, opened, reading, progress), reading)


def _read(
    jobs: Any, opened: DuckDBPyConnection, reading: Reading, progress: Progress | None
) -> Jobs:
    if isinstance(jobs, Jobs):
        return jobs
    if isinstance(jobs, str | Path):
        return _of_files([str(jobs)], opened, reading, progress)
    if isinstance(jobs, Sequence) and all(isinstance(each, str | Path) for each in jobs):
        return _of_files([str(each) for each in jobs], opened, reading, progress)
    found = _of_frame(jobs, opened)
    return found if reading.mapping is None else read_mapped(opened, found, reading.mapping)


def reader(path: str) -> str:
    """The DuckDB function that reads a file, by its ending; AdvisorError if there is none."""
    name = path.lower()
    for packed in _PACKED:
        name = name.removesuffix(packed)
    found = _READERS.get(Path(name).suffix)
    if found is None:
        kinds = ", ".join(f"`{each}`" for each in _READERS)
        help = f"must end with {kinds}, or say what it is with `--from`"  # noqa: A001  # what `Problem` calls it
        raise AdvisorError(Problem("is no file of jobs", path, help=help))
    return found


def one_reader(paths: Sequence[str]) -> str:
    """The DuckDB function that reads all these files; AdvisorError if they differ in kind."""
    readers = {reader(path): path for path in paths}
    if len(readers) > 1:
        listed = " and ".join(f"`{path}`" for path in readers.values())
        message = f"the files are of different kinds: {listed}"
        raise AdvisorError(Problem(message, help="read one kind at a time"))
    return next(iter(readers))


def _of_files(
    paths: list[str], opened: DuckDBPyConnection, reading: Reading, progress: Progress | None
) -> Jobs:
    """The jobs of logs, or of tables whose columns are facts or are mapped to facts."""
    if not paths:
        raise AdvisorError(Problem("no file of jobs is given"))
    logged = read_log(opened, paths, reading)
    if isinstance(logged, Jobs):
        return logged
    numbers = number_columns() if reading.mapping is None else ()
    found = _of_tables(logged, opened, numbers, progress)
    return found if reading.mapping is None else read_mapped(opened, found, reading.mapping)


def _of_tables(
    files: Sequence[File],
    opened: DuckDBPyConnection,
    numbers: Collection[str],
    progress: Progress | None,
) -> Jobs:
    """The rows of files of one kind as jobs, with all their columns."""
    paths = [each.path for each in files]
    if (found := one_reader(paths)) == "read_csv":
        return read_delimited(opened, files, numbers, progress)
    listed = ", ".join(map(_text, paths))
    return _described(f"SELECT * FROM {found}([{listed}])", opened, paths[0])


# Parquet and tables that exist already can be read again at little cost.
_QUICK = re.compile(r"SELECT \* FROM (read_parquet\(\[[^\]]*\]\)|[A-Za-z_]\w*)")


def read_once(jobs: Jobs, opened: DuckDBPyConnection, progress: Progress | None = None) -> Jobs:
    """The jobs as a relation that can be read several times, as a summary needs."""
    import duckdb

    if _QUICK.fullmatch(jobs.sql) and STREAM not in jobs.sql:
        return jobs
    try:
        text = f"CREATE OR REPLACE TEMP TABLE jobs_read AS {jobs.sql}"
        run(opened, text, "reading", progress)
    except duckdb.Error as error:
        raise AdvisorError(Problem(f"the jobs cannot be read: {said(error)}")) from error
    return jobs._replace(sql="SELECT * FROM jobs_read")


def _of_frame(frame: Any, opened: DuckDBPyConnection) -> Jobs:
    import pyarrow as pa

    if hasattr(frame, "__arrow_c_stream__"):
        try:
            # A frame with a length is in memory, and can be read twice.
            table = pa.table(frame) if hasattr(frame, "__len__") else _stream(frame)
        except pa.ArrowException as error:
            reason = str(error.args[0]) if error.args else str(error)
            raise AdvisorError(Problem(f"the jobs cannot be read: {reason}")) from error
    elif hasattr(frame, "arrow"):
        table = frame.arrow()
    else:
        problem = f"jobs cannot be of type `{type(frame).__name__}`"
        help = "give a path or a frame"  # noqa: A001  # what `Problem` calls it
        if hasattr(frame, "collect"):
            help += ", such as its `.collect()`"  # noqa: A001
        raise AdvisorError(Problem(problem, help=help))
    _named_apart(table.schema.names)
    name = "given_jobs" if isinstance(table, pa.Table) else STREAM
    opened.register(name, table)
    return Jobs(f"SELECT * FROM {name}", tuple(table.schema.names))


def _named_apart(columns: Sequence[str]) -> None:
    """AdvisorError where DuckDB could not tell columns from each other by their names."""
    if not columns:
        raise AdvisorError(Problem("the jobs have no columns"))
    if "" in columns:
        raise AdvisorError(Problem("a column of the jobs has no name"))
    seen: dict[str, str] = {}
    for name in columns:
        if name.lower() in seen:
            message = f"two columns of the jobs are called alike: `{seen[name.lower()]}`, `{name}`"
            raise AdvisorError(Problem(message, help="capital letters do not tell names apart"))
        seen[name.lower()] = name


def _stream(frame: Any) -> Any:
    import pyarrow as pa

    return pa.RecordBatchReader.from_stream(frame)


def _described(sql: str, opened: DuckDBPyConnection, path: str) -> Jobs:
    """The columns of a SELECT over files, as jobs; AdvisorError if they cannot be read."""
    import duckdb

    try:
        rows = opened.execute(f"DESCRIBE {sql}").fetchall()
    except duckdb.Error as error:
        raise AdvisorError(Problem(f"cannot be read: {said(error)}", path)) from error
    return Jobs(sql, tuple(row[0] for row in rows))


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
