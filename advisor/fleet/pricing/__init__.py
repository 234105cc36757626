"""Prices a fleet: as recommended, as cheaply as possible, and on each platform alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from advisor.cost.costs import is_stale
from advisor.cost.prices import MissingPriceError, Price
from advisor.engines import engine
from advisor.fleet.pricing.data import Mix, Paying, Period, Pricing, Unpriced
from advisor.fleet.pricing.groups import Group, groups
from advisor.fleet.pricing.packing import packed
from advisor.fleet.pricing.reckoning import (
    NOR_HOW_OFTEN,
    NOT_SAID,
    NOTHING_FITS,
    Market,
    Outcomes,
    Quote,
    alone,
    in_flight,
    mix,
    quote,
    rates_in,
    region_of,
)
from advisor.fleet.summary.ask import Source
from advisor.model import RuleBook

__all__ = ["Paying", "Pricing", "pricing"]


def pricing(source: Source, paying: Paying, found: Period) -> Pricing:
    """The costs of the jobs of a summary; AdvisorError if a price file is wrong."""
    book = source.book
    several = groups(source)
    market = Market(book, engine(), paying, in_flight(book, several, found))
    told = [each for each in several if each.priced > 0]
    quotes, unpriced = _quotes(market, told)
    quotes = packed(source, quotes)
    regions = tuple(dict.fromkeys(each.region for each in quotes))
    unsaid = _unsaid(several, NOR_HOW_OFTEN if found.stated else NOT_SAID)
    bought = [(each, here) for each in quotes if (here := each.recommended) and here.cost]
    recommended = mix(market, bought)
    cheapest = mix(market, [(each, best) for each, _ in bought if (best := each.cheapest())])
    prices = tuple(_prices(book, paying, regions, (recommended, cheapest)))
    return Pricing(
        regions,
        found,
        sum(each.group.priced for each, _ in bought),
        recommended,
        cheapest,
        tuple(alone(market, quotes)) if bought else (),
        tuple(_together((*unsaid, *unpriced))),
        tuple(_assumed(paying, told)),
        prices,
        tuple(each for each in prices if is_stale(each, book, book.as_of)),
    )


def _quotes(market: Market, told: Sequence[Group]) -> tuple[list[Quote], list[Unpriced]]:
    """The quotes for the groups, and the groups without a price as recommended."""
    quotes: list[Quote] = []
    unpriced: list[Unpriced] = []
    known: Outcomes = {}
    for group in told:
        region = region_of(group, market.paying)
        try:
            rates = rates_in(market.book, region, market.paying)
        except MissingPriceError as missing:
            unpriced.append(_unpriced(group, str(missing)))
            continue
        quotes.append(quote(market, group, rates, known))
        here = quotes[-1].recommended
        if here is None:
            unpriced.append(_unpriced(group, NOTHING_FITS))
        elif here.cost is None:
            unpriced.append(_unpriced(group, f"{here.platform.title}: {here.why}"))
    return quotes, unpriced


def _unsaid(several: Iterable[Group], why: str) -> Iterator[Unpriced]:
    for each in several:
        if each.jobs > each.priced:
            share = (each.jobs - each.priced) / each.jobs
            yield Unpriced(each.jobs - each.priced, each.hours * share, why)


def _unpriced(group: Group, why: str) -> Unpriced:
    return Unpriced(group.priced, group.hours * group.priced / group.jobs, why)


def _together(several: Iterable[Unpriced]) -> Iterator[Unpriced]:
    """One entry per reason, most jobs first."""
    found: dict[str, Unpriced] = {}
    for each in several:
        before = found.get(each.why, Unpriced(0, 0, each.why))
        found[each.why] = Unpriced(before.jobs + each.jobs, before.hours + each.hours, each.why)
    yield from sorted(found.values(), key=lambda each: -each.jobs)


def _prices(
    book: RuleBook, paying: Paying, regions: Iterable[str], mixes: tuple[Mix, ...]
) -> Iterator[Price]:
    """The price rows in the bills."""
    bills = [
        bill for each in mixes for part in each.parts
        for bill in (part.amount.least, part.amount.most)
    ]  # fmt: skip
    names = dict.fromkeys(line.price_id for bill in bills for line in bill)
    for region in regions:
        rows = rates_in(book, region, paying).prices.rows
        yield from (rows[name] for name in names if name in rows)


def _assumed(paying: Paying, told: Sequence[Group]) -> Iterator[str]:
    """The assumptions behind all sums."""
    unnamed = [each for each in told if not isinstance(each.facts.get("region"), str)]
    if unnamed and paying.region is None:
        yield f"the Region {region_of(unnamed[0], paying)}, since none is given"
    yield (
        "on EC2 from jobs that fill the instances without gaps to an instance for each job, with "
        "its start and idling"
    )
    yield "no retries, no data transfer, no logs, no free tier, no tax"
