"""The part of the JSON structure that says what it costs."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict  # pydantic reads the standard one only from Python 3.12 on


class AmountDict(TypedDict):
    """A sum in USD, from the least to the most; both are one where nothing is open."""

    low: int | float
    high: int | float


class FactorDict(TypedDict):
    """What a price is multiplied by."""

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
    """At the upper end of a range of runs; all else is at the lower one."""
    relative: AmountDict | None
    """The cost as a multiple of the recommended option's: least over least, most over most."""
    least: list[CostLineDict]
    """The working of the least."""
    most: list[CostLineDict]
    """The working of the most."""
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
    """A price row that a working names."""

    id: str
    unit: str
    price: int | float
    """In USD for one unit; of tiers the first, of a range the dearer end."""
    confidence: str | None
    disputed: str | None
    """What another source says."""
    stale: bool
    """Whether it is older than prices may be, against the day of the rules."""
    source: PriceSourceDict


class BreakEvenDict(TypedDict):
    """Where the cheaper of two platforms changes, each at its dearer end."""

    fact: str
    unit: str | None
    now: int | float
    value: int | float
    cheaper: str
    """The platform that costs less beyond the value, seen from now."""
    dearer: str
    within: bool | None
    """Whether it lies within the range of runs a month; null where none was given."""
    shown: str


class SavingDict(TypedDict):
    """A change that would cost less, with the rule that advises it."""

    rule: str | None
    shown: str
    per_month: AmountDict
    saved: AmountDict


class CostsDict(TypedDict):
    """What a month costs on each platform, in USD; it decides nothing."""

    region: str
    currency: Literal["USD"]
    runs_per_month: int | float | None
    """Of a range the lower end; null where nobody says, and the sums are then of one run."""
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
