"""The card of a summary for notebooks: where the jobs go and why, their costs, the picture."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.display.card import Card, Drawing, Part, Section, Table
from advisor.fleet.summary import money, words
from advisor.fleet.summary.answer import answer
from advisor.fleet.summary.data import Summary


def summary_card(summary: Summary) -> Card:
    """The card of a summary; long parts are folded."""
    total = summary.total
    picture = summary.picture()
    near = tuple(words.near(each, total) for each in summary.near_misses)
    return Card(
        "fleet",
        words.headline(summary),
        " ".join([*answer(summary), *words.below(summary)]),
        sections=(
            Section("Where they go", (_platforms(summary),)),
            Section(picture.title, (Drawing(picture.svg, picture.description),)),
            Section("Why", (_reasons(summary),)),
            *_costs(summary),
            Section("Near misses", near),
            Section("What rounding up to sizes adds", tuple(map(words.waste, summary.wastes))),
            Section("What is not known", tuple(words.hinge(e, total) for e in summary.hinges)),
            Section("What could not be read", tuple(words.refused(summary)), folded=True),
            Section("What was read", (_took(summary), *words.noted(summary)), folded=True),
        ),
        note=f"Rules and limits as of {summary.as_of}.",
    )


def _platforms(summary: Summary) -> Table:
    total = summary.total
    rows = (
        (
            words.platform(each.platform),
            f"{each.counted.jobs:,.0f}",
            words.share(each.counted.jobs, total.jobs),
            words.amount(each.counted.hours) if total.hours else "",
            words.share(each.counted.hours, total.hours),
            f"{each.conditional.jobs:,.0f}" if each.conditional.jobs else "",
        )
        for each in summary.platforms
    )
    return Table(tuple(rows), ("platform", "jobs", "", "CPU hours", "", "not settled"))


def _reasons(summary: Summary) -> Table:
    rows = (
        (words.platform(each.platform), f"{reason.counted.jobs:,.0f}", words.why(reason))
        for each in summary.platforms
        for reason in words.telling(each)
    )
    return Table(tuple(rows), ("platform", "jobs", "since"))


def _costs(summary: Summary) -> Iterator[Section]:
    found = summary.pricing
    if found is None:
        return
    notes: tuple[Part, ...] = tuple(money.notes(found, summary.total))
    if not found.jobs:
        yield Section("What it costs", notes)
        return
    mixes = Table(tuple(money.mix_rows(found)), ("platform", *money.MIX_HEAD[1:]))
    alone = Table(tuple(money.alone_rows(found)), ("platform", *money.ALONE_HEAD[1:]))
    yield Section(money.headline(found), (mixes,))
    yield Section(money.ALONE_TITLE, (alone,))
    yield Section("What the costs leave out, and take for granted", notes, folded=True)


def _took(summary: Summary) -> Table:
    rows = tuple((f"`{each.column}`", each.source, each.how) for each in summary.took)
    return Table(rows, ("column", "from", "how"))
