"""One question of what a workload costs, which can be asked again with other facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from advisor.condition import Value
from advisor.cost.bill import Rates
from advisor.cost.options import Priced, price
from advisor.cost.use import use
from advisor.engines import Engine
from advisor.facts import recomputed
from advisor.model import Platform, RuleBook
from advisor.sizing import number

# The facts along which costs are followed: how often, how long, how large.
AXES = ("runs_per_month", "typical_duration", "memory")


class Question(NamedTuple):
    """What is asked: completed facts, on the rules of a book, at the prices of a Region."""

    book: RuleBook
    engine: Engine
    facts: Mapping[str, Value]
    rates: Rates

    def changed(self, **changed: Value) -> Mapping[str, Value]:
        """The facts with some of them changed, and those derived from them."""
        return recomputed(self.book, {**self.facts, **changed})

    def moved(self, axis: str, value: float) -> Mapping[str, Value]:
        """The facts with another value along an axis."""
        # The longest run is no shorter than a usual one, and a limit may be on either.
        if axis == "typical_duration":
            longest = max(value, number(self.facts, "duration") or 0)
            return self.changed(typical_duration=value, duration=longest)
        return self.changed(**{axis: value})

    def priced(self, facts: Mapping[str, Value], platform: Platform) -> Priced | None:
        """A platform's costs for changed facts; None where they do not say how often."""
        then = use(self.book, facts)
        return price(self.book, self.engine, facts, platform, then, self.rates) if then else None
