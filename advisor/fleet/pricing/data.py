"""The frozen data of the costs of a fleet: as recommended, cheapest, on one platform."""

from __future__ import annotations

from typing import NamedTuple

from advisor.cost.bill import Bill, total
from advisor.cost.prices import Price
from advisor.cost.terms import Terms
from advisor.model import Platform, Rule


class Paying(NamedTuple):
    """The terms of prices; `region` is for jobs that do not state one."""

    region: str | None = None
    terms: Terms = Terms()


class Period(NamedTuple):
    """The period of the sums: a month, or all jobs once; `days` are those that the log covers."""

    monthly: bool
    days: float | None = None
    stated: bool = False  # the jobs state how often a month they run


class Amount(NamedTuple):
    """A number of jobs, and the lowest and highest bill for them, in USD."""

    jobs: float = 0.0
    least: Bill = ()
    most: Bill = ()

    @property
    def low(self) -> float:
        """The sum at the least."""
        return total(self.least)

    @property
    def high(self) -> float:
        """The sum at the most."""
        return total(self.most)


class Part(NamedTuple):
    """The cost of the jobs on one platform."""

    platform: Platform
    amount: Amount


class Mix(NamedTuple):
    """A way to run all priced jobs, by platform, the most expensive first."""

    parts: tuple[Part, ...]

    @property
    def low(self) -> float:
        """The sum at the least."""
        return sum(each.amount.low for each in self.parts)

    @property
    def high(self) -> float:
        """The sum at the most."""
        return sum(each.amount.high for each in self.parts)


class Alone(NamedTuple):
    """One platform for all jobs: the cost of those that it can run, and how many it cannot run.

    `same` is the cost of those jobs as recommended. `rule` excludes most of the others; `unsure`
    are jobs that an unknown fact may exclude. `nowhere` means that rules exclude all jobs; `why` is
    the reason if the platform has no price for jobs that it can run.
    """

    platform: Platform
    amount: Amount
    same: Amount
    cannot: float
    rule: Rule | None
    unsure: float
    nowhere: bool = False
    why: str = ""


class Unpriced(NamedTuple):
    """Jobs without a price, their known CPU hours, and the reason."""

    jobs: float
    hours: float
    why: str


class Pricing(NamedTuple):
    """The costs of a fleet; `unpriced` has the jobs without a price.

    The cheapest mix takes for each group of jobs the platform with the lowest upper bound of the
    cost, of those that surely can run them. `jobs` is the number of priced jobs; `stale` are
    outdated prices.
    """

    regions: tuple[str, ...]
    period: Period
    jobs: float
    recommended: Mix
    cheapest: Mix
    alone: tuple[Alone, ...]
    unpriced: tuple[Unpriced, ...]
    assumed: tuple[str, ...]
    prices: tuple[Price, ...]
    stale: tuple[Price, ...]
