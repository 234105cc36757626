"""Groups of jobs that are priced together: alike to every rule, and of one size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from advisor.condition import Value
from advisor.cost.options import SIZED_BY
from advisor.facts import complete
from advisor.fleet.kinds import ALIKE
from advisor.fleet.pricing.often import BILLED
from advisor.fleet.sql.dialects import DUCKDB
from advisor.fleet.sql.given import stated_value
from advisor.fleet.summary.ask import Source
from advisor.formula import refs
from advisor.model import RuleBook

MOST_GROUPS = 4_000  # pricing each takes about a millisecond
_STEP = 1024  # MiB; most sizes of memory are multiples


class Group(NamedTuple):
    """Jobs with the same price per second: their facts, recommended platform and amounts.

    `priced` is the number of jobs with known duration and frequency; `runs` and the seconds, also
    as billed by Fargate and Lambda, are of those.
    """

    facts: Mapping[str, Value]
    platform: str | None
    jobs: float
    hours: float
    priced: float
    runs: float
    seconds: float
    fargate: float
    lambda_: float


def sized_by(book: RuleBook) -> frozenset[str]:
    """The facts that a log may state and on which the price of a job depends."""
    formulas = {each.name: each.formula for each in book.derived if each.formula is not None}
    found, waiting = set(), [*SIZED_BY, "nodes", "region"]
    while waiting:
        name = waiting.pop()
        if name in formulas:
            waiting.extend(refs(formulas[name]))
        else:
            found.add(name)
    return frozenset(found)


def groups(source: Source) -> tuple[tuple[Group, ...], bool]:
    """The groups, the longest running first; and whether their memory is rounded to GiB."""
    number = source.rows(f"SELECT count(*) FROM {source.table}")[0][0]
    coarse = number > MOST_GROUPS and "memory" in source.facts
    return tuple(_groups(source, _coarse(source) if coarse else source.table)), coarse


def _groups(source: Source, table: str) -> Iterator[Group]:
    book = source.book
    facts = [stated_value(book.facts[name], DUCKDB.named(name), DUCKDB) for name in source.facts]
    sums = ["platform", "tally_jobs", "tally_hours", *BILLED]
    text = (
        f"SELECT {', '.join([*sums, *facts])} FROM {table} ORDER BY priced_seconds DESC NULLS LAST"
    )
    for platform, *rest in source.rows(text):
        amounts, values = rest[: len(sums) - 1], rest[len(sums) - 1 :]
        stated = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in zip(source.facts, values, strict=True)
            if value is not None
        }
        yield Group(complete(book, stated), platform, *(float(each or 0) for each in amounts))


def _coarse(source: Source) -> str:
    """The kinds, merged if their memory is equal in GiB; the largest memory counts."""
    apart = [DUCKDB.named(name) for name in source.apart if name != "memory"]
    by = ["platform", ALIKE, *apart, f"CEIL(memory / {_STEP})"]
    rest = [DUCKDB.named(name) for name in source.facts if name not in source.apart]
    columns = [
        "platform", *apart, "max(memory) AS memory", *(f"min({each}) AS {each}" for each in rest),
        *(f"sum({each}) AS {each}" for each in ("tally_jobs", "tally_hours", *BILLED)),
    ]  # fmt: skip
    return f"(SELECT {', '.join(columns)} FROM {source.table} GROUP BY {', '.join(by)}) AS coarse"
