"""The lines of a file as a relation of DuckDB, without losing any."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
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
# Replaces such lines in a copy, since DuckDB cannot report single lines.
TOO_LONG = "\x1a too long"
_OTHER = "cp1252"  # the encoding of lines that are not UTF-8; it has a character for most bytes


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


def loaded(opened: DuckDBPyConnection, file: File, statement: str) -> str | None:
    """Run a statement over `{lines}` of a file; AdvisorError if the file cannot be read.

    If DuckDB refuses a line, run it over a copy that it can read; returns a note on that.
    """
    import duckdb

    try:
        opened.execute(statement.replace("{lines}", relation(file.path, file.packing)))
    except duckdb.InvalidInputException as error:
        if file.remote:
            reason = str(error).splitlines()[0]
            raise AdvisorError(Problem(f"cannot be read: {reason}", file.shown)) from error
        with recoded(file) as (copy, note):
            opened.execute(statement.replace("{lines}", relation(copy, None)))
            return note
    except duckdb.IOException as error:
        reason = str(error).splitlines()[0].rpartition(": /")[0] or "it is damaged"
        message = f"cannot be read: {reason.removeprefix('IO Error: ').lower()}"
        raise AdvisorError(Problem(message, file.shown)) from error
    return None


@contextmanager
def recoded(file: File) -> Iterator[tuple[str, str | None]]:
    """A copy of a file in UTF-8, unpacked, and a note on lines that were not in UTF-8.

    What is in the place of too long lines is `TOO_LONG`.
    """
    others: list[int] = []
    with tempfile.TemporaryDirectory(prefix="advisor-") as folder:
        path = Path(folder) / "lines"
        try:
            with opened_bytes(file.path, file.packing) as source, path.open("wb") as target:
                for number, line in enumerate(_lines(source), 1):
                    encoding = _encoding(line)
                    if encoding == _OTHER:
                        others.append(number)
                    target.write(_readable(line.decode(encoding, "replace")).encode() + b"\n")
        except (OSError, EOFError) as error:
            raise AdvisorError(Problem(f"cannot be read: {_reason(error)}", file.shown)) from error
        yield str(path), _note(file, others)


def _note(file: File, others: Sequence[int]) -> str | None:
    """What was done with the lines of a file that are not UTF-8, by their numbers."""
    if not others:
        return None
    said = "1 line is" if len(others) == 1 else f"{len(others):,} lines are"
    return f"{said} not UTF-8, and read as Windows-1252, such as {file.shown}:{others[0]}"


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


def _encoding(line: bytes) -> str:
    try:
        line.decode()
    except UnicodeDecodeError:
        return _OTHER if len(line) <= LONGEST else "utf-8"
    return "utf-8"


def _readable(line: str) -> str:
    if len(line) > LONGEST:
        return TOO_LONG
    return line.rstrip("\r").replace("\r", " ").replace(_NEVER, " ")
