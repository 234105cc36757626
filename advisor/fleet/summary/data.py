"""The frozen data of a summary: shares, reasons, near misses, waste and unknown facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from advisor.display.card import Card
from advisor.display.shown import Shown
from advisor.fleet.jobs import Refused, Took
from advisor.fleet.pricing.data import Pricing
from advisor.model import Platform, Rule

if TYPE_CHECKING:
    from advisor.pictures.picture import Picture


class Count(NamedTuple):
    """The number of rows, of the jobs they stand for, and of their CPU hours (vCPU-h).

    `unhoured` are the jobs with unknown CPU hours, which `hours` leaves out.
    """

    rows: int = 0
    jobs: float = 0.0
    hours: float = 0.0
    unhoured: float = 0.0

    @property
    def alone(self) -> bool:
        """Whether every row is a single job."""
        return self.jobs == self.rows

    def plus(self, other: Count) -> Count:
        """The sum of both."""
        return Count(
            self.rows + other.rows,
            self.jobs + other.jobs,
            self.hours + other.hours,
            self.unhoured + other.unhoured,
        )


class Reason(NamedTuple):
    """What decided for some jobs; `rule` is None if the order of preference did."""

    decision: str
    option: str | None
    rule: Rule | None
    counted: Count


class Share(NamedTuple):
    """The jobs of one platform, and why; `platform` is None for jobs that nothing fits.

    `conditional` counts those whose answer depends on unknown facts.
    """

    platform: Platform | None
    counted: Count
    conditional: Count
    reasons: tuple[Reason, ...]


class NearMiss(NamedTuple):
    """Jobs just beyond the limit of a rule that keeps them from a platform.

    With `fact` at the `limit` the rule book recommends `to`; `most` is the value farthest from it.
    """

    rule: Rule
    fact: str
    unit: str | None
    limit: float
    most: float
    origin: Platform | None
    to: Platform
    counted: Count


class Waste(NamedTuple):
    """What rounding a fact up to a platform's sizes adds, weighted by the duration of jobs."""

    platform: str
    fact: str
    size: str
    asked: float
    given: float
    jobs: float

    @property
    def share(self) -> float:
        """The added amount as a share of the requested one."""
        return self.given / self.asked - 1 if self.asked else 0.0


class Hinge(NamedTuple):
    """An unknown fact: how many answers depend on it, and how many on it alone."""

    fact: str
    title: str
    counted: Count
    alone: Count


@dataclass(frozen=True)
class Summary(Shown):
    """The summary of the decisions for a history; `named` is the name of the history.

    `states` are the numbers of runs by the state in which they ended, as far as a log has it;
    `pricing` has the costs, None if not requested. `draw` makes the picture of so many jobs.
    """

    named: str
    as_of: date
    total: Count
    platforms: tuple[Share, ...]
    rules: tuple[Reason, ...]
    near_misses: tuple[NearMiss, ...]
    wastes: tuple[Waste, ...]
    hinges: tuple[Hinge, ...]
    refused: tuple[Refused, ...]
    took: tuple[Took, ...]
    left_unknown: tuple[str, ...]
    states: tuple[tuple[str, int], ...]
    draw: Callable[[float], Picture]
    pricing: Pricing | None = None

    def picture(self) -> Picture:
        """The picture of the jobs over run time and memory; drawn when first used."""
        return self.draw(self.total.jobs)

    def to_html(self) -> str:
        """The summary as one HTML file with its picture."""
        return self._written("html")

    def card(self) -> Card:
        """The summary as a card for notebooks."""
        from advisor.fleet.summary.card import summary_card

        return summary_card(self)

    def __repr__(self) -> str:
        return self.to_text()

    def to_text(self) -> str:
        """The summary as text for a terminal."""
        return self._written("text")

    def to_markdown(self) -> str:
        """The summary as Markdown."""
        return self._written("markdown")

    def to_json(self) -> str:
        """The summary as JSON in the structure of `advisor schema fleet`."""
        return self._written("json")

    def _written(self, form: str) -> str:
        from advisor.fleet.summary.formats import written

        return written(self, form)
