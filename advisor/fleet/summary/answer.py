"""The two or three sentences with the result, at the start of every format."""

from __future__ import annotations

import math
from collections.abc import Iterator

from advisor.cost.words import money
from advisor.display.phrases import listed
from advisor.fleet.pricing.data import Pricing
from advisor.fleet.summary.data import Count, Share, Summary
from advisor.fleet.summary.money import period, unpriced
from advisor.fleet.summary.words import jobs as so_many
from advisor.fleet.summary.words import share

_DIGITS = 3  # of a sum in a sentence; the table has the exact one


def answer(summary: Summary) -> Iterator[str]:
    """Where most jobs go, what they cost, and how many answers are not settled and why."""
    if not summary.total.jobs:
        return
    yield _where(summary)
    if summary.pricing is not None:
        yield _cost(summary.pricing, summary.total)
    waiting = sum(each.conditional.jobs for each in summary.platforms)
    if waiting and summary.hinges:
        most = summary.hinges[0]
        part = share(waiting, summary.total.jobs)
        yield (
            f"The answer is not settled for {so_many(waiting)} ({part}): it depends on unknown "
            f"facts, for most on `{most.fact}` ({most.title})."
        )


def _where(summary: Summary) -> str:
    total = summary.total
    most = max(summary.platforms, key=lambda each: each.counted.jobs)
    if len(summary.platforms) == 1:
        return f"{most.platform.title} takes all jobs." if most.platform else "Nothing fits them."
    jobs = f"the most jobs ({share(most.counted.jobs, total.jobs)})"
    if not total.hours:
        return f"{_taking(most)} {jobs}."
    longest = max(summary.platforms, key=lambda each: each.counted.hours)
    hours = f"the most CPU hours ({share(longest.counted.hours, total.hours)})"
    second = hours if longest is most else f"{_taking(longest)} {hours}"
    return f"{_taking(most)} {jobs} and {second}."


def _taking(each: Share) -> str:
    return f"{each.platform.title} takes" if each.platform else "Nothing fits"


def _cost(found: Pricing, total: Count) -> str:
    left_out = unpriced(found, total)
    if not found.jobs:
        return f"What the jobs cost is not known: {found.unpriced[0].why}."
    low, high = (_about(each) for each in (found.recommended.low, found.recommended.high))
    where = listed(found.regions)
    if found.jobs < total.jobs / 2:
        some = f"{so_many(found.jobs)} ({share(found.jobs, total.jobs)})"
        those = f"{some} cost about {money(low, high)} {period(found)}"
        return f"In {where}, {those}; the other {left_out} have no price."
    without = f", not counting {left_out} without a price" if left_out else ""
    return f"In {where} that costs about {money(low, high)} {period(found)}{without}."


def _about(amount: float) -> float:
    """An amount rounded to a few digits."""
    if amount <= 0:
        return amount
    return round(amount, _DIGITS - 1 - math.floor(math.log10(amount)))
