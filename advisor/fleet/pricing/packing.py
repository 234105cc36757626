"""What jobs cost on EC2 at the least: each with its exact vCPUs and memory, without gaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from advisor import sizing
from advisor.cost.instances import Shared
from advisor.cost.prices import instance_id
from advisor.cost.use import SECONDS_PER_HOUR
from advisor.fleet.pricing.groups import GROUPS, KINDS
from advisor.fleet.pricing.reckoning import Offer, Quote
from advisor.fleet.sql.dialects import number
from advisor.fleet.summary.ask import Source

Shelf = tuple[Shared, ...]  # the instance types that jobs of one size may share
# How long they use each type, in seconds of whole instances, by group and the number of its shelf.
Seconds = Mapping[tuple[int, int], Mapping[str, float]]

# A job takes the largest of its parts of vCPUs and memory (NULL, an unknown one, does not count) of
# the type on which that costs least.
_PACKED = """
WITH shelves(shelf, place, type, hourly, most_vcpus, most_memory, least) AS (VALUES {shelves}),
held(id, shelf) AS (VALUES {held}),
jobs AS (SELECT id, row_number() OVER () AS kind, kinds.priced_seconds, vcpus, memory
    FROM {kinds} AS kinds JOIN {groups} USING (priced_as) WHERE kinds.priced_seconds > 0),
parts AS (SELECT id, kind, shelf, place, type, hourly, priced_seconds,
    LEAST(1, GREATEST(least, vcpus / most_vcpus, memory / most_memory)) AS part
    FROM jobs JOIN held USING (id) JOIN shelves USING (shelf)),
best AS (SELECT DISTINCT ON (kind, shelf) id, shelf, type, priced_seconds * part AS seconds
    FROM parts ORDER BY hourly * part, place)
SELECT id, shelf, type, sum(seconds) FROM best GROUP BY ALL ORDER BY ALL
"""


def packed(source: Source, quotes: Sequence[Quote]) -> list[Quote]:
    """The quotes with the bills at the least on EC2 replaced by those of the jobs themselves."""
    shelves: dict[Shelf, int] = {}
    held: dict[tuple[int, int], None] = {}
    for quote in quotes:
        for offer in quote.offers.values():
            if offer.shared:
                shelf = shelves.setdefault(offer.shared, len(shelves))
                held[quote.group.id, shelf] = None
    if not held:
        return list(quotes)
    text = _PACKED.format(
        shelves=", ".join(_rows(shelves)),
        held=", ".join(map(str, held)),
        kinds=KINDS,
        groups=GROUPS,
    )
    seconds: dict[tuple[int, int], dict[str, float]] = defaultdict(dict)
    for id_, shelf, type_, each in source.rows(text):
        seconds[id_, shelf][type_] = float(each)
    return [_with(quote, shelves, seconds) for quote in quotes]


def _rows(shelves: Iterable[Shelf]) -> Iterator[str]:
    for shelf, types in enumerate(shelves):
        for place, each in enumerate(types):
            amounts = map(number, (each.hourly, each.vcpus, each.memory, each.least))
            yield f"({shelf}, {place}, '{each.type}', {', '.join(amounts)})"


def _with(quote: Quote, shelves: Mapping[Shelf, int], seconds: Seconds) -> Quote:
    """The quote with the instances that its jobs share."""
    offers = dict(quote.offers)
    for name, offer in offers.items():
        if offer.shared:
            offers[name] = _shared(quote, offer, seconds[quote.group.id, shelves[offer.shared]])
    return quote._replace(offers=offers)


def _shared(quote: Quote, offer: Offer, seconds: Mapping[str, float]) -> Offer:
    if offer.cost is None:
        return offer
    spot = offer.platform.choices.get("purchase") == "spot"
    share = quote.rates.spot("ec2")[0] if spot else None
    nodes = sizing.number(quote.group.facts, "nodes") or 1
    instances = (
        line
        for type_, each in seconds.items()
        for line in quote.rates.lines(
            instance_id(type_), each * nodes / SECONDS_PER_HOUR, type_, share
        )
    )
    rest = (line for line in offer.cost.low if not line.price_id.startswith(instance_id("")))
    return offer._replace(cost=offer.cost._replace(low=(*instances, *rest)))
