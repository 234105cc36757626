"""The words of a break-even picture: its title, what its axes are, and what the curves say."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.cost.breakeven import BreakEven
from advisor.cost.costs import Costs
from advisor.cost.curves import Curves
from advisor.cost.question import AXES
from advisor.units import show

__all__ = ["called", "described", "dollars", "per", "remarks"]

_CALLED = {
    "runs_per_month": "runs a month", "typical_duration": "how long a usual run takes",
    "memory": "memory",
}  # fmt: skip
_MILLION, _BILLION = 6, 9  # powers of ten


def called(found: Curves) -> str:
    """The fact along which the curves go."""
    return _CALLED[found.fact]


def per(costs: Costs) -> str:
    """What the sums are for."""
    return "a month" if costs.use.monthly else "a run"


def dollars(power: int) -> str:
    """A power of ten as an amount of money: `$0.01`, `$10,000`, `$1 million`."""
    if power >= _BILLION:
        return f"${10 ** (power - _BILLION):,} bn"
    if power >= _MILLION:
        return f"${10 ** (power - _MILLION):,} million"
    return f"${10**power:,}" if power >= 0 else f"${10.0**power:.{-power}f}"


def remarks(costs: Costs, found: Curves, told: list[BreakEven]) -> Iterator[str]:
    """What the picture says below the crossings that it tells."""
    more = len(found.crossings) - len(told)
    drawn = [each.platform for each in found.curves]
    here = found.recommended if found.recommended in drawn else None
    if more:
        yield f"and {more} crossings that are further away"
    if here is None:
        yield "What is recommended has no price here, so that nothing is compared with it."
    elif len(found.curves) == 1:
        yield f"{here.title} alone can run it and has a price."
    elif not found.crossings:
        begin, end = (show(float(f"{each:.2g}"), found.unit) for each in (found.begin, found.end))
        runs = " runs a month" if found.fact == AXES[0] else ""
        span = f"{begin} and {end}{runs}"
        yield f"Nothing changes between {span}: no line crosses that of {here.title}."
    if costs.upper is not None and found.fact == AXES[0]:
        first, last = show(costs.use.runs), show(costs.upper.use.runs)
        yield f"Shaded is what the workload says: {first} to {last} runs a month."


def described(costs: Costs, found: Curves, told: list[BreakEven]) -> str:
    """The picture for those who do not see it."""
    named = ", ".join(each.platform.title for each in found.curves)
    sentences = "; ".join(each.sentence for each in told)
    parts = (
        f"USD {per(costs)} by {called(found)} for {named}.",
        f"{sentences[0].upper()}{sentences[1:]}." if sentences else "",
        *remarks(costs, found, told),
    )
    return " ".join(each for each in parts if each)
