"""Which rule made a decision: the value of `<decision>_rule` for one workload, in Python."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model import Favours, Rule, RulesOut, Strength
from advisor.outcome import Standing, Status, Taken


def deciding_rule(taken: Taken, considered: tuple[str, ...] = ()) -> str | None:
    """The code of the rule that separates the choice from the first of the other options.

    If that option is ruled out, its first reason against it; else the choice's first reason that
    the option lacks, of the strength that made the difference; None if the order of preference
    decided. If nothing fits, the first reason against the last option.
    """
    options = [
        each
        for each in sorted(taken.standings, key=lambda each: not each.option.alternative)
        if not each.option.alternative or each.option.id in considered
    ]
    if taken.status is Status.NO_FIT:
        return _code(_against(options[-1]))
    chosen = next(each for each in options if each.option.id == taken.choice)
    others = [each for each in options if each is not chosen]
    return _code(_reasons(chosen, others[0])) if others else None


def _code(rules: Iterator[Rule]) -> str | None:
    return next((rule.code for rule in rules), None)


def _reasons(chosen: Standing, other: Standing) -> Iterator[Rule]:
    """The rules that separate the chosen option from another, in order."""
    if next(_against(other), None) is not None:
        yield from _against(other)
    elif _strong(chosen) > _strong(other):
        yield from _own(chosen, other, "strong")
    elif _strong(chosen) == _strong(other) and _weak(chosen) > _weak(other):
        yield from _own(chosen, other, "weak")


def _own(chosen: Standing, other: Standing, strength: Strength) -> Iterator[Rule]:
    shared = {finding.rule.id for finding in other.findings}
    return (rule for rule in _favours(chosen, strength) if rule.id not in shared)


def _against(standing: Standing) -> Iterator[Rule]:
    for rule, truth in standing.findings:
        if truth and isinstance(rule.effect, RulesOut):
            yield rule


def _favours(standing: Standing, strength: Strength) -> Iterator[Rule]:
    for rule, truth in standing.findings:
        if truth and isinstance(rule.effect, Favours) and rule.effect.strength == strength:
            yield rule


def _groups(standing: Standing, strength: Strength) -> set[str]:
    return {rule.group or rule.id for rule in _favours(standing, strength)}


def _strong(standing: Standing) -> int:
    return len(_groups(standing, "strong"))


def _weak(standing: Standing) -> int:
    return len(_groups(standing, "weak") - _groups(standing, "strong"))
