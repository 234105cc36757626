"""Counts the jobs of each answer, by platform, choices and deciding rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from advisor.fleet.columns import keys_of
from advisor.fleet.sql.dialects import DUCKDB
from advisor.fleet.summary.ask import SUMS, Source, count
from advisor.fleet.summary.data import Count, Hinge, Reason, Share
from advisor.model import RuleBook


class Tally(NamedTuple):
    """An answer and its jobs; `choices` has the option and the rule's code of each decision."""

    platform: str | None
    status: str
    depends_on: tuple[str, ...]
    choices: Mapping[str, tuple[str | None, str | None]]
    counted: Count


def tallies(source: Source) -> tuple[Tally, ...]:
    """Every answer with its count."""
    asked = [each.id for each in source.book.decisions]
    names = [DUCKDB.named(f"{each}{end}") for each in asked for end in ("", "_rule")]
    by = ", ".join(["platform", "status", "depends_on", *names])
    keys = keys_of(source.book)
    found = []
    for row in source.rows(f"SELECT {by}, {SUMS} FROM {source.table} GROUP BY {by}"):
        platform, status, bits, *rest = row
        choices = dict(zip(asked, zip(rest[::2], rest[1::2], strict=False), strict=False))
        found.append(Tally(platform, status, keys.facts(bits), choices, count(rest[-4:])))
    return tuple(found)


Key = TypeVar("Key")


def _summed(
    several: Iterable[Tally], key: Callable[[Tally], Iterable[Key]]
) -> Iterator[tuple[Key, Count]]:
    """The sum of the counts of each key, the largest first."""
    found: dict[Key, Count] = {}
    for each in several:
        for name in key(each):
            found[name] = found.get(name, Count()).plus(each.counted)
    yield from sorted(found.items(), key=lambda item: (-item[1].jobs, str(item[0])))


def total(several: Iterable[Tally]) -> Count:
    """The sum of all counts."""
    return next((each for _, each in _summed(several, lambda _: (None,))), Count())


def shares(book: RuleBook, several: tuple[Tally, ...]) -> Iterator[Share]:
    """The share of each platform; jobs that nothing fits are last."""
    platforms = {each.id: each for each in book.platforms}
    ordered = sorted(_summed(several, lambda each: (each.platform,)), key=lambda it: it[0] is None)
    for name, counted in ordered:
        here = tuple(each for each in several if each.platform == name)
        unsure = total(each for each in here if each.status == "conditional")
        platform = platforms.get(name) if name else None
        decisive = tuple(platform.choices if platform else {each.id for each in book.decisions})
        yield Share(platform, counted, unsure, tuple(reasons(book, here, decisive)))


def reasons(book: RuleBook, several: Iterable[Tally], decisions: Iterable[str]) -> Iterator[Reason]:
    """The deciding rules of these decisions, by number of jobs."""
    rules = {each.code: each for each in book.rules}
    wanted = tuple(decisions)

    def decided(each: Tally) -> Iterator[tuple[str, str | None, str | None]]:
        for name in wanted:
            option, code = each.choices[name]
            if option is not None or code is not None:
                yield name, option, code

    for (name, option, code), counted in _summed(several, decided):
        yield Reason(name, option, rules[code] if code else None, counted)


def hinges(book: RuleBook, several: tuple[Tally, ...]) -> Iterator[Hinge]:
    """The unknown facts that answers depend on."""
    alone = dict(
        _summed(several, lambda each: each.depends_on if len(each.depends_on) == 1 else ())
    )
    for fact, counted in _summed(several, lambda each: each.depends_on):
        yield Hinge(fact, book.facts[fact].title, counted, alone.get(fact, Count()))
