"""Jobs read one by one from JSON: their rows, and an account of every object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from advisor.errors import AdvisorError, Problem, quoted
from advisor.fleet.jobs import Jobs, Refused
from advisor.fleet.readers.account import Origin, partly_stated
from advisor.fleet.readers.files import File
from advisor.fleet.readers.log import states

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TABLE = "advisor_records"
_EXAMPLES = 3


class Records:
    """Rows of jobs, and by reason the places of refused, folded and doubted objects and values."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.refused: dict[str, list[str]] = {}
        self.folded: dict[str, list[str]] = {}
        self.doubted: dict[str, list[str]] = {}
        self.noted: dict[str, int] = {}

    @property
    def number(self) -> int:
        """The number of objects."""
        others = (*self.refused.values(), *self.folded.values())
        return len(self.rows) + sum(map(len, others))

    def refuse(self, reason: str, example: str) -> None:
        """Count an object that is not a job."""
        self.refused.setdefault(reason, []).append(example)

    def fold(self, reason: str, example: str) -> None:
        """Count an object that belongs to a job with a row."""
        self.folded.setdefault(reason, []).append(example)

    def doubt(self, source: str, value: object, where: str) -> None:
        """Count a value that cannot be read, and is taken as not stated."""
        example = f"{where}: {quoted(str(value))}"
        self.doubted.setdefault(f"`{source}` cannot be read: taken for not stated", []).append(
            example
        )

    def note(self, what: str) -> None:
        """Count a job to which a note applies."""
        self.noted[what] = self.noted.get(what, 0) + 1


def jobs_of_records(
    opened: DuckDBPyConnection,
    records: Records,
    types: Mapping[str, str],
    origin: Origin,
    files: Iterable[File],
) -> Jobs:
    """The jobs of records, with the columns that state something; AdvisorError without jobs."""
    if not records.rows:
        raise AdvisorError(_no_job(records, origin.format, [file.shown for file in files]))
    filled = {
        name: number
        for name in types
        if (number := sum(row.get(name) is not None for row in records.rows))
    }
    columns = tuple(filled)
    _load(opened, records.rows, {name: types[name] for name in columns})
    listed = ", ".join(f'"{name}"' for name in columns)
    return Jobs(
        sql=f"SELECT {listed} FROM {TABLE}",
        columns=columns,
        took=origin.took_in(filled),
        left_unknown=origin.left_unknown(filled),
        refused=_told(records.refused),
        rows=records.number,
        format=origin.format,
        folded=_told(records.folded),
        doubted=_told(records.doubted),
        states=states(opened, TABLE) if "state" in columns else (),
        notes=tuple(_notes(records, filled)),
    )


def _load(opened: DuckDBPyConnection, rows: list[dict[str, Any]], types: Mapping[str, str]) -> None:
    """Make the table of the rows; times become timestamps."""
    selected = ", ".join(
        f'epoch_ms("{name}") AS "{name}"' if type_ == "TIMESTAMP" else f'"{name}"'
        for name, type_ in types.items()
    )
    opened.register("advisor_rows", _table(rows, types))
    opened.execute(f"CREATE OR REPLACE TEMP TABLE {TABLE} AS SELECT {selected} FROM advisor_rows")
    opened.unregister("advisor_rows")


def _notes(records: Records, filled: Mapping[str, int]) -> Iterator[str]:
    jobs = len(records.rows)
    yield from partly_stated(filled, jobs)
    for what, number in records.noted.items():
        yield f"{what}: {number:,} of {jobs:,} jobs"


def _told(counted: Mapping[str, list[str]]) -> tuple[Refused, ...]:
    return tuple(
        Refused(len(examples), reason, tuple(examples[:_EXAMPLES]))
        for reason, examples in sorted(counted.items(), key=lambda each: -len(each[1]))
    )


def _table(rows: list[dict[str, Any]], types: Mapping[str, str]) -> Any:
    import pyarrow as pa

    kinds = {"VARCHAR": pa.string(), "DOUBLE": pa.float64(), "BOOLEAN": pa.bool_(),
             "TIMESTAMP": pa.int64(), "VARCHAR[]": pa.list_(pa.string())}  # fmt: skip
    return pa.table(
        {
            name: pa.array([row.get(name) for row in rows], kinds[type_])
            for name, type_ in types.items()
        }
    )


def _no_job(records: Records, format: str, shown: list[str]) -> Problem:
    reasons = _told(records.refused)
    why = f": {reasons[0].number:,} {reasons[0].reason}" if reasons else ""
    return Problem(f"has no job in it as `{format}` has them{why}", shown[0])
