"""How often a month each job of a history runs, and for how long it is billed, as SQL."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from advisor.cost.use import SECONDS_PER_HOUR
from advisor.fleet.pricing.data import Period
from advisor.fleet.readers.grouping import SHORTEST_SPAN
from advisor.fleet.sql.dialects import Dialect, number
from advisor.fleet.sql.given import stated_value
from advisor.fleet.weights import weights
from advisor.model import RuleBook

_DAY = 86_400
_TIMES = ("started", "submitted")
_NUMBERS = ("DOUBLE", "BIGINT", "INTEGER", "INT")
_EPSILON = "1e-6"  # rounding errors of floats must not add a step
# The amounts of each kind that its price needs: priced jobs, runs and seconds a month, and the
# seconds as two services bill them.
BILLED = ("priced_jobs", "priced_runs", "priced_seconds", "priced_fargate", "priced_lambda")


def period(
    rows: Callable[[str], Any], columns: Collection[str], table: str, dialect: Dialect
) -> Period:
    """The period of the sums: a month if stated or if the log covers enough days."""
    if "runs_per_month" in columns:
        return Period(True, stated=True)
    name = next((each for each in _TIMES if each in columns), None)
    if name is None:
        return Period(False)
    type_ = rows(f"SELECT typeof({name}) FROM {table} WHERE {name} IS NOT NULL LIMIT 1")
    found = str(type_[0][0]).upper() if type_ else ""
    is_time = found.startswith("TIMESTAMP")
    if found not in _NUMBERS and not is_time:
        return Period(False)
    seconds = dialect.seconds.format(name) if is_time else name
    days = (rows(f"SELECT max({seconds}) - min({seconds}) FROM {table}")[0][0] or 0) / _DAY
    return Period(days >= SHORTEST_SPAN, float(days))


def billed(
    book: RuleBook, columns: Collection[str], found: Period, dialect: Dialect
) -> Mapping[str, str]:
    """The SQL of `BILLED` for a row; NULL if its duration or frequency is unknown."""

    def stated(name: str) -> str:
        return f"({stated_value(book.facts[name], dialect.named(name), dialect)})"

    long = [stated(name) for name in ("typical_duration", "duration") if name in columns]
    usual = f"COALESCE({', '.join(long)})" if len(long) > 1 else "".join(long)
    usual = usual or "CAST(NULL AS DOUBLE)"
    jobs = f"({weights(book, columns, dialect)[1]})"
    if found.stated:
        runs = stated("runs_per_month")
    else:
        runs = jobs
        if found.monthly and found.days:
            month = book.number("cost.month") * SECONDS_PER_HOUR / _DAY
            runs = f"{jobs} * {number(month / found.days)}"
    least, step = book.number("cost.fargate_minimum"), number(book.number("cost.lambda_step"))
    fargate = f"GREATEST({number(least)}, CEIL({usual} - {_EPSILON}))"
    return {
        "priced_jobs": f"CASE WHEN {usual} > 0 AND {runs} > 0 THEN {jobs} END",
        "priced_runs": f"CASE WHEN {usual} > 0 THEN {runs} END",
        "priced_seconds": f"{runs} * {usual}",
        # GREATEST ignores NULL.
        "priced_fargate": f"CASE WHEN {usual} > 0 THEN {runs} * {fargate} END",
        "priced_lambda": f"{runs} * (CEIL({usual} / {step} - {_EPSILON}) * {step})",
    }
