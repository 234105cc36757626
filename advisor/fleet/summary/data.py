"""The frozen data of a summary: what goes where and why, what is near, what is not known."""

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
    """How many rows, how many jobs those stand for, and the CPU hours (vCPU-h) that they take.

    `unhoured` are jobs of which nobody knows the CPU hours; they are missing in `hours`.
    """

    rows: int = 0
    jobs: float = 0.0
    hours: float = 0.0
    unhoured: float = 0.0

    @property
    def alone(self) -> bool:
        """Whether every row is one job."""
        return self.jobs == self.rows

    def plus(self, other: Count) -> Count:
        """Both together."""
        return Count(
            self.rows + other.rows,
            self.jobs + other.jobs,
            self.hours + other.hours,
            self.unhoured + other.unhoured,
        )


class Reason(NamedTuple):
    """What decided for some jobs; `rule` is None where the order of preference did."""

    decision: str
    option: str | None
    rule: Rule | None
    counted: Count


class Share(NamedTuple):
    """What goes to one platform, and why; `platform` is None where nothing fits.

    `conditional` are those of them whose answer hangs on what is not known.
    """

    platform: Platform | None
    counted: Count
    conditional: Count
    reasons: tuple[Reason, ...]


class NearMiss(NamedTuple):
    """Jobs that a rule keeps from a platform, and that are just beyond its limit.

    With `fact` at the `limit` the whole rule book says `to`; `most` is the value farthest from it.
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
    """What a fact's rounding up to a platform's sizes adds, each weighed by how long a job runs."""

    platform: str
    fact: str
    size: str
    asked: float
    given: float
    jobs: float

    @property
    def share(self) -> float:
        """What is added, as a share of what is asked for."""
        return self.given / self.asked - 1 if self.asked else 0.0


class Hinge(NamedTuple):
    """A fact that is not known: how many answers hang on it, and how many on nothing else."""

    fact: str
    title: str
    counted: Count
    alone: Count


@dataclass(frozen=True)
class Summary(Shown):
    """What the decisions for a history come to; `named` is what it was read from.

    `pricing` is what it costs; None where nobody asked.
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
    draw: Callable[[], Picture]
    pricing: Pricing | None = None

    def picture(self) -> Picture:
        """Where the jobs lie over run time and memory; drawn when it is asked for."""
        return self.draw()

    def to_html(self) -> str:
        """The summary as one HTML file, with its picture."""
        return self._written("html")

    def card(self) -> Card:
        """What a notebook shows of it."""
        from advisor.fleet.summary.card import summary_card

        return summary_card(self)

    def __repr__(self) -> str:
        return self.to_text()

    def to_text(self) -> str:
        """The summary as it is shown at a terminal."""
        return self._written("text")

    def to_markdown(self) -> str:
        """The summary as Markdown."""
        return self._written("markdown")

    def to_json(self) -> str:
        """The summary as JSON, in the structure that `advisor schema fleet` describes."""
        return self._written("json")

    def _written(self, form: str) -> str:
        from advisor.fleet.summary.formats import written

        return written(self, form)
