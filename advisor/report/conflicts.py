"""Why no platform fits: the contradicting demands, and the known class of the workload."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from advisor.decide import considered
from advisor.explain import Explanation, Reason
from advisor.model import RulesOut
from advisor.outcome import Status, Taken
from advisor.rulebook.promises import NoFit


@dataclass(frozen=True, slots=True)
class Conflict:
    """A rule that holds and rules out options of a decision, of which none is left."""

    decision: str
    options: tuple[str, ...]
    reason: Reason


def conflicts(explanation: Explanation) -> tuple[Conflict, ...]:
    """The fewest rules that together rule out every option of a decision; empty if one fits."""
    for taken in explanation.taken:
        if taken.status is Status.NO_FIT:
            return _fewest(taken, explanation)
    return ()


def class_words(no_fit: NoFit) -> str:
    """A known class of workloads that nothing fits, why nothing does, and the way out, in words."""
    known = f"Nothing fits the class `{no_fit.id}`, {no_fit.title}: {no_fit.because}"
    return f"{known}. Way out: {no_fit.way_out}"


def competing(taken: Taken, explanation: Explanation) -> tuple[str, ...]:
    """The options of a decision that may win; alternatives only if the workload names them."""
    named = considered(explanation.book, explanation.outcome.facts)
    return tuple(
        each.id for each in taken.decision.options if not each.alternative or each.id in named
    )


def _fewest(taken: Taken, explanation: Explanation) -> tuple[Conflict, ...]:
    options = competing(taken, explanation)
    every = _conflicts(taken, options, explanation)
    # With two or three options this is quick; among equally few, the rule book's order decides.
    for count in range(1, len(options) + 1):
        for several in combinations(every, count):
            if {option for each in several for option in each.options} == set(options):
                return several
    return every


def _conflicts(
    taken: Taken, options: tuple[str, ...], explanation: Explanation
) -> tuple[Conflict, ...]:
    found: dict[str, Conflict] = {}
    for option in options:
        for reason in explanation.reasons[taken.decision.id, option]:
            effect = reason.rule.effect
            if reason.truth and isinstance(effect, RulesOut) and reason.rule.id not in found:
                out = tuple(each for each in effect.options if each in options)
                found[reason.rule.id] = Conflict(taken.decision.id, out, reason)
    return tuple(found.values())
