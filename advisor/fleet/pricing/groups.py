"""The groups of jobs that are priced as one: alike to every rule, and of one size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from advisor.condition import Value
from advisor.cost.options import SIZED_BY
from advisor.facts import complete
from advisor.fleet.dialects import DUCKDB
from advisor.fleet.given import stated_value
from advisor.fleet.kinds import ALIKE
from advisor.fleet.pricing.often import BILLED
from advisor.fleet.summary.ask import Source
from advisor.formula import refs
from advisor.model import RuleBook

MOST_GROUPS = 4_000  # each is priced on its own, which takes a millisecond or so
_STEP = 1024  # MiB; what sizes of memory are mostly multiples of


class Group(NamedTuple):
    """Jobs of one price a second: their facts, what was recommended, what they come to.

    `priced` of the jobs say how long and how often they run; runs and seconds are of those.
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
    """The facts that jobs of one price have alike, as a log may state them."""
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
    """The groups, those that run longest first; and whether their memory is in whole GiB."""
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
    """Kinds whose memory lies within the same GiB as one, by the largest of them."""
    apart = [DUCKDB.named(name) for name in source.apart if name != "memory"]
    by = ["platform", ALIKE, *apart, f"CEIL(memory / {_STEP})"]
    rest = [DUCKDB.named(name) for name in source.facts if name not in source.apart]
    columns = [
        "platform", *apart, "max(memory) AS memory", *(f"min({each}) AS {each}" for each in rest),
        *(f"sum({each}) AS {each}" for each in ("tally_jobs", "tally_hours", *BILLED)),
    ]  # fmt: skip
    return f"(SELECT {', '.join(columns)} FROM {source.table} GROUP BY {', '.join(by)}) AS coarse"
