"""The weight of a row of jobs: the runs it stands for, their CPU hours, their duration."""

from __future__ import annotations

from collections.abc import Collection

from advisor.fleet.sql.dialects import Dialect
from advisor.fleet.sql.given import stated_value
from advisor.model import RuleBook

SECONDS_PER_HOUR = 3600
# The columns beside the facts in every relation to be summed up.
TALLIES = ("tally_rows", "tally_jobs", "tally_hours", "tally_unhoured", "tally_seconds")


def weights(book: RuleBook, columns: Collection[str], dialect: Dialect) -> tuple[str, ...]:
    """The SQL of the weights of a row, in the order of `TALLIES`; `columns` are those present."""

    def stated(name: str) -> str | None:
        quoted = dialect.named(name)
        return f"({stated_value(book.facts[name], quoted, dialect)})" if name in columns else None

    jobs = _amount("runs", columns, dialect) or "1"
    jobs = f"COALESCE({jobs}, 1)" if jobs != "1" else "CAST(1 AS DOUBLE)"
    long = [each for each in map(stated, ("typical_duration", "duration")) if each]
    nodes = stated("nodes")
    factors = [_first(long), f"COALESCE({nodes}, 1)" if nodes else "1", jobs]
    seconds = " * ".join(factors) if long else _NULL
    vcpus = stated("vcpus")
    reckoned = f"{seconds} * {vcpus} / {SECONDS_PER_HOUR}" if long and vcpus else _NULL
    given = _amount("cpu_hours", columns, dialect)
    hours = f"COALESCE({given}, {reckoned})" if given else reckoned
    unhoured = f"CASE WHEN {hours} IS NULL THEN {jobs} ELSE 0 END"
    return "1", jobs, hours, unhoured, seconds


_NULL = "CAST(NULL AS DOUBLE)"


def _amount(name: str, columns: Collection[str], dialect: Dialect) -> str | None:
    """The amount in a column that is not a fact; None without the column."""
    if name not in columns:
        return None
    value = f"CAST({dialect.named(name)} AS DOUBLE)"
    return f"CASE WHEN {value} >= 0 AND {value} < 1e300 THEN {value} END"


def _first(values: list[str]) -> str:
    return f"COALESCE({', '.join(values)})" if len(values) > 1 else "".join(values)
