"""The first screen: why this platform, why not others, how near it was, what would change it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.decide import considered
from advisor.explain import Explanation, Flip, HeldLimit, Reason
from advisor.model import Rule
from advisor.outcome import Standing, State, Status, Taken
from advisor.report.conflicts import conflicts
from advisor.report.words import (
    NOTHING,
    close_calls,
    margins_in_sight,
    option_title,
    platform_title,
    sides,
    size_words,
)
from advisor.units import show

_MOST = 4


class Line(NamedTuple):
    """An option with one line about it; `reason` is the rule behind it, if any."""

    title: str
    words: str
    reason: Reason | None = None


class Dependence(NamedTuple):
    """An unknown fact with the answer for each of its values."""

    fact: str
    title: str
    rows: tuple[tuple[str, str], ...]


def chosen_lines(explanation: Explanation) -> tuple[Line, ...]:
    """Each choice that has a reason, with the first one."""
    found = [line for taken in explanation.taken if (line := _chosen(taken, explanation))]
    return tuple(found[:_MOST])


def _chosen(taken: Taken, explanation: Explanation) -> Line | None:
    if taken.choice is None:
        return None
    option = taken.decision.option(taken.choice)
    here = explanation.reasons[taken.decision.id, taken.choice]
    known = [each for each in here if each.truth and each.strength]
    if known:
        return Line(option.title, known[0].because, known[0])
    if len(taken.decision.options) > 1 and option.because:
        return Line(option.title, option.because)
    return None


def losing_lines(explanation: Explanation) -> tuple[Line, ...]:
    """Each option that competed and lost, with the first reason against it."""
    found = [
        _losing(taken, standing, explanation)
        for taken in explanation.taken
        for standing in taken.standings
        if standing.state is not State.CHOSEN and competes(standing, explanation)
    ]
    return tuple(found)


def competes(standing: Standing, explanation: Explanation) -> bool:
    """Whether an option can win; an alternative only if the workload names it."""
    named = considered(explanation.book, explanation.outcome.facts)
    return not standing.option.alternative or standing.option.id in named


def _losing(taken: Taken, standing: Standing, explanation: Explanation) -> Line:
    reasons = explanation.reasons[taken.decision.id, standing.option.id]
    title = standing.option.title
    against = [each for each in reasons if each.truth and not each.strength]
    if standing.state is State.RULED_OUT and against:
        return Line(title, against[0].because, against[0])
    if standing.state is State.OPEN:
        return Line(title, "may still win, once what is not given is known")
    if standing.option.id in close_calls(taken, explanation):
        return Line(title, "nearly as much speaks for it")
    chosen = option_title(taken, taken.choice)
    favoured = taken.choice is not None and any(
        each.truth and each.strength
        for each in explanation.reasons[taken.decision.id, taken.choice]
    )
    if favoured:
        return Line(title, f"would do too; more speaks for {chosen}")
    if taken.choice is not None and taken.decision.option(taken.choice).alternative:
        return Line(title, f"would do too; {chosen} is named in `consider`, and so comes first")
    return Line(title, f"would do too; {chosen} is the default where nothing tells them apart")


def near_lines(explanation: Explanation) -> tuple[HeldLimit, ...]:
    """The limits that are used most."""
    return margins_in_sight(explanation)[:_MOST]


def change_lines(explanation: Explanation) -> tuple[tuple[str, str, tuple[Rule, ...]], ...]:
    """The smallest changes, each with where it leads and its rules."""
    return tuple(
        (change_words(flip, explanation), flip_title(flip, explanation), flip.rules)
        for flip in explanation.flips
    )


def change_words(flip: Flip, explanation: Explanation) -> str:
    """A change in words, with the present value."""
    if flip.fact not in explanation.stated:
        return flip.words
    return f"{flip.words} (now {show(flip.before, explanation.book.facts[flip.fact].unit)})"


def flip_title(flip: Flip, explanation: Explanation) -> str:
    """Where a change leads, and whether that is certain."""
    unsure = flip.status is Status.CONDITIONAL is not explanation.status
    return platform_title(explanation, flip.platform) + (" (conditional)" if unsure else "")


def figures(explanation: Explanation) -> tuple[tuple[str, str], ...]:
    """The size to request and its cost, with their names, if known."""
    from advisor.cost.words import per, rows

    found = []
    size = size_words(explanation.sizing) if explanation.sizing else ""
    if size:
        found.append(("Size", size))
    costs = explanation.costs
    if costs is None or costs.problem:
        return tuple(found)
    for row in rows(costs):
        if row.compared == "recommended":
            found.append((per(costs)[1].capitalize(), row.per_run))
            found.extend([("A month", row.per_month)] if costs.use.monthly else [])
    return tuple(found)


def dependences(explanation: Explanation) -> tuple[Dependence, ...]:
    """The unknown facts that a conditional answer depends on."""
    facts = explanation.book.facts
    return tuple(
        Dependence(name, facts[name].title, tuple(sides(explanation, name)))
        for name in explanation.depends_on
    )


def lead(explanation: Explanation) -> str:
    """A sentence on how sure an answer is that is not settled."""
    if explanation.status is Status.NO_FIT:
        alone = len(conflicts(explanation)) == 1
        return (
            "Nothing on offer can meet this." if alone else "These demands contradict each other."
        )
    told = dependences(explanation)
    if any(len({title for _, title in each.rows} - {NOTHING}) > 1 for each in told):
        return "This is the answer as far as is known; it depends on what is not given:"
    return "It holds, unless a size that is not given is beyond all there is:"


def configured(explanation: Explanation) -> Iterator[str]:
    """The fields that come from a project's configuration and not from the spec."""
    document = explanation.document
    if document is None or not document.text or not isinstance(document.value, dict):
        return
    if document.in_use:  # definitions do not have fields of a spec
        return
    yield from (name for name in document.value if document.place(name) is None)
