"""Bills: lines of quantity times price, each traceable to its price row."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from advisor.cost.prices import Price, Prices, row
from advisor.cost.terms import Terms


class Line(NamedTuple):
    """Quantity times price, in USD; `factors` are discounts and Spot, each with its name."""

    label: str
    quantity: float
    unit: str
    price_id: str
    price: float
    factors: tuple[tuple[str, float], ...]

    @property
    def amount(self) -> float:
        """The cost of the line in USD."""
        return self.quantity * self.price * math.prod(factor for _, factor in self.factors)


Bill = tuple[Line, ...]


class Cost(NamedTuple):
    """What a month costs at the least and at the most, and the assumptions behind it."""

    low: Bill
    high: Bill
    size: str
    assumed: tuple[str, ...] = ()


class Rates(NamedTuple):
    """The prices of a Region on somebody's terms."""

    prices: Prices
    terms: Terms

    def lines(
        self, price_id: str, quantity: float, label: str, spot: float | None = None
    ) -> Iterator[Line]:
        """The lines of a quantity, one for each tier it reaches; Spot is a share of the price."""
        found, factors = row(self.prices, price_id), self._factors(price_id, spot)
        for amount, price in _tiers(found, quantity):
            yield Line(label, amount, found.unit, price_id, price, factors)

    def one(self, price_id: str, spot: float | None = None) -> float:
        """The price of the first unit."""
        factors = self._factors(price_id, spot)
        return row(self.prices, price_id).price * math.prod(factor for _, factor in factors)

    def _factors(self, price_id: str, spot: float | None) -> tuple[tuple[str, float], ...]:
        factors = self.terms.factors(price_id, spot=spot is not None)
        return factors if spot is None else (("Spot", spot), *factors)

    def spot(self, service: str) -> tuple[float, float]:
        """The least and the most of the On-Demand price that Spot costs."""
        found = row(self.prices, f"{service}.spot")
        return found.range or (found.price, found.price)


def _tiers(found: Price, quantity: float) -> Iterator[tuple[float, float]]:
    """The quantity in each tier with its price; the first tier is there for no quantity too."""
    ends = [begin for begin, _ in found.tiers[1:]]
    for (begin, price), end in zip(found.tiers, [*ends, math.inf], strict=True):
        if begin == 0 or quantity > begin:
            yield min(quantity, end) - begin, price


def merged(lines: Iterable[Line], prices: Prices) -> Bill:
    """Lines of one price as one, in the tiers that all of them together reach; the dearest first.

    The lines are of the same month and on the same terms.
    """
    labels: dict[tuple[str, tuple[tuple[str, float], ...]], str] = {}
    quantities: dict[tuple[str, tuple[tuple[str, float], ...]], list[float]] = {}
    for line in lines:
        key = line.price_id, line.factors
        labels.setdefault(key, line.label)
        quantities.setdefault(key, []).append(line.quantity)
    found = (
        Line(labels[key], amount, prices.rows[key[0]].unit, key[0], price, key[1])
        for key, several in quantities.items()
        for amount, price in _tiers(prices.rows[key[0]], math.fsum(several))
    )
    return tuple(sorted(found, key=lambda line: -line.amount))


def total(bill: Iterable[Line]) -> float:
    """The sum of a bill in USD."""
    return math.fsum(line.amount for line in bill)
