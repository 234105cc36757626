"""Jobs that are read one by one, from JSON: rows as they come, and an account of what does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from advisor.errors import AdvisorError, Problem, quoted
from advisor.fleet.jobs import Jobs, Refused, Took
from advisor.fleet.readers.account import WANTED
from advisor.fleet.readers.files import File
from advisor.fleet.readers.log import states

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TABLE = "advisor_records"
_EXAMPLES = 3


class Records:
    """Rows of jobs, and by reason the places of objects and values that are none."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.refused: dict[str, list[str]] = {}
        self.folded: dict[str, list[str]] = {}
        self.doubted: dict[str, list[str]] = {}
        self.noted: dict[str, int] = {}

    @property
    def number(self) -> int:
        """How many objects there were."""
        others = (*self.refused.values(), *self.folded.values())
        return len(self.rows) + sum(map(len, others))

    def refuse(self, reason: str, example: str) -> None:
        """Count an object that is no job."""
        self.refused.setdefault(reason, []).append(example)

    def fold(self, reason: str, example: str) -> None:
        """Count an object that tells of a job that has a row."""
        self.folded.setdefault(reason, []).append(example)

    def doubt(self, source: str, value: object, where: str) -> None:
        """Count a value that cannot be read, and is taken for not stated."""
        example = f"{where}: {quoted(str(value))}"
        self.doubted.setdefault(f"`{source}` cannot be read: taken for not stated", []).append(
            example
        )

    def note(self, what: str) -> None:
        """Count something to be known of a job."""
        self.noted[what] = self.noted.get(what, 0) + 1


def jobs_of_records(
    opened: DuckDBPyConnection,
    records: Records,
    types: Mapping[str, str],
    format: str,
    took: Iterable[Took],
    absent: Mapping[str, str],
    files: Iterable[File],
) -> Jobs:
    """The jobs of records, with the columns that state something; AdvisorError without any job."""
    if not records.rows:
        raise AdvisorError(_no_job(records, format, [file.shown for file in files]))
    filled = {
        name: sum(row.get(name) is not None for row in records.rows)
        for name in types
    }  # fmt: skip
    columns = tuple(name for name, number in filled.items() if number)
    opened.register("advisor_rows", _table(records.rows, {name: types[name] for name in columns}))
    selected = ", ".join(
        f'epoch_ms("{name}") AS "{name}"' if types[name] == "TIMESTAMP" else f'"{name}"'
        for name in columns
    )
    opened.execute(f"CREATE OR REPLACE TEMP TABLE {TABLE} AS SELECT {selected} FROM advisor_rows")
    opened.unregister("advisor_rows")
    found = len(records.rows)
    short = (
        f"`{name}` is not stated for {found - filled[name]:,} of {found:,} jobs"
        for name in WANTED
        if 0 < filled.get(name, 0) < found
    )
    listed = ", ".join(f'"{name}"' for name in columns)
    return Jobs(
        sql=f"SELECT {listed} FROM {TABLE}",
        columns=columns,
        took=tuple(each for each in took if filled.get(each.column)),
        left_unknown=tuple(why for fact, why in absent.items() if not filled.get(fact)),
        refused=_told(records.refused),
        rows=records.number,
        format=format,
        folded=_told(records.folded),
        doubted=_told(records.doubted),
        states=states(opened, TABLE) if "state" in columns else (),
        notes=(
            *short,
            *(f"{what}: {number:,} of {found:,} jobs" for what, number in records.noted.items()),
        ),
    )


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
