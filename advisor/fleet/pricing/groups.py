"""Groups of jobs that are priced together: the same platforms can run them, in the same sizes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from advisor.catalogue.instances import usable_memory
from advisor.condition import Value
from advisor.cost.options import SIZED_BY
from advisor.facts import complete
from advisor.fleet.kinds import ALIKE, Cut, Key, keys
from advisor.fleet.pricing.often import BILLED
from advisor.fleet.sql.dialects import DUCKDB, number
from advisor.fleet.sql.query import query
from advisor.fleet.summary.ask import Source
from advisor.formula import refs
from advisor.model import RuleBook, RulesOut
from advisor.sizing import catalogue

# Tables of the groups, and of the kinds of jobs in them with their own `vcpus` and `memory`; a kind
# and its group are equal in `priced_as`.
GROUPS, KINDS = "priced_groups", "priced_kinds"
_ROUNDED = ("vcpus", "memory")
_SUMS = ("tally_jobs", "tally_hours", *BILLED, "priced_lambda_memory")


class Group(NamedTuple):
    """Jobs that the same platforms can run in the same sizes: their facts and amounts.

    `facts` are those of one job, with vCPUs and memory rounded up as far as no size changes. Groups
    with the same `alike` are alike to all rules that exclude platforms.

    `priced` is the number of jobs with known duration and frequency; `runs`, the seconds (also as
    billed by Fargate and Lambda) and the MiB-seconds billed by Lambda are of those.
    """

    id: int
    alike: tuple[Value, ...]
    facts: Mapping[str, Value]
    platform: str | None
    jobs: float
    hours: float
    priced: float
    runs: float
    seconds: float
    fargate: float
    lambda_: float
    lambda_memory: float


def sized_by(book: RuleBook) -> frozenset[str]:
    """The facts that a log may state and on which the price of a job depends."""
    formulas = {each.name: each.formula for each in book.derived if each.formula is not None}
    found, waiting = set(), [*SIZED_BY, "nodes", "region", "jobs_at_once"]
    while waiting:
        name = waiting.pop()
        if name in formulas:
            waiting.extend(refs(formulas[name]))
        else:
            found.add(name)
    return frozenset(found)


def groups(source: Source) -> tuple[Group, ...]:
    """The groups of all jobs, also as the tables `GROUPS` and `KINDS`.

    Groups of one size are next to each other, since the size found last is remembered.
    """
    sized, alike = _keys(source)
    _make_tables(source, (*sized, *alike))
    rows = source.rows(f"SELECT id, priced_as, {', '.join(_SUMS)} FROM {GROUPS} ORDER BY id")
    return tuple(_group(source.book, sized, alike, row) for row in rows)


def _make_tables(source: Source, found: Sequence[Key]) -> None:
    # The intervals of durations matter, too, since the cheapest platform depends on them.
    key = f"ROW({', '.join(each.text for each in found)}, {ALIKE}, platform)"
    needs = [each if each in source.facts else f"NULL AS {each}" for each in _ROUNDED]
    memory = f"priced_lambda * {_lambda_memory(source)} AS {_SUMS[-1]}"
    kept = ", ".join([f"{key} AS priced_as", *needs, *_SUMS[:-1], memory])
    source.rows(f"CREATE OR REPLACE TEMP TABLE {KINDS} AS SELECT {kept} FROM {source.table}")
    sums = ", ".join(f"sum({each}) AS {each}" for each in _SUMS)
    source.rows(
        f"CREATE OR REPLACE TEMP TABLE {GROUPS} AS "
        f"SELECT row_number() OVER (ORDER BY priced_as) AS id, * "
        f"FROM (SELECT priced_as, {sums} FROM {KINDS} GROUP BY priced_as)"
    )


def _keys(source: Source) -> tuple[tuple[Key, ...], tuple[Key, ...]]:
    """What separates jobs for sizes, and for the rules that exclude platforms."""
    book, facts, full = source.book, source.facts, source.full
    text = query(_excluding(book), facts, full=full).text
    exactly = sized_by(book).difference(_ROUNDED)
    sized = keys(text, book, facts, full, DUCKDB, exactly=exactly, more=_sizes(book))
    return sized, keys(text, book, facts, full, DUCKDB)


def _excluding(book: RuleBook) -> RuleBook:
    """The same rules without those that only prefer a platform."""
    return replace(
        book,
        decisions=tuple(
            replace(each, rules=tuple(r for r in each.rules if isinstance(r.effect, RulesOut)))
            for each in book.decisions
        ),
    )


def _sizes(book: RuleBook) -> Mapping[str, Iterable[Cut]]:
    """Where the size of a job changes: at the sizes of Fargate and of all instance types."""
    pairs = book.table("fargate.sizes").rows
    types, usable = catalogue(book.folder).instances, book.number("ec2.usable_memory")
    vcpus = {*(row[0] for row in pairs), *(each.vcpus for each in types)}
    memory = {*(row[1] for row in pairs), *(usable_memory(each, usable) for each in types)}
    return {
        name: [Cut(float(each or 0), True) for each in ends]
        for name, ends in zip(_ROUNDED, (vcpus, memory), strict=True)
    }


def _lambda_memory(source: Source) -> str:
    """The MiB that Lambda bills for a job, as SQL."""
    book = source.book
    factors = {"vcpus": book.number("lambda.memory_per_vcpu"), "memory": 1.0}
    asked = [f"CEIL({name} * {number(factors[name])})" for name in factors if name in source.facts]
    least, most = (number(book.number(f"lambda.memory{end}")) for end in ("_minimum", ""))
    return f"LEAST(GREATEST({', '.join([*asked, least])}), {most})"


def _group(book: RuleBook, sized: Sequence[Key], alike: Sequence[Key], row: Sequence[Any]) -> Group:
    id_, (*key, _, platform), *amounts = row
    told = tuple(map(_value, key))
    stated = {**dict(_stated(alike, told[len(sized) :])), **dict(_stated(sized, told))}
    facts = complete(book, stated)
    return Group(id_, told[len(sized) :], facts, platform, *(float(each or 0) for each in amounts))


def _value(found: Any) -> Any:
    """A value of DuckDB as that of a fact."""
    if isinstance(found, Decimal):
        return float(found)
    return tuple(found) if isinstance(found, list) else found


def _stated(found: Sequence[Key], told: Sequence[Any]) -> Iterator[tuple[str, Value]]:
    """A value of each fact that the jobs of a group may have stated."""
    for key, each in zip(found, told, strict=False):
        value = key.examples[each] if key.several else each
        if value is not None:
            yield key.name, value
