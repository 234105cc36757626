"""Costs at a terminal: the table, its working, what would change it, where the prices are from."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.cost.costs import Costs
from advisor.display.layout import WIDTH, Ink, labelled, wrapped
from advisor.report import cost_words as words
from advisor.report.cost_working import assumptions, source_words, workings
from advisor.units import show

_GAP = "  "


def costs_section(costs: Costs, ink: Ink) -> Iterator[str]:
    """Everything there is to say of what it costs."""
    if costs.problem is not None:
        yield from wrapped(f"not priced: {costs.problem}", 2)
        return
    yield from wrapped(words.headline(costs), 2)
    yield from _table(costs, ink)
    for line in words.unpriced(costs):
        yield from wrapped(line, 2, 4)
    for title, lines in workings(costs):
        yield from wrapped(title, 2, 4)
        for line in lines:
            yield from wrapped(line, 4, 6)
    for each in costs.break_evens:
        yield from labelled("break-even", each.sentence, 2, 14, ink.plain)
    for saving in costs.savings:
        yield from labelled("less", words.saving_words(saving), 2, 14, ink.good)
    for line in assumptions(costs):
        yield from labelled("assumed", line, 2, 14, ink.faint)
    yield from _sources(costs, ink)


def _table(costs: Costs, ink: Ink) -> Iterator[str]:
    found = list(words.rows(costs))
    if not found:
        return
    head = words.Row("option", "size", words.per(costs)[1], "a month", "compared")
    columns = [[getattr(row, name) for row in (head, *found)]
               for name in ("option", "per_month", "per_run", "compared")]  # fmt: skip
    widths = [max(len(cell) for cell in column) for column in columns]
    longest = max(len(row.size) for row in (head, *found))
    # What finds no room beside the rest stands below it.
    beside = sum(widths) + len(_GAP) * 5 + longest <= WIDTH
    whole = sum(widths) + len(_GAP) * 4 <= WIDTH
    for row in (head, *found):
        cells = (row.option, row.per_month, row.per_run, *([row.compared] if whole else []))
        line = _GAP.join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=False))
        paint = ink.faint if row is head else ink.plain
        yield paint(f"{_GAP}{line}{_GAP}{row.size if beside else ''}".rstrip())
        if not beside and row is not head:
            below = row.size if whole else f"{row.size}: {row.compared}"
            yield from (ink.faint(each) for each in wrapped(below, 4))


def _sources(costs: Costs, ink: Ink) -> Iterator[str]:
    for line, _ in source_words(costs):
        yield from labelled("prices", line, 2, 14, ink.faint)
    if costs.stale:
        text = (
            f"prices above that are older than {show(costs.price_age, 's')}: `advisor prices "
            f"refresh --region {costs.region} -o prices.yaml` reads today's, and "
            "`--prices prices.yaml` uses them"
        )
        yield from labelled("stale", text, 2, 14, ink.open)
