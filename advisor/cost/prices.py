"""The frozen data of a price file: what one unit costs in one Region, its source and its day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple


class PriceSource(NamedTuple):
    """Where prices come from: the day they held, and the day somebody read it."""

    as_of: date
    checked: date
    title: str = ""
    url: str | None = None
    judgement: str | None = None


class Price(NamedTuple):
    """One price in USD: a number, the tiers of a month's use, or a range.

    `tiers` are (where the part begins, the price within it), the first beginning at nothing; a
    range is (low, high). A price of the unit `share` is a part of another price.
    """

    id: str
    unit: str
    tiers: tuple[tuple[float, float], ...]
    range: tuple[float, float] | None
    source: PriceSource
    confidence: str | None = None
    disputed: str | None = None

    @property
    def price(self) -> float:
        """The price of the first unit; for a range its dearer end."""
        return self.range[1] if self.range else self.tiers[0][1]


class Prices(NamedTuple):
    """The prices of one Region by id; that of an instance type is `ec2.` and its name."""

    region: str
    currency: str
    rows: Mapping[str, Price]
    path: str


class MissingPriceError(LookupError):
    """A price is missing; the message says of what."""


def row(prices: Prices, price_id: str) -> Price:
    """The price of that id; MissingPriceError without one."""
    found = prices.rows.get(price_id)
    if found is None:
        raise MissingPriceError(f"there is no price of `{price_id}` for {prices.region}")
    return found


def instance_id(instance_type: str) -> str:
    """The id of the On-Demand price of an instance type."""
    return f"ec2.{instance_type}"
