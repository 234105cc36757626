"""Tiny rule books for tests of the engine that need nothing of AWS's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from advisor.condition import All, Condition
from advisor.model import (
    Decision,
    Effect,
    Fact,
    Favours,
    Kind,
    Option,
    Rule,
    RuleBook,
    RulesOut,
    Source,
)

SOURCE = Source(date(2026, 1, 1), judgement="made up for a test")


def rule(name: str, when: Condition, effect: Effect, group: str | None = None) -> Rule:
    """A rule of that name."""
    return Rule(name, "TST001", name, when, effect, f"{name} holds", SOURCE, group)


def rules_out(name: str, when: Condition, *options: str) -> Rule:
    """A rule that rules options out."""
    return rule(name, when, RulesOut(options))


def strong(name: str, when: Condition, option: str, group: str | None = None) -> Rule:
    """A rule that favours an option strongly."""
    return rule(name, when, Favours((option,), "strong"), group)


def weak(name: str, when: Condition, option: str, group: str | None = None) -> Rule:
    """A rule that favours an option weakly."""
    return rule(name, when, Favours((option,), "weak"), group)


def book(*rules: Rule, options: str = "a b c", alternatives: str = "") -> RuleBook:
    """A book with one decision, `pick`, over boolean facts p, q, r, s and the number n."""
    facts = {name: Fact(name, Kind.BOOLEAN, name) for name in "pqrs"}
    facts["n"] = Fact("n", Kind.NUMBER, "n")
    decision = Decision(
        "pick",
        "which?",
        All(()),
        tuple(Option(each, each) for each in options.split())
        + tuple(Option(each, each, alternative=True) for each in alternatives.split()),
        rules,
    )
    return RuleBook(facts, (), {}, (decision,), (), (), Path(), date(2026, 1, 1))
