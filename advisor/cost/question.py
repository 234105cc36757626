"""What a workload costs, as a question that can be asked again with other facts."""

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

# The facts along which costs are compared: how often, how long, how large.
AXES = ("runs_per_month", "typical_duration", "memory")


class Question(NamedTuple):
    """Completed facts, the rules of a book, and the prices of a Region."""

    book: RuleBook
    engine: Engine
    facts: Mapping[str, Value]
    rates: Rates

    def changed(self, **changed: Value) -> Mapping[str, Value]:
        """The facts with some of them changed, and those derived from them."""
        return recomputed(self.book, {**self.facts, **changed})

    def moved(self, axis: str, value: float) -> Mapping[str, Value]:
        """The facts with another value along an axis."""
        # The longest run is at least as long as a usual one, and a limit may apply to either.
        if axis == "typical_duration":
            longest = max(value, number(self.facts, "duration") or 0)
            return self.changed(typical_duration=value, duration=longest)
        return self.changed(**{axis: value})

    def priced(self, facts: Mapping[str, Value], platform: Platform) -> Priced | None:
        """A platform's cost for changed facts; None where they do not say how long it runs."""
        then = use(self.book, facts)
        return price(self.book, self.engine, facts, platform, then, self.rates) if then else None
