"""What a question costs along one fact each, as data for the script of a page, `assets/cost.js`."""

from __future__ import annotations

from typing import Any

from advisor.cost.costs import Costs
from advisor.cost.curves import Curves
from advisor.cost.question import AXES
from advisor.cost.use import run_words
from advisor.units import show

__all__ = ["costs_data"]


def costs_data(costs: Costs | None) -> dict[str, Any] | None:
    """The curves along each fact that the spec gives, in USD, or why there are none.

    None while the spec does not say enough for a price.
    """
    if costs is None:
        return None
    if costs.problem is not None:
        return {"problem": costs.problem}
    found = {fact: curves for fact in AXES if (curves := costs.curves(fact)) and curves.curves}
    if not found:
        return None
    return {
        "region": costs.region,
        "per": "A month" if costs.use.monthly else "A run",
        "lower": run_words(show(costs.use.runs)) if costs.upper else None,
        "axes": {fact: _axis(curves) for fact, curves in found.items()},
    }


def _axis(found: Curves) -> dict[str, Any]:
    return {
        "now": found.now,
        "curves": [
            {
                "platform": each.platform.id,
                "lines": [[list(at) for at in line] for line in each.lines],
            }
            for each in found.curves
        ],
    }
