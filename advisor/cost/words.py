"""Costs in the words of every report: rounded sums, table rows, sentences."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from advisor.cost.costs import Costs
from advisor.cost.options import Priced, PricedState
from advisor.cost.savings import Saving
from advisor.cost.use import run_words
from advisor.display.phrases import listed
from advisor.model import Rule
from advisor.units import show

# Run times and runs are known to three digits at best: above this, cents mean nothing.
_CENTS_BELOW = 100
_CENT = 0.01
TIMES = "\N{MULTIPLICATION SIGN}"
# The cost of a run is shown for enough runs to make it at least a cent.
_PER = ((1, "a run"), (1000, "1,000 runs"), (1_000_000, "a million runs"))


class Row(NamedTuple):
    """A priced option as a row of the table."""

    option: str
    size: str
    per_run: str
    per_month: str
    compared: str


def exactly(amount: float) -> str:
    """A sum within a working: to the cent, or to four digits below a dollar."""
    if amount == 0 or amount >= 1:
        return f"${amount:,.2f}"
    whole, _, part = f"{amount:.{3 - math.floor(math.log10(amount))}f}".partition(".")
    return f"${whole}.{part.rstrip('0').ljust(2, '0')}"


def price_words(amount: float) -> str:
    """A price with all the digits of a price list, without an exponent."""
    if amount == 0:
        return "$0"
    decimals = max(2, 5 - math.floor(math.log10(amount)))
    whole, _, part = f"{amount:,.{decimals}f}".partition(".")
    return f"${whole}.{part.rstrip('0').ljust(2, '0')}"


def money(low: float, high: float) -> str:
    """A sum or a range, rounded to what the run time and the number of runs justify."""
    ends = list(dict.fromkeys((_rounded(low), _rounded(high))))
    return " to ".join(ends)


def _rounded(amount: float) -> str:
    if amount >= _CENTS_BELOW:
        return f"${amount:,.0f}"
    if amount == 0 or amount >= _CENT:
        return f"${amount:,.2f}"
    return f"${amount:.{1 - math.floor(math.log10(amount))}f}"


def shown_options(costs: Costs) -> tuple[Priced, ...]:
    """The priced options that cost something different."""
    return tuple(each for each in costs.options if each.cost and costs.differs(each.platform))


def per(costs: Costs) -> tuple[int, str]:
    """For how many runs the cost of a run is shown, and the words for that."""
    least = min((each.high for each in shown_options(costs)), default=0.0) / costs.use.runs
    return next((each for each in _PER if least * each[0] >= _CENT), _PER[-1])


def columns(costs: Costs) -> tuple[str, ...]:
    """The fields of a row to show, the size last; the month only where it is known."""
    month = ("per_month",) if costs.use.monthly else ()
    return ("option", *month, "per_run", "compared", "size")


def head(costs: Costs) -> Row:
    """The heads of the columns."""
    return Row("option", "size", per(costs)[1], "a month", "compared")


def rows(costs: Costs) -> Iterator[Row]:
    """The table, the cheapest first."""
    count, _ = per(costs)
    here = costs.option(costs.recommended.id) if costs.recommended else None
    for each in shown_options(costs):
        scale = count / costs.use.runs
        yield Row(
            each.platform.title,
            each.cost.size if each.cost else "",
            money(each.low * scale, each.high * scale),
            _per_month(each, costs),
            _compared(each, here),
        )


def _per_month(each: Priced, costs: Costs) -> str:
    """What a month costs; for a range of runs at its lower end, then at its upper end."""
    if not costs.use.monthly:
        return "unknown"
    upper = costs.upper.option(each.platform.id) if costs.upper else None
    ends = [each] if upper is None or upper.cost is None else [each, upper]
    return "; ".join(money(end.low, end.high) for end in ends)


def _compared(each: Priced, here: Priced | None) -> str:
    if each is here:
        return "recommended"
    if here is None or here.cost is None or not here.low or not here.high:
        return ""
    ends = sorted((each.low / here.low, each.high / here.high))
    shown_ends = dict.fromkeys(_times(end) for end in ends)
    return f"{' to '.join(shown_ends)} {TIMES}"


def _times(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.2g}"  # noqa: PLR2004  # two digits


def period(costs: Costs) -> str:
    """The period that the sums are for."""
    if costs.upper is not None:
        return f"a month of {run_words(show(costs.use.runs))}"
    return "a month" if costs.use.monthly else "a run"


def headline(costs: Costs) -> str:
    """What the costs are for: how many runs, how long each, where."""
    run = show(costs.use.duration, "s")
    if not costs.use.monthly:
        return (
            f"a run of {run} in {costs.region}, in USD; how many there are in a month "
            "(`runs_per_month`) is not given, so what a month costs is not known"
        )
    if costs.upper is not None:
        first, last = show(costs.use.runs), show(costs.upper.use.runs)
        return (
            f"{first} to {run_words(last)} a month of {run} each in {costs.region}, in USD; what a "
            f"month of {run_words(first)} costs, and of {last}; all else is for {first}"
        )
    return f"{run_words(show(costs.use.runs))} a month of {run} each in {costs.region}, in USD"


def unpriced(costs: Costs) -> Iterator[str]:
    """The options without a price: the rule that rules them out, or what is missing."""
    if all(each.state is PricedState.NOT_FEASIBLE for each in costs.options):
        yield "nothing can run it, so nothing is priced"
        return
    out = [each for each in costs.options if each.state is PricedState.NOT_FEASIBLE and each.rule]
    by_rule: dict[str, list[str]] = {}
    for each in out:
        by_rule.setdefault(each.rule.code if each.rule else "", []).append(each.platform.title)
    if by_rule:
        found = (f"{listed(titles)} ({code})" for code, titles in sorted(by_rule.items()))
        yield f"not feasible: {'; '.join(found)}"
    missing = [each for each in costs.options if each.state is PricedState.NOT_PRICED]
    for why, several in groupby(missing, key=lambda each: each.why):
        yield f"not priced: {listed(each.platform.title for each in several)}: {why}"


def stale_words(costs: Costs) -> str:
    """That some prices are old, and how to get new ones; empty where none are."""
    if not costs.stale:
        return ""
    return (
        f"some prices are older than {show(costs.price_age, 's')}: `advisor prices refresh "
        f"--region {costs.region} -o prices.yaml` reads today's, and `--prices prices.yaml` "
        "uses them"
    )


def cheaper_words(costs: Costs) -> Iterator[str]:
    """Each option that costs far less than the recommended one, with its sum."""
    here = costs.option(costs.recommended.id) if costs.recommended else None
    shown = shown_options(costs)
    for each in costs.cheaper:
        if here is not None and each in shown:
            yield (
                f"{each.platform.title} would cost {_in_a_period(each, costs)}; this one costs "
                f"{_in_a_period(here, costs)}, more than {costs.factor:g} times as much. "
                "Cost alone decides nothing."
            )


def _in_a_period(each: Priced, costs: Costs) -> str:
    """The cost of a month, or of enough runs to make it at least a cent."""
    if costs.use.monthly:
        return f"{money(each.low, each.high)} {period(costs)}"
    count, words = per(costs)
    sums = money(each.low * count, each.high * count)
    return f"{sums} {words}" if count == 1 else f"{sums} for {words}"


def recommended_words(costs: Costs) -> str:
    """What the recommended option costs; empty where it is not priced."""
    here = costs.option(costs.recommended.id) if costs.recommended else None
    return _in_a_period(here, costs) if here and here.cost else ""


def saved_words(costs: Costs | None, rule: Rule) -> str:
    """What following the advice of a rule saves; empty where that is unknown."""
    found = [each for each in costs.savings if each.rule == rule] if costs else []
    return "; ".join(_saved(each) for each in found)


def saving_words(each: Saving) -> str:
    """What a change would save."""
    code = f" ({each.rule.code})" if each.rule else ""
    return f"{_saved(each)}{code}"


def _saved(each: Saving) -> str:
    off = money(max(0.0, each.off_low), max(0.0, each.off_high))
    return f"{each.text} a month costs {money(each.low, each.high)}, {off} less"


def cited_rules(costs: Costs) -> Iterable[Rule]:
    """The rules that the section on costs names."""
    for each in costs.options:
        if each.state is PricedState.NOT_FEASIBLE and each.rule:
            yield each.rule
    for saving in costs.savings:
        if saving.rule:
            yield saving.rule
