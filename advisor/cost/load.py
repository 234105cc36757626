"""Reads price files: the shipped ones by Region, or one of the user's own."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.cost.prices import Price, Prices, PriceSource, instance_id

if TYPE_CHECKING:
    from advisor.cost.shapes import PriceShape, PricesShape
    from advisor.reading import Document
    from advisor.rulebook.sources import Complaints, KeyPath

FOLDER = "prices"
COMPILED = "prices.pickle"


@lru_cache(maxsize=16)
def shipped_prices(folder: Path, region: str) -> Prices | None:
    """The prices of a Region that came with a rule book; None if it has none."""
    compiled = folder / COMPILED
    if compiled.is_file():
        found: Prices | None = pickle.loads(compiled.read_bytes()).get(region)  # noqa: S301  # a file of our own wheel, as trusted as its code
        return found
    path = folder / FOLDER / f"{region}.yaml"
    return prices_from(path) if path.is_file() else None


def shipped_regions(folder: Path) -> tuple[str, ...]:
    """The Regions that a rule book has prices of."""
    return tuple(sorted(path.stem for path in (folder / FOLDER).glob("*.yaml")))


def compiled_prices(folder: Path) -> bytes:
    """All shipped prices as bytes: reading the YAML takes as long as the rest of a start."""
    read = {region: prices_from(folder / FOLDER / f"{region}.yaml")
            for region in shipped_regions(folder)}  # fmt: skip
    lean = {region: each._replace(path=f"rules/{FOLDER}/{region}.yaml")
            for region, each in read.items()}  # fmt: skip
    return pickle.dumps(lean, protocol=pickle.HIGHEST_PROTOCOL)


def prices_from(path: Path) -> Prices:
    """The prices of a file; AdvisorError with every mistake in it and its place."""
    from advisor.cost.shapes import PricesShape
    from advisor.reading import read_file
    from advisor.rulebook.sources import Complaints
    from advisor.validation import validated

    document = read_file(path)
    shape = validated(PricesShape, document)
    complaints = Complaints()
    _check(document, shape, complaints)
    complaints.raise_if_any()
    rows = {price.id: price for price in _rows(shape)}
    return Prices(shape.region, shape.currency, rows, document.path)


def _check(document: Document, file: PricesShape, complaints: Complaints) -> None:
    """Note what the shape cannot check: missing sources, tiers out of order, types priced twice."""
    named: list[tuple[KeyPath, str]] = [
        *((("prices", name, "source"), each.source) for name, each in file.prices.items()),
        *((("instances", i, "source"), each.source) for i, each in enumerate(file.instances)),
    ]
    for path, source in named:
        if source not in file.sources:
            complaints.unknown(document, path, "one of the `sources`", source, file.sources)
    for name, each in file.prices.items():
        for message in _complaints(each):
            complaints.add(document, ("prices", name), message)
    seen: set[str] = set()
    for index, group in enumerate(file.instances):
        for name in group.prices:
            if name in seen:
                complaints.add(document, ("instances", index, "prices", name),
                               f"`{name}` has a price twice")  # fmt: skip
            seen.add(name)


def _complaints(price: PriceShape) -> Iterator[str]:
    begins = [tier.from_ for tier in price.tiers or ()]
    if price.tiers is not None and (not begins or begins[0] or begins != sorted(set(begins))):
        yield "the first tier must begin at 0, and each later one further up"
    ends = price.range
    if ends is not None and (len(ends) != 2 or ends[0] > ends[1]):  # noqa: PLR2004  # a range has two ends
        yield "a range has a low and a high end, such as `[0.3, 0.5]`"


def _rows(file: PricesShape) -> Iterator[Price]:
    sources = {
        name: PriceSource(each.as_of, each.checked, each.title, each.url, each.judgement)
        for name, each in file.sources.items()
    }
    for name, each in file.prices.items():
        tiers = tuple((tier.from_, tier.price) for tier in each.tiers or ())
        if each.price is not None:
            tiers = ((0.0, each.price),)
        ends = (each.range[0], each.range[1]) if each.range else None
        source = sources[each.source]
        yield Price(name, each.unit, tiers, ends, source, each.confidence, each.disputed)
    for group in file.instances:
        for name, amount in group.prices.items():
            tiers = ((0.0, amount),)
            yield Price(
                instance_id(name), "h", tiers, None, sources[group.source], group.confidence
            )
