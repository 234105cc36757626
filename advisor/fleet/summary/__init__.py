"""Summaries of the decisions for a history: computed by SQL, written in several formats."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from advisor.fleet.jobs import Jobs, Refused
from advisor.fleet.pricing.data import Pricing
from advisor.fleet.summary.ask import Source
from advisor.fleet.summary.data import Summary
from advisor.fleet.summary.near import near_misses
from advisor.fleet.summary.tallies import hinges, reasons, shares, tallies, total
from advisor.fleet.summary.waste import wastes

if TYPE_CHECKING:
    from advisor.pictures.picture import Picture

__all__ = ["Source", "Summary", "summary_of"]


def summary_of(
    source: Source,
    named: str,
    jobs: Jobs,
    refused: tuple[Refused, ...] = (),
    *,
    pricing: Pricing | None = None,
    draw: Callable[[float], Picture],
) -> Summary:
    """The summary of the decisions for some jobs; `refused` are values that are not allowed.

    `draw` makes the picture of so many jobs, when it is first needed.
    """
    counted = tallies(source)
    book = source.book
    near = sorted(near_misses(source), key=lambda each: (-each.counted.jobs, each.rule.code))
    return Summary(
        named,
        book.as_of,
        total(counted),
        tuple(shares(book, counted)),
        tuple(reasons(book, counted, [each.id for each in book.decisions])),
        tuple(near),
        tuple(wastes(source)),
        tuple(hinges(book, counted)),
        (*jobs.refused, *jobs.doubted, *refused),
        jobs.took,
        (*jobs.left_unknown, *jobs.notes),
        jobs.states,
        draw,
        pricing,
    )
