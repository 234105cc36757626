"""Readers of job histories as schedulers write them; every row is a job or accounted for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError, Problem
from advisor.fleet.jobs import Jobs
from advisor.fleet.readers.asked import FORMATS, Format, Memory, Reading
from advisor.fleet.readers.files import File

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["FORMATS", "Format", "Memory", "Reading", "read_log"]

Reader = Callable[["DuckDBPyConnection", Sequence[File], Reading], Jobs]


def read_log(
    opened: DuckDBPyConnection, paths: Sequence[str], reading: Reading
) -> Jobs | tuple[File, ...]:
    """The jobs of logs; for tables only the files.

    AdvisorError if a file cannot be read or is not of the format in `reading`, or if the files are
    of several formats.
    """
    from advisor.fleet.readers.files import files_of

    files = files_of(paths, opened)
    found = _format(files, reading)
    if found == "table":
        return tuple(files)
    read: Reader = getattr(import_module(f"advisor.fleet.readers.{found}"), f"read_{found}")
    return read(opened, files, reading)


def _format(files: Sequence[File], reading: Reading) -> Format:
    from advisor.fleet.readers.detect import format_of

    if reading.format is not None:
        return reading.format
    if reading.mapping is not None:
        return "table"
    found = {file.shown: format_of(file) for file in files}
    kinds = dict.fromkeys(found.values())
    if len(kinds) > 1:
        shown = (next(path for path, each in found.items() if each == kind) for kind in kinds)
        listed = " and ".join(f"`{path}` ({kind})" for path, kind in zip(shown, kinds, strict=True))
        message = f"the files are of different formats: {listed}"
        raise AdvisorError(Problem(message, help="read one format at a time"))
    return next(iter(kinds))
