"""What the examples and cases of a book leave untested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeGuard

from advisor.condition import OPERATORS, Compare, Constant, Facts, leaves, truth
from advisor.errors import Place
from advisor.model import Rule, Table
from advisor.rulebook.examples import example_facts
from advisor.testing.answers import Answer, answer
from advisor.testing.suite import Suite

__all__ = ["Gap", "gaps"]

# The largest step from a limit: one unit, or this share of the limit.
_SHARE = 1 / 50


class Gap(NamedTuple):
    """Something that no example and no case tests."""

    kind: str
    name: str
    path: str = ""
    place: Place | None = None


def gaps(suite: Suite) -> Iterator[Gap]:
    """Rules never fired or never silent, thresholds with one side, options and platforms unseen."""
    answers = [answer(suite.book, case) for case in suite.cases]
    yield from _rule_gaps(suite, answers)
    yield from _option_gaps(suite, answers)
    yield from _platform_gaps(suite, answers)


def _rule_gaps(suite: Suite, answers: Sequence[Answer]) -> Iterator[Gap]:
    in_cases = [each.outcome.facts for each in answers]
    for rule in suite.rules:
        shown = [*(example_facts(suite.book, each) for each in rule.examples), *in_cases]
        truths = {truth(rule.when, facts) for facts in shown}
        if True not in truths:
            yield Gap("never fired", rule.id, rule.path, rule.place)
        if False not in truths:
            yield Gap("never silent", rule.id, rule.path, rule.place)
        for name in _one_sided(rule, shown, suite):
            yield Gap("threshold with one side", f"{rule.id}: {name}", rule.path, rule.place)


def _option_gaps(suite: Suite, answers: Sequence[Answer]) -> Iterator[Gap]:
    chosen = {
        (taken.decision.id, taken.choice)
        for each in answers
        for taken in each.outcome.decisions.values()
        if taken is not None
    }
    for decision in suite.draft.decisions.values():
        for option in decision.options:
            name = option.shape.id
            if option.pack in suite.packs and (decision.id, name) not in chosen:
                place = option.document.place(*option.path)
                path = option.document.path
                yield Gap("option never chosen", f"{decision.id}: {name}", path, place)


def _platform_gaps(suite: Suite, answers: Sequence[Answer]) -> Iterator[Gap]:
    reached = {each.outcome.platform.id for each in answers if each.outcome.platform}
    for platform in suite.draft.platforms:
        if platform.pack in suite.packs and platform.shape.id not in reached:
            place = platform.document.place(*platform.path)
            yield Gap("platform never reached", platform.shape.id, platform.document.path, place)


def _one_sided(rule: Rule, shown: Sequence[Facts], suite: Suite) -> Iterator[str]:
    """The limits of a rule that are not tested both at their value and a step beyond it."""
    for leaf in leaves(rule.when):
        match leaf:
            case Compare(fact, operator, Constant(int() | float() as limit, str() as name)) if (
                not isinstance(suite.book.limits[name].current.value, Table)
            ):
                pass
            case _:
                continue
        values = [value for facts in shown if _is_number(value := facts[fact])]
        holds = OPERATORS[operator]
        near = [each for each in values if each != limit and _near(each, limit)]
        if limit not in values or not any(holds(n, limit) != holds(limit, limit) for n in near):
            yield f"`{fact}` and `{name}`"


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _near(value: float, limit: float) -> bool:
    return abs(value - limit) <= max(1, limit * _SHARE)
