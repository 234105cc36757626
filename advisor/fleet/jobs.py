"""The result of reading job logs: a relation of jobs, and an account of how it was read."""

from __future__ import annotations

from typing import NamedTuple


class Took(NamedTuple):
    """A column of the jobs, the columns of the log that it was taken from, and how."""

    column: str
    source: str
    how: str = "as it is"


class Refused(NamedTuple):
    """Rows or values that could not be read: how many, why, and some of them as written."""

    number: int
    reason: str
    examples: tuple[str, ...] = ()


class Jobs(NamedTuple):
    """Jobs that DuckDB can read, and how they were read.

    `sql` is a SELECT over files or over relations of the connection that the reader was given;
    `columns` are its columns (names of `job_columns`, and any others, which are kept);
    `left_unknown` says in words why the log lacks some facts.

    For a log, `rows` is the number of its rows; each is a job, or counted in `refused` (it could
    not be read) or in `folded` (it belongs to a job with a row of its own). `doubted` counts values
    of jobs that could not be read and are taken as not stated.
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
        """The number of jobs in a log; None if the rows were not counted."""
        if self.rows is None:
            return None
        return self.rows - sum(each.number for each in (*self.refused, *self.folded))
