"""Computes what rounding up to a platform's sizes adds to the needs of jobs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.fleet.sql.query import derived_facts
from advisor.fleet.summary.ask import Source
from advisor.fleet.summary.data import Waste


class Rounded(NamedTuple):
    """A fact that a platform has only in sizes, and the derived fact with the size."""

    option: tuple[str, str]
    platform: str
    fact: str
    size: str


ROUNDED = (
    Rounded(("compute", "fargate"), "Fargate", "memory", "fargate_memory"),
    Rounded(("compute", "fargate"), "Fargate", "vcpus", "fargate_vcpus"),
)


def wastes(source: Source) -> Iterator[Waste]:
    """What rounding adds for the jobs on a platform with a known duration."""
    found = [each for each in ROUNDED if each.size in source.book.facts]
    if not found or not {"vcpus", "memory"} <= set(source.facts):
        return
    decisions = sorted({each.option[0] for each in found})
    facts = list(source.facts)
    kept = ["tally_jobs", "tally_seconds", *decisions, "vcpus", "memory"]
    sized = derived_facts(
        source.book, facts, [each.size for each in found], table=source.table,
        keep=kept, full=source.full,
    )  # fmt: skip
    sums = ", ".join(text for each in found for text in _sums(each))
    row = source.rows(f"SELECT {sums} FROM ({sized}) AS sized")[0]
    for each, *values in zip(found, row[::3], row[1::3], row[2::3], strict=True):
        asked, given, jobs = (float(value or 0) for value in values)
        if asked:
            yield Waste(each.platform, each.fact, each.size, asked, given, jobs)


def _sums(each: Rounded) -> tuple[str, str, str]:
    decision, option = each.option
    where = f"WHEN {decision} = '{option}' AND tally_seconds IS NOT NULL AND {each.size} > 0"
    return (
        f"sum(CASE {where} THEN {each.fact} * tally_seconds END)",
        f"sum(CASE {where} THEN {each.size} * tally_seconds END)",
        f"sum(CASE {where} THEN tally_jobs END)",
    )
