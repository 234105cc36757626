"""Prices each group of jobs by the cost model of single workloads, and sums up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from advisor.cost.bill import Cost, Line, Rates, merged
from advisor.cost.costs import DEFAULT_REGION, no_prices
from advisor.cost.feasible import Feasible, Seen, feasible
from advisor.cost.instances import Shared, shared
from advisor.cost.load import shipped_prices
from advisor.cost.options import bill_of, size_of
from advisor.cost.prices import MissingPriceError
from advisor.cost.use import SECONDS_PER_HOUR, Use
from advisor.engines import Engine
from advisor.fleet.pricing.data import Alone, Amount, Mix, Part, Paying, Period
from advisor.fleet.pricing.groups import Group
from advisor.model import Platform, Rule, RuleBook
from advisor.sizing import number

NOTHING_FITS = "nothing fits them"
NOT_SAID = "they do not say how long they run"
NOR_HOW_OFTEN = f"{NOT_SAID}, or how often a month"
_SHARED = "its environments are always up and shared by functions, which a history does not tell of"


class Offer(NamedTuple):
    """The cost of a platform for a group, or why there is none: a rule, or missing data.

    `sure` is whether the platform certainly can run the jobs; on EC2 they share the instances
    `shared` at the least.
    """

    platform: Platform
    sure: bool
    cost: Cost | None
    rule: Rule | None = None
    why: str = ""
    shared: tuple[Shared, ...] = ()


class Quote(NamedTuple):
    """The offers of all platforms for a group, by id, at the prices of a Region."""

    group: Group
    rates: Rates
    offers: Mapping[str, Offer]

    @property
    def region(self) -> str:
        """The Region of the prices."""
        return self.rates.prices.region

    @property
    def recommended(self) -> Offer | None:
        """The offer of the recommended platform; None if nothing fits."""
        return self.offers.get(self.group.platform or "")

    def cheapest(self) -> Offer | None:
        """The sure or recommended offer with the lowest upper bound of the cost."""
        here = self.recommended
        sure = (each for each in self.offers.values() if each.cost and (each.sure or each is here))
        return min(sure, key=lambda each: (_high(each), each is not here), default=None)


def _high(offer: Offer) -> float:
    return sum(line.amount for line in offer.cost.high) if offer.cost else 0.0


class Market(NamedTuple):
    """What all quotes depend on: the rules, the terms, how many jobs run at once."""

    book: RuleBook
    engine: Engine
    paying: Paying
    at_once: float


def in_flight(book: RuleBook, several: Iterable[Group], found: Period) -> float:
    """The average number of jobs that run at once, in a month or in the days of the log."""
    month = book.number("cost.month")
    hours = found.days * 24 if found.days and not found.monthly else month
    return max(1.0, sum(each.seconds for each in several) / SECONDS_PER_HOUR / hours)


def region_of(group: Group, paying: Paying) -> str:
    """The Region in which a group is priced."""
    stated = group.facts.get("region")
    if isinstance(stated, str):
        return stated
    own = paying.terms.prices
    return paying.region or (own.region if own else DEFAULT_REGION)


def rates_in(book: RuleBook, region: str, paying: Paying) -> Rates:
    """The prices in a Region; MissingPriceError if there are none."""
    prices = paying.terms.own(region) or shipped_prices(book.folder, region)
    if prices is None or prices.region != region:
        raise MissingPriceError(no_prices(book, region, prices))
    return Rates(prices, paying.terms)


Outcomes = dict[tuple[object, ...], tuple[Feasible, ...]]


def quote(market: Market, group: Group, rates: Rates, known: Outcomes) -> Quote:
    """The offers of all platforms; EKS costs as much as ECS, so it only counts if recommended.

    `known` keeps the outcomes of the rules for groups that are alike.
    """
    if group.alike not in known:
        known[group.alike] = tuple(_outcomes(market, group))
    offers = {
        each.id: _offer(market, group, each, outcome, rates)
        for each, outcome in zip(market.book.platforms, known[group.alike], strict=True)
        if each.choices.get("orchestrator") != "eks" or each.id == group.platform
    }
    return Quote(group, rates, offers)


def _outcomes(market: Market, group: Group) -> Iterator[Feasible]:
    seen: Seen = {}
    for each in market.book.platforms:
        yield feasible(market.book, market.engine, group.facts, each, seen)


def _offer(
    market: Market, group: Group, platform: Platform, outcome: Feasible, rates: Rates
) -> Offer:
    if outcome.truth is False:
        return Offer(platform, False, None, outcome.rule)
    sure = outcome.truth is True
    if "lambda-managed-instances" in platform.choices.values():
        return Offer(platform, sure, None, why=_SHARED)
    try:
        return _priced(market, group, Offer(platform, sure, None), rates)
    except MissingPriceError as missing:
        return Offer(platform, sure, None, why=str(missing))


def _priced(market: Market, group: Group, offer: Offer, rates: Rates) -> Offer:
    """The offer with its cost; MissingPriceError without a price."""
    book, facts, platform = market.book, group.facts, offer.platform
    size, use = size_of(book, facts, platform), _use(market, group, platform)
    if platform.choices.get("service") == "lambda" and group.lambda_:
        size = size._replace(memory=group.lambda_memory / group.lambda_)
    cost = bill_of(book, facts, platform, size, use, rates)
    if platform.choices.get("compute") != "ec2":
        return offer._replace(cost=cost)
    spot = platform.choices.get("purchase") == "spot"
    return offer._replace(cost=cost, shared=shared(book, facts, size, use, rates, spot=spot))


def _use(market: Market, group: Group, platform: Platform) -> Use:
    """The runs a month with their average billed duration."""
    seconds = group.seconds
    if platform.choices.get("service") == "lambda":
        seconds = group.lambda_
    elif platform.choices.get("compute") == "fargate":
        seconds = group.fargate
    facts = group.facts
    return Use(
        group.runs,
        seconds / group.runs,
        max(market.at_once, number(facts, "jobs_at_once") or 1),
        number(facts, "nodes") or 1,
        market.book.number("cost.month"),
        steps=False,
    )


Bought = tuple[Quote, Offer]


def amount(market: Market, several: Sequence[Bought]) -> Amount:
    """The jobs and bills of some offers, at the price tiers that their total reaches."""
    by_region: dict[str, list[Cost]] = defaultdict(list)
    for found, offer in several:
        if offer.cost is not None:
            by_region[found.region].append(offer.cost)
    least: list[Line] = []
    most: list[Line] = []
    for region, costs in by_region.items():
        prices = rates_in(market.book, region, market.paying).prices
        least += merged((line for each in costs for line in each.low), prices)
        most += merged((line for each in costs for line in each.high), prices)
    return Amount(sum(found.group.priced for found, _ in several), tuple(least), tuple(most))


def mix(market: Market, several: Iterable[Bought]) -> Mix:
    """The costs of some offers by platform, the most expensive first."""
    by_platform: dict[str, list[Bought]] = defaultdict(list)
    for found, offer in several:
        by_platform[offer.platform.id].append((found, offer))
    parts = (Part(each[0][1].platform, amount(market, each)) for each in by_platform.values())
    return Mix(tuple(sorted(parts, key=lambda each: (-each.amount.high, each.platform.id))))


def alone(market: Market, quotes: Sequence[Quote]) -> Iterator[Alone]:
    """Each platform for all jobs, unless there is nothing to say about it."""
    for platform in market.book.platforms:
        offered = [
            (each, each.offers[platform.id]) for each in quotes if platform.id in each.offers
        ]
        if not offered or platform.choices.get("orchestrator") == "eks":
            continue
        can = [(found, offer) for found, offer in offered if offer.cost is not None]
        against: dict[str, float] = defaultdict(float)
        rules: dict[str, Rule] = {}
        for found, offer in offered:
            if offer.rule is not None:
                rules[offer.rule.code] = offer.rule
                against[offer.rule.code] += found.group.priced
        why = next((offer.why for _, offer in offered if offer.why), "")
        if not can and not against and not why:
            continue
        same = [(found, here) for found, _ in can if (here := found.recommended) is not None]
        unsure = sum(found.group.priced for found, offer in can if not offer.sure)
        rule = rules[max(against, key=lambda code: against[code])] if against else None
        bought, kept = amount(market, can), amount(market, same)
        out = len(offered) == sum(offer.rule is not None for _, offer in offered)
        cannot = sum(against.values())
        yield Alone(platform, bought, kept, cannot, rule, unsure, nowhere=out, why=why)
