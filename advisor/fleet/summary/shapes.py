"""The JSON structure of a summary, declared once: the contract and its schema follow it."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict  # pydantic reads the standard one only from Python 3.12 on

from advisor.report.cost_shapes import AmountDict, CostLineDict

SCHEMA_VERSION: Literal["1.0"] = "1.0"


class CountDict(TypedDict):
    """A number of jobs with their CPU hours, and their shares of all."""

    rows: int
    """Rows of the jobs; each may stand for many runs."""
    jobs: int | float
    """Runs that the rows stand for."""
    job_share: int | float | None
    """The part of all runs, 0 to 1; null where there are none."""
    cpu_hours: int | float
    """vCPU-hours of the runs of which they are known, to seven digits."""
    cpu_hour_share: int | float | None
    """The part of all known vCPU-hours, 0 to 1; null where none are known."""
    without_cpu_hours: int | float
    """Runs of which the vCPU-hours are not known."""


class ReasonDict(TypedDict):
    """What decided for some jobs."""

    decision: str
    """The question, such as `service` or `compute`."""
    choice: str | None
    """What was chosen; null where every option is ruled out."""
    rule: str | None
    """The code of the rule; null where no rule but the order of preference decided."""
    title: str | None
    source: str | None
    """The page that the rule rests on; null for a judgement of the rule book's authors."""
    count: CountDict


class PlatformDict(TypedDict):
    """The jobs of one platform, and why."""

    platform: str | None
    """Null where nothing fits."""
    title: str
    count: CountDict
    conditional: CountDict
    """Those of them whose answer depends on an unknown fact."""
    reasons: list[ReasonDict]
    """What decided each of the platform's choices, the most frequent first."""


class NearMissDict(TypedDict):
    """Jobs just beyond a limit that would run elsewhere within it."""

    rule: str
    title: str
    fact: str
    unit: str | None
    limit: int | float
    most: int | float
    """The value of those jobs that is farthest from the limit."""
    platform: str | None
    """Where they run as they are."""
    would_be: str
    """Where they would run with the fact at the limit."""
    count: CountDict
    shown: str
    """The same in words."""


class WasteDict(TypedDict):
    """What rounding up to sizes adds, weighted by the duration of jobs."""

    sizes_of: str
    fact: str
    added: int | float
    """What is added, as a share of what was asked for."""
    jobs: int | float
    shown: str


class HingeDict(TypedDict):
    """An unknown fact, and how many answers depend on it."""

    fact: str
    title: str
    count: CountDict
    alone: CountDict
    """Those that depend on this fact alone."""


class RefusedDict(TypedDict):
    """Rows or values that could not be read."""

    number: int
    reason: str
    examples: list[str]


class TookDict(TypedDict):
    """A column of the jobs, and where it was taken from."""

    column: str
    source: str
    how: str


class FleetPartDict(TypedDict):
    """What the jobs on one platform cost."""

    platform: str
    jobs: int | float
    cost: AmountDict
    least: list[CostLineDict]
    most: list[CostLineDict]


class FleetMixDict(TypedDict):
    """A way to run all priced jobs."""

    cost: AmountDict
    platforms: list[FleetPartDict]


class FleetAloneDict(TypedDict):
    """One platform for all: what the jobs that it can run cost."""

    platform: str
    jobs: int | float
    """Jobs that it can run and that have a price there."""
    cost: AmountDict
    cost_as_recommended: AmountDict
    """What those same jobs cost as recommended."""
    cannot: int | float
    """Jobs that a rule keeps from it."""
    rule: str | None
    """The rule that keeps most of them away."""
    not_sure: int | float
    """Jobs among `jobs` that a fact which is not known may yet keep away."""
    not_priced: str | None
    """Why it has no price for jobs that it can run."""


class NotPricedDict(TypedDict):
    """Jobs without a price, and why."""

    jobs: int | float
    cpu_hours: int | float
    why: str


class FleetPriceDict(TypedDict):
    """A price row that the bills name."""

    id: str
    unit: str
    price: int | float
    """In USD for one unit; of tiers the first, of a range the dearer end."""
    as_of: str
    """The day that the price held, as YYYY-MM-DD."""
    url: str | None
    stale: bool


class FleetCostsDict(TypedDict):
    """What the jobs cost, in USD."""

    regions: list[str]
    period: Literal["month", "once"]
    """A month, or all the jobs, each as often as it is listed."""
    days: int | float | None
    """The days of the log, of which a month is worked out."""
    jobs: int | float
    """Jobs that are priced."""
    recommended: FleetMixDict
    cheapest: FleetMixDict
    alone: list[FleetAloneDict]
    not_priced: list[NotPricedDict]
    assumed: list[str]
    prices: list[FleetPriceDict]


class SummaryDict(TypedDict):
    """Where the jobs of a history should run on AWS, and why."""

    schema_version: Literal["1.0"]
    """Grows behind the point when something is added, before it when something changes or goes."""
    jobs: str
    """What the jobs were read from."""
    total: CountDict
    platforms: list[PlatformDict]
    """The one with the most jobs first; what fits nowhere last."""
    rules: list[ReasonDict]
    """What decided, over all jobs, the most frequent first."""
    costs: FleetCostsDict | None
    """Null if not requested."""
    near_misses: list[NearMissDict]
    wastes: list[WasteDict]
    unknown: list[HingeDict]
    """The facts that would help most first."""
    refused: list[RefusedDict]
    took: list[TookDict]
    left_unknown: list[str]
    """What the log does not say, in words."""
    states: dict[str, int]
    """Runs by the state in which they ended; empty where the log has none."""
    rules_as_of: str
    """The day of the newest check of a limit, as YYYY-MM-DD."""
    advisor_version: str
