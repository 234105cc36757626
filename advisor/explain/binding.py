"""The rules behind a change of the answer: those that hold on only one side of it."""

from __future__ import annotations

from collections.abc import Callable

from advisor.condition import Value
from advisor.model import Rule
from advisor.outcome import Outcome

__all__ = ["just_short", "turning"]


def just_short(
    before: Value, after: Value, platform: str, at: Callable[[Value], Outcome]
) -> Outcome:
    """The outcome one step before a value; for a fact without steps, the outcome before."""
    if _is_number(before) and _is_number(after) and abs(before - after) > 1:  # type: ignore[operator]  # numbers
        step = 1 if before > after else -1  # type: ignore[operator]  # numbers
        near = at(after + step)  # type: ignore[operator]  # numbers
        if near.platform is None or near.platform.id != platform:
            return near
    return at(before)


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def turning(here: Outcome, there: Outcome) -> tuple[Rule, ...]:
    """The rules that hold on only one side, in the first decision whose choice differs."""
    for name, taken in here.decisions.items():
        other = there.decisions[name]
        if taken is None or other is None or taken.choice == other.choice:
            continue
        one, two = _holding(here, name), _holding(there, name)
        return tuple(one[each] if each in one else two[each] for each in sorted(one.keys() ^ two))
    return ()


def _holding(outcome: Outcome, decision: str) -> dict[str, Rule]:
    """The rules that hold in a decision, by code."""
    taken = outcome.decisions[decision]
    findings = (
        each for standing in (taken.standings if taken else ()) for each in standing.findings
    )
    return {each.rule.code: each.rule for each in findings if each.truth}
