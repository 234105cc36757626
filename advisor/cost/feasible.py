"""Whether a platform can run a workload: its choices forced through every decision in turn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from advisor.condition import Truth, Value, truth
from advisor.engines import Engine
from advisor.model import Decision, Platform, Rule, RuleBook, RulesOut


class Feasible(NamedTuple):
    """Whether it can (None if unknown), the rule against it, and the facts with its choices."""

    truth: Truth
    rule: Rule | None
    facts: Mapping[str, Value]


Out = dict[str, tuple[Rule, Truth]]  # by option, the rule that rules it out, or that may
Seen = dict[tuple[object, ...], Out]  # by decision and the choices before it


def feasible(
    book: RuleBook,
    engine: Engine,
    facts: Mapping[str, Value],
    platform: Platform,
    seen: Seen | None = None,
) -> Feasible:
    """The first rule that rules the platform out; else the first that may.

    `seen` keeps what platforms with the same choices share, for callers that ask for several.
    """
    known = dict(facts)
    seen = {} if seen is None else seen
    choices: tuple[object, ...] = ()
    doubt: Rule | None = None
    for decision in book.decisions:
        if truth(decision.asked, known) is not True:
            continue
        out = seen.get((decision.id, *choices))
        if out is None:
            out = seen[decision.id, *choices] = _out(decision, engine, known)
        choice = platform.choices.get(decision.id)
        if choice is None:
            # The platform leaves this choice open: take the first option that is possible.
            open_to = (o.id for o in decision.options if not o.alternative and o.id not in out)
            choice = next(open_to, None)
        if choice is None:
            return Feasible(False, next(iter(out.values()))[0], known)
        rule, holds = out.get(choice, (None, False))
        if holds:
            return Feasible(False, rule, known)
        doubt = doubt or rule
        known[decision.id] = choice
        choices = (*choices, choice)
    return Feasible(None if doubt else True, doubt, known)


def _out(decision: Decision, engine: Engine, facts: Mapping[str, Value]) -> Out:
    """The rule that rules each option out, or that may: a true one before an unknown one."""
    found: Out = {}
    truths = engine.evaluate(decision.rules, facts)
    for rule, value in zip(decision.rules, truths, strict=True):
        if value is False or not isinstance(rule.effect, RulesOut):
            continue
        for option in rule.effect.options:
            if option not in found or (value and not found[option][1]):
                found[option] = (rule, value)
    return found
