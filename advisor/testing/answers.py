"""What a book answers to a case, and how that differs from what the case expects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from advisor.condition import Facts, Truth, Value, truth
from advisor.decide import decide
from advisor.facts import complete
from advisor.model import Rule, RuleBook
from advisor.outcome import Outcome
from advisor.testing.cases import Case, CaseShape

__all__ = ["Answer", "Trees", "answer", "differences"]


class Trees:
    """An engine that walks the condition trees: a book evaluated once is not worth compiling."""

    name = "trees"

    def evaluate(self, rules: Sequence[Rule], facts: Facts) -> Sequence[Truth]:
        """What each rule's condition says of the facts."""
        return [truth(rule.when, facts) for rule in rules]


class Answer(NamedTuple):
    """The outcome for a case, and the truth of every rule that was evaluated."""

    outcome: Outcome
    held: frozenset[str]
    possible: frozenset[str]
    advised: frozenset[str]


def answer(book: RuleBook, case: Case, facts: Mapping[str, Value] | None = None) -> Answer:
    """What the book answers; `facts` are the completed facts of the case, if they are at hand."""
    engine = Trees()
    outcome = decide(book, complete(book, case.stated) if facts is None else facts, engine)
    findings = [
        finding
        for taken in outcome.decisions.values()
        if taken is not None
        for standing in taken.standings
        for finding in standing.findings
    ]
    truths = zip(book.advice, engine.evaluate(book.advice, outcome.facts), strict=True)
    return Answer(
        outcome,
        _names(each.rule for each in findings if each.truth),
        _names(each.rule for each in findings),
        _names(rule for rule, value in truths if value),
    )


def _names(rules: Iterable[Rule]) -> frozenset[str]:
    """The ids and the codes of rules: a case may name either."""
    return frozenset(name for rule in rules for name in (rule.id, rule.code))


def differences(case: Case, found: Answer) -> Iterator[str]:
    """How the answer differs from what the case expects, each difference a sentence."""
    shape, outcome = case.shape, found.outcome
    platform = outcome.platform.id if outcome.platform else None
    if case.tells_platform and platform != shape.platform:
        yield f"the platform is {_named(platform)} and not {_named(shape.platform)}"
    expected = shape.status or ("settled" if case.tells_platform else None)
    if expected is not None and outcome.status != expected:
        yield f"the status is {outcome.status} and not {expected}"
    yield from _in_decisions(case, outcome)
    yield from _in_rules(shape, found)


def _in_rules(shape: CaseShape, found: Answer) -> Iterator[str]:
    for name in shape.because:
        if name not in found.held:
            yield f"`{name}` does not hold"
    for name in shape.silent:
        if name in found.possible:
            yield f"`{name}` {'holds' if name in found.held else 'may hold'}"
    for name in shape.advice:
        if name not in found.advised:
            yield f"`{name}` is not advised"
    for name in shape.no_advice:
        if name in found.advised:
            yield f"`{name}` is advised"


def _in_decisions(case: Case, outcome: Outcome) -> Iterator[str]:
    shape = case.shape
    for decision, taken in outcome.decisions.items():
        choice = taken.choice if taken else None
        if decision in shape.choices and choice != shape.choices[decision]:
            yield f"`{decision}` is {_named(choice)} and not {_named(shape.choices[decision])}"
        if decision in shape.not_asked and taken is not None:
            yield f"`{decision}` is asked"
        for name in shape.near_ties.get(decision, ()):
            if taken is None or name not in taken.near_ties:
                yield f"`{name}` is no near tie in `{decision}`"
        for name in shape.depends_on.get(decision, ()):
            if taken is None or name not in taken.depends_on:
                yield f"`{decision}` does not depend on `{name}`"
        for standing in taken.standings if taken else ():
            state = shape.alternatives.get(standing.option.id)
            if standing.option.alternative and state is not None and standing.state != state:
                yield f"`{standing.option.id}` is {standing.state} and not {state}"


def _named(name: str | None) -> str:
    return f"`{name}`" if name else "none"
