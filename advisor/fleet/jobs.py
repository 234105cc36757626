"""What a reader of job logs gives: a relation of jobs, and an account of where it came from."""

from __future__ import annotations

from typing import NamedTuple


class Took(NamedTuple):
    """A column of the jobs, the column or columns of the log it was taken from, and how."""

    column: str
    source: str
    how: str = "as it is"


class Refused(NamedTuple):
    """Rows, or values, that could not be read: how many, why, and a few as they are written."""

    number: int
    reason: str
    examples: tuple[str, ...] = ()


class Jobs(NamedTuple):
    """Jobs as DuckDB can read them, and how they were read.

    `sql` is a SELECT over files or over relations of the connection that the reader was given;
    `columns` are its columns (names of `job_columns`, and any others, which are kept);
    `left_unknown` says of facts that the log does not have why, in words.
    """

    sql: str
    columns: tuple[str, ...]
    took: tuple[Took, ...] = ()
    left_unknown: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()
    rows: int | None = None
