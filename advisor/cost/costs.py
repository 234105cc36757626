"""The costs of every platform for one workload, and what follows from comparing them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from advisor.condition import Value
from advisor.cost.bill import Rates
from advisor.cost.breakeven import BreakEven, break_evens
from advisor.cost.load import shipped_prices, shipped_regions
from advisor.cost.options import Priced, PricedState, price
from advisor.cost.prices import Price, Prices
from advisor.cost.question import AXES, Question
from advisor.cost.savings import Saving, savings
from advisor.cost.terms import Terms
from advisor.cost.use import Use, use
from advisor.display.card import Card
from advisor.display.shown import Shown
from advisor.engines import Engine
from advisor.facts import recomputed
from advisor.fields import Range
from advisor.model import Platform, RuleBook

if TYPE_CHECKING:
    from advisor.cost.curves import Curves

__all__ = ["Costs", "costs", "is_stale"]

# Where nobody says a Region: the one with the most services and the prices most often quoted.
DEFAULT_REGION = "us-east-1"


@dataclass(frozen=True, slots=True, repr=False)
class Costs(Shown):
    """What a month costs on every platform; `problem` says why nothing is priced.

    `options` has the cheapest first (by its dearer end), then what has no price; `cheaper` are
    those that cost far less than the recommended one even at their dearer end. Where nobody says
    how often it runs, sums are of one run and `use.monthly` is false. Of a range of runs a month
    this is the lower end, and `upper` the same at the upper one.
    """

    region: str
    prices: Prices | None
    use: Use
    options: tuple[Priced, ...]
    cheaper: tuple[Priced, ...]
    break_evens: tuple[BreakEven, ...]
    savings: tuple[Saving, ...]
    assumed: tuple[str, ...]
    stale: tuple[Price, ...]
    factor: float
    price_age: float
    recommended: Platform | None
    problem: str | None = None
    question: Question | None = None
    upper: Costs | None = None

    def __repr__(self) -> str:
        here = self.recommended.id if self.recommended else None
        return f"<{type(self).__name__}: region={self.region!r}, recommended={here!r}>"

    def card(self) -> Card:
        """What a notebook shows: the options, what changes them, and the working."""
        from advisor.cost.card import costs_card

        return costs_card(self)

    @property
    def rows(self) -> tuple[dict[str, Any], ...]:
        """Every option as a row of plain values (sums in USD), which data frames take."""
        from advisor.cost.card import cost_rows

        return cost_rows(self)

    def option(self, platform_id: str | None) -> Priced | None:
        """The costs of the platform of that id."""
        return next((each for each in self.options if each.platform.id == platform_id), None)

    def differs(self, platform: Platform) -> bool:
        """Whether it costs something of its own: EKS costs what EC2 does, and one is enough."""
        if platform == self.recommended:
            return True
        chosen = self.recommended.choices if self.recommended else {}
        same = {**chosen, "orchestrator": "ecs"}
        return platform.choices.get("orchestrator") != "eks" and not (
            chosen.get("orchestrator") == "eks" and platform.choices == same
        )

    def curves(self, fact: str, ends: tuple[float, float] | None = None) -> Curves | None:
        """What every platform costs along `runs_per_month`, `typical_duration` or `memory`.

        `ends` are runs a month, seconds or MiB, a thousandfold either way where they are not
        given. None where nothing is priced or the fact is not known; AdvisorError for another fact.
        """
        # Imported here: a table of costs needs no curve.
        from advisor.cost.curves import curves

        if self.question is None:
            return None
        wanted = tuple(e.platform for e in self.options if self.differs(e.platform))
        return curves(self.question, fact, wanted, self.recommended, ends)


def costs(
    book: RuleBook,
    engine: Engine,
    facts: Mapping[str, Value],
    recommended: Platform | None,
    terms: Terms | None = None,
    runs: Range | None = None,
) -> Costs | None:
    """The costs for completed facts; None where they do not say how long it runs.

    `runs` are the ends of `runs_per_month` where no fact is known of it.
    """
    if runs is None:
        return _costs(book, engine, facts, recommended, terms)
    lower, upper = (
        _costs(book, engine, recomputed(book, {**facts, AXES[0]: end}), recommended, terms)
        for end in runs
    )
    if lower is None or upper is None:
        return None
    told = tuple(each._replace(until=runs.high) for each in lower.break_evens)
    return replace(lower, upper=upper, break_evens=told)


def _costs(
    book: RuleBook,
    engine: Engine,
    facts: Mapping[str, Value],
    recommended: Platform | None,
    terms: Terms | None,
) -> Costs | None:
    found = use(book, facts)
    if found is None:
        return None
    terms = terms or Terms()
    region, assumed = _region(facts, terms)
    prices = terms.own(region) or shipped_prices(book.folder, region)
    factor, age = book.number("cost.cheaper_factor"), book.number("cost.price_age")
    if prices is None or prices.region != region:
        problem = no_prices(book, region, prices)
        return Costs(
            region, None, found, (), (), (), (), assumed, (), factor, age, recommended, problem
        )
    rates = Rates(prices, terms)
    question = Question(book, engine, facts, rates)
    options = tuple(sorted(_options(book, engine, facts, found, rates), key=_order))
    here = next((each for each in options if each.platform == recommended and each.cost), None)
    if not found.monthly and not any(each.cost for each in options):
        return None  # neither how often nor how large: there is nothing to say yet
    return Costs(
        region,
        prices,
        found,
        options,
        tuple(_cheaper(options, here, factor)),
        tuple(break_evens(question, options, here)) if found.monthly else (),
        tuple(savings(question, here)) if found.monthly else (),
        (*assumed, *_always(facts)),
        tuple(_stale(book, prices, options)),
        factor,
        age,
        recommended,
        question=question,
    )


def _region(facts: Mapping[str, Value], terms: Terms) -> tuple[str, tuple[str, ...]]:
    given = facts.get("region")
    if isinstance(given, str):
        return given, ()
    region = terms.prices.region if terms.prices else DEFAULT_REGION
    return region, (f"no `region` is given: prices of {region}",)


def no_prices(book: RuleBook, region: str, prices: Prices | None) -> str:
    """Why nothing is priced in a Region; `prices` are those given, of another one."""
    if prices is not None:
        return f"the prices given are of {prices.region}, and the workload runs in {region}"
    known = ", ".join(shipped_regions(book.folder)) or "none"
    return (
        f"there are no prices of {region} here (only of {known}): "
        f"`advisor prices refresh --region {region} -o prices.yaml` reads them, and "
        "`--prices prices.yaml` uses them"
    )


def _options(
    book: RuleBook, engine: Engine, facts: Mapping[str, Value], found: Use, rates: Rates
) -> Iterator[Priced]:
    for platform in book.platforms:
        yield price(book, engine, facts, platform, found, rates)


def _order(each: Priced) -> tuple[bool, bool, float]:
    feasible = each.state is not PricedState.NOT_FEASIBLE
    return each.cost is None, not feasible, each.high


def _cheaper(options: tuple[Priced, ...], here: Priced | None, factor: float) -> Iterator[Priced]:
    for each in options:
        # What may yet be ruled out, or needs to be named to compete, is no better offer.
        if here is None or each.cost is None or each is here or each.rule is not None:
            continue
        if each.high > 0 and each.high * factor < here.low:
            yield each


def _always(facts: Mapping[str, Value]) -> Iterator[str]:
    if facts.get("typical_duration") == facts.get("duration"):
        yield "every run takes as long as the longest, since no `typical_duration` is given"
    yield "no retries, no data transfer, no logs, no tax"


def _stale(book: RuleBook, prices: Prices, options: tuple[Priced, ...]) -> Iterator[Price]:
    """The prices that the bills rest on and that are older than a price may be."""
    bills = [bill for each in options if each.cost for bill in (each.cost.low, each.cost.high)]
    for name in dict.fromkeys(line.price_id for bill in bills for line in bill):
        if is_stale(prices.rows[name], book, book.as_of):
            yield prices.rows[name]


def is_stale(found: Price, book: RuleBook, today: date) -> bool:
    """Whether a price is older than a price may be."""
    return today - found.source.as_of > timedelta(seconds=book.number("cost.price_age"))
