"""The limits in the rules of decisions that jobs may just miss, and how far beyond is just."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from advisor.condition import All, Compare, Condition, Constant
from advisor.condition import Any as AnyOf
from advisor.fleet.kinds import Cut
from advisor.model import Kind, Rule, RuleBook, RulesOut

_SHARE = "judgement.near_miss"


class Border(NamedTuple):
    """A number that a rule compares a fact with, on one side of which it speaks against options."""

    decision: str
    rule: Rule
    fact: str
    above: bool
    limit: float
    end: float

    @property
    def span(self) -> tuple[Cut, Cut]:
        """Where the values begin and end that are just beyond the limit."""
        if self.above:
            return Cut(self.limit, True), Cut(self.end, True)
        return Cut(self.end, False), Cut(self.limit, False)


def borders(book: RuleBook, facts: Sequence[str]) -> Iterator[Border]:
    """The limits on some facts that stand in rules of decisions.

    What rules out may ask for more than there is, or for less; of what merely favours, only asking
    for less is an improvement (a job that ran longer would not be one).
    """
    if _SHARE not in book.limits:
        return
    share = book.number(_SHARE)
    numbers = {name for name in facts if book.facts[name].kind is Kind.NUMBER}
    for decision in book.decisions:
        for rule in decision.rules:
            for fact, above, limit in dict.fromkeys(_limits(rule.when)):
                if fact in numbers and limit > 0 and (above or isinstance(rule.effect, RulesOut)):
                    end = limit * (1 + share if above else 1 - share)
                    yield Border(decision.id, rule, fact, above, limit, end)


def _limits(condition: Condition) -> Iterator[tuple[str, bool, float]]:
    """The comparisons with a number, whether they are of what is above it, and the number."""
    match condition:
        case Compare(fact, "gt" | "lt" as operator, Constant(int() | float() as limit)):
            yield fact, operator == "gt", float(limit)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from _limits(part)


def ends(book: RuleBook, facts: Sequence[str]) -> Mapping[str, list[Cut]]:
    """Where what is just beyond a limit begins and ends, by fact."""
    found: dict[str, list[Cut]] = {}
    for each in borders(book, facts):
        found.setdefault(each.fact, []).extend(each.span)
    return found
