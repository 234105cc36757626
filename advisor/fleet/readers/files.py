"""Finds files of jobs by paths and patterns; reads their start, unpacked."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.errors import AdvisorError, Problem
from advisor.fleet.readers.spelled import text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

HEAD = 64 * 1024  # bytes, enough to detect a format
_MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}


_PATTERN = re.compile(r"[*?\[]")


class File(NamedTuple):
    """A file: its path, its first bytes, unpacked, and its compression, if any."""

    path: str
    head: bytes
    packing: str | None
    shown: str

    @property
    def remote(self) -> bool:
        """Whether the file is read by DuckDB over a network."""
        return "://" in self.path

    @property
    def start(self) -> str:
        """The start of the file as text."""
        return self.head.decode("utf-8", "replace").removeprefix("\ufeff")


def files_of(paths: Sequence[str], opened: DuckDBPyConnection) -> list[File]:
    """The files of paths and patterns; AdvisorError if one matches none, or a file is empty."""
    found = [_file(each) for path in paths for each in _expanded(path, opened)]
    if all(not each.head and not each.remote for each in found):
        raise AdvisorError(
            [Problem("is empty: there is no job in it", each.shown) for each in found]
        )
    return found


def _expanded(path: str, opened: DuckDBPyConnection) -> list[str]:
    if path == "-":
        return [path]
    import duckdb

    if "://" not in path and Path(path).is_dir():
        raise AdvisorError(Problem("is a folder", path, help=f"give its files: `{path}/*`"))
    if "://" not in path and Path(path).is_file():
        return [path]  # even if it contains characters of patterns
    try:
        rows = opened.execute("SELECT file FROM glob(?) ORDER BY file", [path]).fetchall()
    except duckdb.Error as error:
        reason, hint = str(error).splitlines()[0], None
        if "extension 'httpfs" in reason:
            reason = "DuckDB needs its extension `httpfs` for such an address, and has it not"
            hint = "`INSTALL httpfs` in DuckDB downloads it; or copy the files here first"
        raise AdvisorError(Problem(f"cannot be read: {reason}", path, help=hint)) from error
    if not rows:
        named = "no file is called so" if _PATTERN.search(path) else "there is no such file"
        raise AdvisorError(Problem(f"cannot be read: {named}", path))
    return [row[0] for row in rows]


def _file(path: str) -> File:
    shown = path
    if path == "-":
        path, shown = _spooled(), "standard input"
    if "://" in path:
        return File(path, b"", _by_name(path), shown)
    try:
        with Path(path).open("rb") as stream:
            packing = (
                _MAGIC.get(start[:4]) or _MAGIC.get(start[:2])
                if (start := stream.read(4))
                else None
            )
        with opened_bytes(path, packing) as unpacked:
            return File(path, unpacked.read(HEAD), packing, shown)
    except (OSError, EOFError) as error:
        raise AdvisorError(Problem(f"cannot be read: {_reason(error)}", shown)) from error


def _by_name(path: str) -> str | None:
    return "gzip" if path.endswith(".gz") else "zstd" if path.endswith(".zst") else None


def _reason(error: Exception) -> str:
    named = getattr(error, "strerror", None)
    return (named or str(error).splitlines()[0]).lower() if str(error) else "it ends too early"


def _spooled() -> str:
    """A file with standard input, removed when the program ends."""
    folder = tempfile.TemporaryDirectory(prefix="advisor-")
    weakref.finalize(_KEPT, folder.cleanup)
    path = Path(folder.name) / "jobs"
    with path.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    with path.open("rb") as file:
        start = file.read(64).lstrip()
    # The format of a table is known by its name, which a pipe does not have.
    kind = ".parquet" if start[:4] == b"PAR1" else ".jsonl" if start[:1] in b"{[" else ".csv"
    packed = {b"\x1f\x8b": ".csv.gz", b"\x28\xb5": ".csv.zst"}.get(start[:2], kind)
    return str(path.rename(path.with_suffix(packed)))


class _Kept:
    """Objects kept until the program ends."""


_KEPT = _Kept()


def opened_bytes(path: str, packing: str | None) -> Any:
    """A local file to read bytes from, unpacked."""
    import pyarrow as pa

    return pa.input_stream(path, compression=packing)


def whole(file: File, opened: DuckDBPyConnection) -> bytes:
    """All bytes of a file, unpacked; AdvisorError if it is truncated or cannot be read."""
    import duckdb

    try:
        if not file.remote:
            with opened_bytes(file.path, file.packing) as unpacked:
                return bytes(unpacked.read())
        rows = opened.execute(f"SELECT content FROM read_text({text(file.path)})").fetchall()
        return str(rows[0][0]).encode()
    except (OSError, EOFError, duckdb.Error) as error:
        raise AdvisorError(Problem(f"cannot be read: {_reason(error)}", file.shown)) from error
