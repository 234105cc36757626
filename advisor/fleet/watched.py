"""Runs long statements with progress reports, so that they can be interrupted.

DuckDB's errors for an interrupt, a full disk or full memory become those that callers expect.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING, Any

from advisor.errors import AdvisorError, Problem

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

Progress = Callable[[str, float], None]  # the task, and the share done, from 0 to 1


def run(
    opened: DuckDBPyConnection, text: str, doing: str = "", progress: Progress | None = None
) -> list[Any]:
    """The rows of a statement, with reports of its progress."""
    if progress is None:
        return opened.execute(text).fetchall()
    result: list[Any] = []

    def work() -> None:
        try:
            result.append(opened.execute(text).fetchall())
        except BaseException as error:  # noqa: BLE001  # raised again by who waits
            result.append(error)

    thread = Thread(target=work, daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(0.1)
            progress(doing, max(0.0, min(opened.query_progress(), 100.0)) / 100)
    except KeyboardInterrupt:
        opened.interrupt()
        thread.join()
        raise
    progress(doing, 1.0)
    if isinstance(result[0], BaseException):
        raise result[0]
    return list(result[0])


def counted(
    rows: pa.RecordBatchReader, number: int, doing: str, progress: Progress | None
) -> pa.RecordBatchReader:
    """The same rows, `number` in all, with reports of how many are read."""
    import pyarrow as pa

    if progress is None:
        return rows

    def batches() -> Iterator[pa.RecordBatch]:
        done = 0
        for batch in rows:
            done += len(batch)
            progress(doing, done / max(number, 1))
            yield batch

    return pa.RecordBatchReader.from_batches(rows.schema, batches())


@contextmanager
def plainly() -> Iterator[None]:
    """Raise KeyboardInterrupt if a signal stops a statement, AdvisorError if there is no room."""
    import duckdb

    try:
        yield
    except RuntimeError as error:
        if "interrupted" not in str(error):
            raise
        raise KeyboardInterrupt from error  # DuckDB's error after a signal
    except duckdb.OutOfMemoryException as error:
        message = "the memory does not suffice, or the room for what goes to disk in its place"
        hint = "give more with `--memory-limit`, or a larger disk with the variable `TMPDIR`"
        raise AdvisorError(Problem(message, help=hint)) from error
    except (duckdb.IOException, OSError) as error:
        raise AdvisorError(Problem(f"files cannot be written or read: {_reason(error)}")) from error


def said(error: Exception) -> str:
    """The first line of what DuckDB says of an error, without the kind of it."""
    return re.sub(r"^[A-Z][A-Za-z ]* Error: ", "", str(error).splitlines()[0])


def _reason(error: Exception) -> str:
    """The system's message, which DuckDB puts at the end, or into JSON."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    said = str(error).splitlines()[0].removeprefix("IO Error: ")
    number = re.search(r'"errno":"(\d+)"', said)
    return os.strerror(int(number[1])).lower() if number else said
