"""The frozen data of what a fleet costs: as recommended, as cheap as can be, on one platform."""

from __future__ import annotations

from typing import NamedTuple

from advisor.cost.bill import Bill, total
from advisor.cost.prices import Price
from advisor.cost.terms import Terms
from advisor.model import Platform, Rule


class Paying(NamedTuple):
    """On what terms a fleet is priced; `region` is that of jobs which name none."""

    region: str | None = None
    terms: Terms = Terms()


class Period(NamedTuple):
    """What the sums are of: a month, or all jobs once; `days` are those that a log covers."""

    monthly: bool
    days: float | None = None
    stated: bool = False  # the jobs themselves say how often a month they run


class Amount(NamedTuple):
    """Jobs, and the bills of them at the least and at the most, in USD."""

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
    """What the jobs on one platform cost."""

    platform: Platform
    amount: Amount


class Mix(NamedTuple):
    """A way to run all priced jobs, platform by platform, the dearest first."""

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
    """One platform for all: what the jobs that it can run cost, and how many it cannot.

    `same` is what those jobs cost as recommended; `rule` keeps most of the others away, and
    `unsure` are jobs that a fact which is not known may yet keep away. `nowhere` says that rules
    keep all of them away; `why` is why it has no price for jobs that it can run.
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
    """Jobs that have no price, with the CPU hours of them that are known, and why."""

    jobs: float
    hours: float
    why: str


class Pricing(NamedTuple):
    """What a fleet costs; `unpriced` says why some of it, or nothing, is priced.

    The cheapest mix takes for each job the platform that is cheapest at its dearer end, of those
    that surely can run it. `jobs` are those that are priced; `stale` are prices that are too old.
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
