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

    Of a log, `rows` says how many rows it has; each is a job, or counted in `refused` (it could
    not be read) or in `folded` (it tells of a job that has a row of its own). `doubted` counts
    values of jobs that could not be read and are taken for not stated.
    """

    sql: str
    columns: tuple[str, ...]
    took: tuple[Took, ...] = ()
    left_unknown: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()
    rows: int | None = None
    format: str | None = None
    folded: tuple[Refused, ...] = ()
    doubted: tuple[Refused, ...] = ()
    states: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def jobs(self) -> int | None:
        """How many jobs a log tells of; None where nothing was counted."""
        if self.rows is None:
            return None
        return self.rows - sum(each.number for each in (*self.refused, *self.folded))
