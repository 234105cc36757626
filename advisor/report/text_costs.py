"""The sections on costs in a terminal: the table, and lower down the working."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.cost import words
from advisor.cost.costs import Costs
from advisor.cost.working import assumptions, source_words, workings
from advisor.display.layout import WIDTH, Ink, labelled, wrapped

_GAP = "  "
_COLUMN = 14


def costs_section(costs: Costs, ink: Ink) -> Iterator[str]:
    """The cost of each option, break-even points, and savings."""
    if costs.problem is not None:
        yield from wrapped(f"not priced: {costs.problem}", 2)
        return
    yield from wrapped(words.headline(costs), 2)
    yield from _table(costs, ink)
    for line in words.unpriced(costs):
        yield from (ink.faint(each) for each in wrapped(line, 2, 4))
    for each in costs.break_evens:
        yield from labelled("break-even", each.sentence, 2, _COLUMN, ink.plain)
    for saving in costs.savings:
        yield from labelled("less", words.saving_words(saving), 2, _COLUMN, ink.good)
    if stale := words.stale_words(costs):
        yield from labelled("stale", stale, 2, _COLUMN, ink.open)
    if not costs.use.monthly:
        where = "`--format markdown` has the working, what is assumed and the source of each price"
        yield from (ink.faint(each) for each in wrapped(where, 2, 4))


def working_section(costs: Costs, ink: Ink) -> Iterator[str]:
    """How the monthly costs are computed: the bills, the assumptions, the sources of prices."""
    priced = words.shown_options(costs)
    if costs.problem is not None or not costs.use.monthly or not priced:
        return
    for title, lines in workings(costs):
        yield from wrapped(title, 2, 4)
        for line in lines:
            yield from wrapped(line, 4, 6)
    for line in assumptions(costs):
        yield from labelled("assumed", line, 2, _COLUMN, ink.faint)
    for line, _ in source_words(costs):
        yield from labelled("prices", line, 2, _COLUMN, ink.faint)


def _table(costs: Costs, ink: Ink) -> Iterator[str]:
    found = list(words.rows(costs))
    if not found:
        return
    head = words.head(costs)
    names = words.columns(costs)[:-1]
    columns = [[getattr(row, name) for row in (head, *found)] for name in names]
    widths = [max(len(cell) for cell in column) for column in columns]
    longest = max(len(row.size) for row in (head, *found))
    # A size that does not fit beside the other columns is put below them.
    beside = sum(widths) + len(_GAP) * (len(names) + 1) + longest <= WIDTH
    whole = sum(widths) + len(_GAP) * len(names) <= WIDTH
    for i, row in enumerate((head, *found)):
        cells = [column[i] for column in (columns if whole else columns[:-1])]
        line = _GAP.join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=False))
        paint = ink.faint if row is head else ink.plain
        yield paint(f"{_GAP}{line}{_GAP}{row.size if beside else ''}".rstrip())
        if not beside and row is not head:
            below = row.size if whole else f"{row.size}: {row.compared}"
            yield from (ink.faint(each) for each in wrapped(below, 4))
