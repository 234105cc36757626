"""The lines of a file as a relation of DuckDB, without losing any."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError, Problem
from advisor.fleet.readers.files import File, _reason, opened_bytes
from advisor.fleet.readers.spelled import text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# No line contains this delimiter, so each line is one column.
_NEVER = "\x1e\x1f\x1e\x1f"
LONGEST = 1_000_000  # bytes
# Replace unreadable lines in a copy, since DuckDB cannot report single lines.
NOT_TEXT, TOO_LONG = "\x1a not UTF-8", "\x1a too long"


def line_at(opened: DuckDBPyConnection, file: File) -> str:
    """The first line of a remote file."""
    row = opened.execute(f"SELECT line FROM {relation(file.path, file.packing)} LIMIT 1").fetchone()
    return str(row[0]) if row and row[0] else ""


def relation(path: str, packing: str | None) -> str:
    """A file as SQL: one column `line`, in order, NULL for a blank line."""
    return (
        f"read_csv({text(path)}, columns={{'line': 'VARCHAR'}}, header=false, auto_detect=false, "
        f"delim='{_NEVER}', quote='', escape='', strict_mode=false, "
        f"max_line_size={LONGEST + 1000}, compression={text(packing or 'none')})"
    )


def loaded(opened: DuckDBPyConnection, file: File, statement: str) -> None:
    """Run a statement over `{lines}` of a file; AdvisorError if the file cannot be read.

    If DuckDB refuses a line, run it over a copy in which such lines are replaced by the reason.
    """
    import duckdb

    try:
        opened.execute(statement.replace("{lines}", relation(file.path, file.packing)))
    except duckdb.InvalidInputException as error:
        if file.remote:
            reason = str(error).splitlines()[0]
            raise AdvisorError(Problem(f"cannot be read: {reason}", file.shown)) from error
        with _cleaned(file) as copy:
            opened.execute(statement.replace("{lines}", relation(copy, None)))
    except duckdb.IOException as error:
        reason = str(error).splitlines()[0].rpartition(": /")[0] or "it is damaged"
        message = f"cannot be read: {reason.removeprefix('IO Error: ').lower()}"
        raise AdvisorError(Problem(message, file.shown)) from error


@contextmanager
def _cleaned(file: File) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="advisor-") as folder:
        path = Path(folder) / "lines"
        try:
            with opened_bytes(file.path, file.packing) as source, path.open("wb") as target:
                for line in _lines(source):
                    target.write(_readable(line) + b"\n")
        except (OSError, EOFError) as error:
            raise AdvisorError(Problem(f"cannot be read: {_reason(error)}", file.shown)) from error
        yield str(path)


def _lines(source: Iterator[bytes]) -> Iterator[bytes]:
    """The lines without line endings; long ones are cut."""
    rest, cut = b"", False
    while block := source.read(1 << 20):  # type: ignore[attr-defined]  # a file
        *lines, rest = (rest + block).split(b"\n")
        for line in lines:
            yield line if not cut else b"\xff" * (LONGEST + 1)
            cut = False
        if len(rest) > LONGEST:
            rest, cut = b"", True
    if rest or cut:
        yield rest if not cut else b"\xff" * (LONGEST + 1)


def _readable(line: bytes) -> bytes:
    if len(line) > LONGEST:
        return TOO_LONG.encode()
    try:
        line.decode()
    except UnicodeDecodeError:
        return NOT_TEXT.encode()
    return line.rstrip(b"\r").replace(b"\r", b" ").replace(_NEVER.encode(), b" ")
