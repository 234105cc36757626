"""How the costs come about: the lines of each bill, its assumptions, its prices."""

from __future__ import annotations

import math
from collections.abc import Iterator

from advisor.cost.bill import Bill, Line
from advisor.cost.costs import Costs
from advisor.cost.prices import Price
from advisor.cost.words import TIMES, exactly, period, price_words, shown_options
from advisor.display.phrases import listed

_MANY = 10_000  # above this, hundredths are enough digits


def workings(costs: Costs) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The bills of the recommended option, and of the cheapest where that is another."""
    options = [each for each in shown_options(costs) if each.platform == costs.recommended]
    options += [each for each in costs.cheaper[:1] if each not in options]
    span = period(costs)
    for each in options or shown_options(costs)[:1]:
        if each.cost is None:
            continue
        title = each.platform.title
        if each.cost.low == each.cost.high:
            yield f"{title}, {exactly(each.high)} {span}", working(each.cost.high)
            continue
        yield f"{title}, at the least {exactly(each.low)} {span}", working(each.cost.low)
        yield f"{title}, at the most {exactly(each.high)} {span}", working(each.cost.high)


def working(bill: Bill) -> tuple[str, ...]:
    """Each line of a bill: what is bought, quantity times price, and the sum."""
    return tuple(_line(each) for each in bill)


def _line(line: Line) -> str:
    unit = {"request": "", "share": " USD", "USD": " USD"}.get(line.unit, f" {line.unit}")
    factors = "".join(f" {TIMES} {factor:.4g} ({name})" for name, factor in line.factors)
    price = f"{line.price:.4g}" if line.unit == "USD" else price_words(line.price)
    quantity = _quantity(line.quantity)
    named = line.price_id.endswith(f".{line.label}")  # an instance type is its own label
    what = line.label if named else f"{line.label} ({line.price_id})"
    return f"{what}: {quantity}{unit} {TIMES} {price}{factors} = {exactly(line.amount)}"


def _quantity(amount: float) -> str:
    """A quantity with enough digits to multiply it by the price and get the sum."""
    decimals = 2 if amount >= _MANY or amount == 0 else 5 - math.floor(math.log10(amount))
    whole, _, part = f"{amount:,.{decimals}f}".partition(".")
    return f"{whole}.{part}".rstrip("0").rstrip(".")


def assumptions(costs: Costs) -> tuple[str, ...]:
    """The assumptions of the bills shown: those of all options, then those of some."""
    shown = [each for each in shown_options(costs) if each.cost]
    own = [(each, words) for each in shown if each.cost for words in each.cost.assumed]
    found: dict[str, list[str]] = {}
    for each, words in own:
        found.setdefault(words, []).append(each.platform.title)
    grouped: dict[tuple[str, ...], list[str]] = {(): list(costs.assumed)}
    for words, titles in found.items():
        grouped.setdefault(tuple(titles) if len(titles) < len(shown) else (), []).append(words)
    return tuple(
        f"{listed(titles)}: {'; '.join(words)}" if titles else "; ".join(words)
        for titles, words in grouped.items()
        if words
    )


def price_rows(costs: Costs, *, every: bool = False) -> tuple[Price, ...]:
    """The price rows that the workings rest on, of the shown options or of every one."""
    if costs.prices is None:
        return ()
    options = costs.options if every else shown_options(costs)
    bills = [bill for each in options if each.cost for bill in (each.cost.low, each.cost.high)]
    names = dict.fromkeys(name for bill in bills for line in bill for name in _names(line))
    return tuple(costs.prices.rows[name] for name in names)


def _names(line: Line) -> Iterator[str]:
    yield line.price_id
    if any(name == "Spot" for name, _ in line.factors):
        yield f"{line.price_id.partition('.')[0]}.spot"


def source_words(costs: Costs) -> Iterator[tuple[str, str | None]]:
    """The source of the prices and their day, with the address of each source."""
    sources: dict[object, list[Price]] = {}
    for each in price_rows(costs):
        sources.setdefault(each.source, []).append(each)
    for several in sources.values():
        source = several[0].source
        names = listed(dict.fromkeys(_named(each) for each in several))
        words = source.title or f"our judgement: {source.judgement}"
        stale = ", stale" if several[0] in costs.stale else ""
        yield f"{names}: {words}, as of {source.as_of}{stale}", source.url


def _named(price: Price) -> str:
    sure = f" ({price.confidence} confidence)" if price.confidence in ("low", "medium") else ""
    dispute = f"; {price.disputed}" if price.disputed else ""
    return f"{price.id}{sure}{dispute}"
