"""The costs in every format of a summary: two tables, and the sentences below them."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.cost.prices import Price
from advisor.cost.words import money
from advisor.display.phrases import listed
from advisor.fleet.pricing.data import Alone, Mix, Pricing
from advisor.fleet.summary import words
from advisor.fleet.summary.data import Count

Row = tuple[str, ...]
MIX_HEAD = ("", "as recommended", "jobs", "cheapest mix", "jobs")
ALONE_HEAD = ("", "it costs", "as recommended", "jobs", "cannot")
ALONE_TITLE = "All on one platform: the jobs that it can run, and what those cost as recommended"


def headline(pricing: Pricing) -> str:
    """The title of the costs, with Regions and period."""
    where = f" in {listed(pricing.regions)}" if pricing.regions else ""
    return f"What it costs{where}, in USD {period(pricing)}"


def period(pricing: Pricing) -> str:
    """The period of the sums in words."""
    found = pricing.period
    if found.stated:
        return "a month"
    if found.monthly:
        return f"a month (from the {found.days or 0:,.0f} days of the log)"
    return "for all the jobs, each as often as it is listed"


def mix_rows(pricing: Pricing) -> Iterator[Row]:
    """A row per platform with its costs and jobs in both mixes, then the sums."""
    mixes = (pricing.recommended, pricing.cheapest)
    platforms = {part.platform.id: part.platform for each in mixes for part in each.parts}
    for id_, platform in platforms.items():
        yield (platform.title, *(cell for each in mixes for cell in _bought(each, id_)))
    sums = (cell for each in mixes for cell in (money(each.low, each.high), f"{pricing.jobs:,.0f}"))
    yield ("together", *sums)


def _bought(mix: Mix, id_: str) -> Row:
    part = next((each.amount for each in mix.parts if each.platform.id == id_), None)
    return (money(part.low, part.high), f"{part.jobs:,.0f}") if part else ("", "")


def alone_rows(pricing: Pricing) -> Iterator[Row]:
    """A row per platform that can run jobs: their cost, and how many it cannot run."""
    for each in pricing.alone:
        if each.amount.jobs:
            found, same = each.amount, each.same
            yield (
                each.platform.title,
                money(found.low, found.high),
                money(same.low, same.high),
                f"{found.jobs:,.0f}",
                f"{each.cannot:,.0f}" if each.cannot else "",
            )


def unpriced(pricing: Pricing, total: Count) -> str:
    """The jobs that are in no sum, in words; empty if there are none."""
    jobs = sum(each.jobs for each in pricing.unpriced)
    return _part(jobs, sum(each.hours for each in pricing.unpriced), total) if jobs else ""


def _part(jobs: float, hours: float, total: Count) -> str:
    """Jobs with their share, and the share of their CPU hours."""
    part = words.share(jobs, total.jobs)
    if hours:
        part += f", {words.cpu_hours(hours)} or {words.share(hours, total.hours)}"
    return f"{words.jobs(jobs)} ({part})"


def notes(pricing: Pricing, total: Count) -> Iterator[str]:
    """What the sums leave out, and what they assume."""
    for each in pricing.unpriced:
        yield f"Not priced: {_part(each.jobs, each.hours, total)}: {each.why}"
    if not pricing.jobs:
        return
    yield from _cannot(pricing)
    yield (
        "The cheapest mix takes, for all jobs of one size that the rules treat alike, the platform "
        "that is cheapest at the dearer end of its range, of those that surely can run them."
    )
    yield f"Taken for granted: {'; '.join(pricing.assumed)}."
    yield from _dates(pricing)


def _cannot(pricing: Pricing) -> Iterator[str]:
    # Jobs without a price were not compared with platforms.
    priced = " of those with a price" if pricing.unpriced else ""
    some = (each for each in pricing.alone if each.amount.jobs and each.rule)
    for each in some:
        unsure = f"; of {words.jobs(each.unsure)} it is not sure" if each.unsure else ""
        if each.rule is not None:
            yield (
                f"{each.platform.title} cannot run {words.jobs(each.cannot)}{priced}, for most "
                f"since: {each.rule.title} ({each.rule.code}){unsure}"
            )
    by_rule: dict[str, list[Alone]] = {}
    for each in pricing.alone:
        if each.rule is not None and each.nowhere:
            by_rule.setdefault(f"{each.rule.title} ({each.rule.code})", []).append(each)
    for why, several in by_rule.items():
        yield f"No job{priced} can run on {listed(each.platform.title for each in several)}: {why}"
    for each in pricing.alone:
        if each.why:
            of = " for some jobs" if each.amount.jobs else ", and is not compared"
            yield f"{each.platform.title} has no price{of}: {each.why}"


def _dates(pricing: Pricing) -> Iterator[str]:
    if pricing.prices:
        days = sorted(each.source.as_of for each in pricing.prices)
        between = f"{days[0]}" if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
        yield f"List prices as of {between}; `advisor prices show` has each with its source."
    if pricing.stale:
        yield f"These prices are old: {', '.join(map(_named, pricing.stale))}"


def _named(price: Price) -> str:
    return f"`{price.id}` ({price.source.as_of})"
