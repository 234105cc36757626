"""How much a workload uses in a month: how often, how long, how many at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from advisor.condition import UNKNOWN, Value
from advisor.model import RuleBook
from advisor.sizing import number

SECONDS_PER_HOUR = 3600  # a unit, not a limit
MIB_PER_GB = 1024  # AWS's price lists say GB and mean GiB


class Use(NamedTuple):
    """A month's use: runs, the seconds of a usual one, jobs that start at once, nodes of each.

    `steps` rounds a run up to the billed steps of time; without it, costs follow the straight line
    through the ends of the steps. `monthly` is false where `runs_per_month` is unknown: then there
    is one run, and what is billed by the month has no price.
    """

    runs: float
    duration: float
    at_once: float
    nodes: float
    month: float
    steps: bool = True
    monthly: bool = True

    @property
    def hours(self) -> float:
        """The hours that all runs of a month take together, counting one node each."""
        return self.runs * self.duration / SECONDS_PER_HOUR

    @property
    def in_flight(self) -> float:
        """How many jobs run at a time and could share an instance."""
        return max(self.at_once, self.hours / self.month)


def run_words(count: str) -> str:
    """A number of runs in words: `1 run`, `30 runs`."""
    return f"{count} run" if count == "1" else f"{count} runs"


def use(book: RuleBook, facts: Mapping[str, Value]) -> Use | None:
    """The use by these facts; None where the run time is unknown, or nothing runs."""
    runs, duration = facts.get("runs_per_month"), number(facts, "typical_duration")
    monthly = runs is not UNKNOWN
    runs = number(facts, "runs_per_month") if monthly else 1.0
    if not runs or not duration:
        return None
    return Use(
        runs,
        duration,
        number(facts, "jobs_at_once") or 1,
        number(facts, "nodes") or 1,
        book.number("cost.month"),
        monthly=monthly,
    )
