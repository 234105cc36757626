"""The part of the JSON structure about costs."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict  # pydantic reads the standard one only from Python 3.12 on


class AmountDict(TypedDict):
    """A sum in USD, from the least to the most; both are equal if nothing is open."""

    low: int | float
    high: int | float


class FactorDict(TypedDict):
    """A factor of a price."""

    name: str
    """Spot, discount or Savings Plan."""
    factor: int | float


class CostLineDict(TypedDict):
    """Quantity times price times the factors."""

    label: str
    quantity: int | float
    unit: str
    price_id: str
    """The price row, among `prices`."""
    price: int | float
    factors: list[FactorDict]
    amount: int | float


class CostOptionDict(TypedDict):
    """What a platform costs, or why it is not priced."""

    platform: str
    title: str
    state: Literal["priced", "not_feasible", "not_priced"]
    recommended: bool
    rule: str | None
    """The code of the rule that rules it out, or, for a priced one, may once a fact is known."""
    why: str | None
    """Why it is not priced."""
    size: str | None
    per_run: AmountDict | None
    per_month: AmountDict | None
    per_month_to: AmountDict | None
    """At the upper end of a range of runs; all other sums are at the lower end."""
    relative: AmountDict | None
    """The cost as a multiple of the recommended option's: least over least, most over most."""
    least: list[CostLineDict]
    """The working of the lower end."""
    most: list[CostLineDict]
    """The working of the upper end."""
    assumed: list[str]


class PriceSourceDict(TypedDict):
    """Where a price comes from."""

    title: str
    url: str | None
    judgement: str | None
    as_of: str
    """The day the price held, as YYYY-MM-DD."""
    checked: str
    """The day the source was read."""


class PriceDict(TypedDict):
    """A row of prices that the working uses."""

    id: str
    unit: str
    price: int | float
    """In USD for one unit; of tiers the first, of a range the dearer end."""
    confidence: str | None
    disputed: str | None
    """What another source gives."""
    stale: bool
    """Whether it is older than prices may be, against the day of the rules."""
    source: PriceSourceDict


class BreakEvenDict(TypedDict):
    """The value from which another of two platforms is cheaper, by the dearer end of each."""

    fact: str
    unit: str | None
    now: int | float
    value: int | float
    cheaper: str
    """The platform that costs less beyond the value, seen from now."""
    dearer: str
    within: bool | None
    """Whether it is within the range of runs a month; null if no range was given."""
    shown: str


class SavingDict(TypedDict):
    """A change that would lower the cost, with the rule that advises it."""

    rule: str | None
    shown: str
    per_month: AmountDict
    saved: AmountDict


class CostsDict(TypedDict):
    """The cost of a month on each platform, in USD; it decides nothing."""

    region: str
    currency: Literal["USD"]
    runs_per_month: int | float | None
    """The lower end of a range; null if the spec does not state it, and sums are for one run."""
    runs_per_month_to: int | float | None
    """Of a range the upper end."""
    duration: int | float
    """Of a usual run, in s."""
    problem: str | None
    """Why nothing is priced; null where something is."""
    options: list[CostOptionDict]
    """The cheapest first, then those without a price."""
    cheaper: list[str]
    """The platforms that cost less than the recommended one by more than `factor`."""
    factor: int | float
    break_evens: list[BreakEvenDict]
    savings: list[SavingDict]
    assumed: list[str]
    prices: list[PriceDict]
    """Each price that a working names."""
