"""The limits in rules of decisions that jobs may just miss, and how far "just" reaches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from advisor.condition import All, Compare, Condition, Constant
from advisor.condition import Any as AnyOf
from advisor.fleet.kinds import Cut
from advisor.model import Kind, Rule, RuleBook, RulesOut

_SHARE = "judgement.near_miss"


class Border(NamedTuple):
    """A limit in a rule, on one side of which the rule speaks against options."""

    decision: str
    rule: Rule
    fact: str
    above: bool
    limit: float
    end: float

    @property
    def span(self) -> tuple[Cut, Cut]:
        """The ends of the interval of values just beyond the limit."""
        if self.above:
            return Cut(self.limit, True), Cut(self.end, True)
        return Cut(self.end, False), Cut(self.limit, False)


def borders(book: RuleBook, facts: Sequence[str]) -> Iterator[Border]:
    """The limits on some facts in rules of decisions.

    A rule that rules out counts on both sides of its limit, one that merely favours only above,
    since needing less is an improvement, and needing more is not.
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
    """The comparisons with a number: the fact, whether above holds, and the number."""
    match condition:
        case Compare(fact, "gt" | "lt" as operator, Constant(int() | float() as limit)):
            yield fact, operator == "gt", float(limit)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from _limits(part)


def ends(book: RuleBook, facts: Sequence[str]) -> Mapping[str, list[Cut]]:
    """The ends of the intervals just beyond limits, by fact."""
    found: dict[str, list[Cut]] = {}
    for each in borders(book, facts):
        found.setdefault(each.fact, []).extend(each.span)
    return found
