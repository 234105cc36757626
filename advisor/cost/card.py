"""Costs in a notebook: a card of the options and what changes them, and rows for data frames."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from advisor.cost import words
from advisor.cost.working import assumptions, source_words, workings
from advisor.display.card import Card, Cell, Section, Table

if TYPE_CHECKING:
    from advisor.cost.costs import Costs
    from advisor.cost.options import Priced


def costs_card(costs: Costs) -> Card:
    """The options, the break-evens, and folded below them the working."""
    title = "Not priced"
    if costs.problem is None:
        title = words.recommended_words(costs) or "No platform is recommended"
    return Card(
        kind=f"costs in {costs.region}",
        title=title,
        lead=costs.problem or words.headline(costs),
        tone="open" if costs.problem or costs.stale else "plain",
        sections=tuple(_sections(costs)),
        note="cost decides nothing by itself",
    )


def _sections(costs: Costs) -> Iterator[Section]:
    if costs.problem is not None:
        return
    yield Section("Options", (cost_table(costs), *words.cheaper_words(costs)))
    yield Section("Old prices", tuple(filter(None, [words.stale_words(costs)])))
    yield Section("Break-even", tuple(each.sentence for each in costs.break_evens))
    yield Section("Less", tuple(words.saving_words(each) for each in costs.savings))
    yield Section("Without a price", tuple(words.unpriced(costs)))
    for title, lines in workings(costs):
        yield Section(title, lines, folded=True)
    yield Section("Assumed", assumptions(costs), folded=True)
    rows = tuple((Cell(line, url),) for line, url in source_words(costs))
    yield Section("Prices", (Table(rows),), folded=True)


def cost_table(costs: Costs) -> Table:
    """The priced options, the cheapest first."""
    names = words.columns(costs)

    def cells(row: words.Row) -> tuple[str, ...]:
        return tuple(getattr(row, name) for name in names)

    return Table(tuple(cells(row) for row in words.rows(costs)), cells(words.head(costs)))


def cost_rows(costs: Costs) -> tuple[dict[str, Any], ...]:
    """Every option as plain values, sums in USD; None for what is unknown."""
    return tuple(_row(each, costs) for each in costs.options)


def _row(each: Priced, costs: Costs) -> dict[str, Any]:
    priced = each.cost is not None
    monthly = priced and costs.use.monthly
    return {
        "platform": each.platform.id,
        "state": each.state.value,
        "recommended": each.platform == costs.recommended,
        "size": each.cost.size if each.cost else None,
        "usd_month_low": each.low if monthly else None,
        "usd_month_high": each.high if monthly else None,
        "usd_run_low": each.low / each.runs if priced else None,
        "usd_run_high": each.high / each.runs if priced else None,
        "rule": each.rule.code if each.rule else None,
        "why": each.why or None,
    }
