"""Writes prices as the file that `load` reads."""

from __future__ import annotations

import json
from collections.abc import Iterator

from advisor.cost.prices import Price, Prices, PriceSource, instance_id
from advisor.units import spell


def price_file(prices: Prices) -> str:
    """The whole file, ending in a newline."""
    return "\n".join(_lines(prices)) + "\n"


def _lines(prices: Prices) -> Iterator[str]:
    yield f"# List prices of {prices.region} in USD, written by `advisor prices refresh`."
    yield f"region: {prices.region}"
    yield f"currency: {prices.currency}"
    sources = {each.source: f"source-{i}" for i, each in enumerate(_one_each(prices), 1)}
    yield "sources:"
    for source, name in sources.items():
        yield f"  {name}: {_source(source)}"
    yield "prices:"
    for each in prices.rows.values():
        if not _is_instance(each):
            yield f"  {each.id}: {_price(each, sources[each.source])}"
    yield "instances:"
    for source, name in sources.items():
        yield from _instances(prices, source, name)


def _one_each(prices: Prices) -> Iterator[Price]:
    """The first price of each source."""
    seen: dict[PriceSource, Price] = {}
    for each in prices.rows.values():
        seen.setdefault(each.source, each)
    yield from seen.values()


def _is_instance(price: Price) -> bool:
    return price.unit == "h"


def _source(source: PriceSource) -> str:
    said = {"title": source.title, "url": source.url, "judgement": source.judgement}
    parts = [f"{key}: {json.dumps(value)}" for key, value in said.items() if value]
    return f"{{{', '.join((*parts, f'as_of: {source.as_of}', f'checked: {source.checked}'))}}}"


def _price(price: Price, source: str) -> str:
    parts = [f"unit: {price.unit}", _amount(price), f"source: {source}"]
    parts += [f"confidence: {price.confidence}"] if price.confidence else []
    parts += [f"disputed: {json.dumps(price.disputed)}"] if price.disputed else []
    return f"{{{', '.join(parts)}}}"


def _amount(price: Price) -> str:
    if price.range is not None:
        return f"range: [{spell(price.range[0], None)}, {spell(price.range[1], None)}]"
    if len(price.tiers) == 1:
        return f"price: {spell(price.price, None)}"
    tiers = (f"{{from: {spell(b, None)}, price: {spell(p, None)}}}" for b, p in price.tiers)
    return f"tiers: [{', '.join(tiers)}]"


def _instances(prices: Prices, source: PriceSource, name: str) -> Iterator[str]:
    found = [e for e in prices.rows.values() if _is_instance(e) and e.source == source]
    for sure in dict.fromkeys(each.confidence for each in found):
        yield f"  - source: {name}"
        if sure:
            yield f"    confidence: {sure}"
        yield "    prices:"
        for each in sorted(found):
            if each.confidence == sure:
                yield f"      {each.id.removeprefix(instance_id(''))}: {spell(each.price, None)}"
