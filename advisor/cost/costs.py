"""The costs of every platform for one workload, and what follows from comparing them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from advisor.condition import Value
from advisor.cost.bill import Rates
from advisor.cost.breakeven import BreakEven, break_evens
from advisor.cost.feasible import Seen
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

# For a spec without a Region: the one with the most services, whose prices are quoted most often.
DEFAULT_REGION = "us-east-1"


@dataclass(frozen=True, slots=True, repr=False)
class Costs(Shown):
    """What a month costs on every platform; `problem` says why nothing is priced.

    `options` are sorted by their dearer end, the cheapest first, those without a price last.
    `cheaper` are the options whose dearer end is still below the recommended one's cheaper end
    divided by `factor`. Prices older than `price_age` seconds are `stale`.

    Without `runs_per_month` the sums are of one run, and `use.monthly` is false. For a range of
    runs a month these are the costs at its lower end, and `upper` has those at the upper end.
    """

    region: str
    prices: Prices | None
    use: Use
    assumed: tuple[str, ...]
    factor: float
    price_age: float
    recommended: Platform | None
    options: tuple[Priced, ...] = ()
    cheaper: tuple[Priced, ...] = ()
    break_evens: tuple[BreakEven, ...] = ()
    savings: tuple[Saving, ...] = ()
    stale: tuple[Price, ...] = ()
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
        """Whether a platform needs a row of its own: EKS costs what EC2 does, so one is enough."""
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
        found = curves(self.question, fact, wanted, self.recommended, ends)
        if found is None or self.upper is None:
            return found
        until = self.upper.use.runs
        return found._replace(
            crossings=tuple(each._replace(until=until) for each in found.crossings)
        )


def costs(
    book: RuleBook,
    engine: Engine,
    facts: Mapping[str, Value],
    recommended: Platform | None,
    terms: Terms | None = None,
    runs: Range | None = None,
) -> Costs | None:
    """The costs for completed facts; None if it is unknown how long a run takes.

    `runs` is given where `runs_per_month` is a range, which the facts cannot hold.
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
    month = use(book, facts)
    if month is None:
        return None
    terms = terms or Terms()
    region, assumed = _region(facts, terms)
    prices = terms.own(region) or shipped_prices(book.folder, region)
    nothing_priced = Costs(
        region,
        None,
        month,
        assumed=assumed,
        factor=book.number("cost.cheaper_factor"),
        price_age=book.number("cost.price_age"),
        recommended=recommended,
    )
    if prices is None or prices.region != region:
        return replace(nothing_priced, problem=no_prices(book, region, prices))
    rates = Rates(prices, terms)
    options = tuple(sorted(_options(book, engine, facts, month, rates), key=_order))
    if not month.monthly and not any(each.cost for each in options):
        return None  # neither how often it runs nor its size is known: there is nothing to say yet
    return _compared(nothing_priced, prices, options, Question(book, engine, facts, rates))


def _compared(
    costs: Costs, prices: Prices, options: tuple[Priced, ...], question: Question
) -> Costs:
    """The costs with the options, and what follows from comparing them."""
    chosen = costs.recommended
    here = next((each for each in options if each.platform == chosen and each.cost), None)
    monthly = costs.use.monthly
    return replace(
        costs,
        prices=prices,
        options=options,
        cheaper=tuple(_cheaper(options, here, costs.factor)),
        break_evens=tuple(break_evens(question, options, here)) if monthly else (),
        savings=tuple(savings(question, here)) if monthly else (),
        assumed=(*costs.assumed, *_always(question.facts)),
        stale=tuple(_stale(question.book, prices, options)),
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
    seen: Seen = {}
    for platform in book.platforms:
        yield price(book, engine, facts, platform, found, rates, seen)


def _order(each: Priced) -> tuple[bool, bool, float]:
    feasible = each.state is not PricedState.NOT_FEASIBLE
    return each.cost is None, not feasible, each.high


def _cheaper(options: tuple[Priced, ...], here: Priced | None, factor: float) -> Iterator[Priced]:
    for each in options:
        # An option that may yet be ruled out, or that only competes once named, is no better offer.
        if here is None or each.cost is None or each is here or each.rule is not None:
            continue
        if each.high > 0 and each.high * factor < here.low:
            yield each


def _always(facts: Mapping[str, Value]) -> Iterator[str]:
    if facts.get("typical_duration") == facts.get("duration"):
        yield "every run takes as long as the longest, since no `typical_duration` is given"
    yield "no retries, no data transfer, no logs, no tax"


def _stale(book: RuleBook, prices: Prices, options: tuple[Priced, ...]) -> Iterator[Price]:
    """The prices used in the bills that are older than `cost.price_age` allows."""
    bills = [bill for each in options if each.cost for bill in (each.cost.low, each.cost.high)]
    for name in dict.fromkeys(line.price_id for bill in bills for line in bill):
        if is_stale(prices.rows[name], book, book.as_of):
            yield prices.rows[name]


def is_stale(found: Price, book: RuleBook, today: date) -> bool:
    """Whether a price is older than `cost.price_age` allows."""
    return today - found.source.as_of > timedelta(seconds=book.number("cost.price_age"))
