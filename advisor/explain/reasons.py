"""Reasons: findings with their facts, limit, margin and place in the spec; and advice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from advisor.condition import Among, Compare, Constant, Truth, Value, facts_read, leaves, truth
from advisor.decide import unknown_facts
from advisor.engines import Engine
from advisor.errors import Place
from advisor.explain.words import filled, in_words
from advisor.formula import refs
from advisor.model import Advises, Favours, Limit, Rule, RuleBook, RulesOut
from advisor.outcome import Finding, Outcome
from advisor.reading import Document


class Margin(NamedTuple):
    """How far a fact is from a limit: `spare` is positive below it, negative beyond it.

    All in `unit`; `used` is the value as a share of the limit, None if the limit is 0.
    """

    fact: str
    value: float
    limit: float
    unit: str | None
    spare: float
    used: float | None


class Reason(NamedTuple):
    """Why an option is ruled out or favoured, or may be.

    `assumed` says that the spec states none of the facts it rests on; `pinned` are the limits it
    rests on that a pack pinned.
    """

    rule: Rule
    truth: Truth
    because: str
    facts: Mapping[str, Value]
    limit: Limit | None
    margin: Margin | None
    at: Place | None
    assumed: bool
    pinned: tuple[Limit, ...]

    @property
    def effect(self) -> str:
        """`rules_out`, `favours` or `advises`."""
        match self.rule.effect:
            case RulesOut():
                return "rules_out"
            case Favours():
                return "favours"
            case Advises():
                return "advises"

    @property
    def strength(self) -> str | None:
        """`strong` or `weak` if the rule favours; else None."""
        effect = self.rule.effect
        return effect.strength if isinstance(effect, Favours) else None


class Advice(NamedTuple):
    """Something to do, and why; `pinned` are the limits it rests on that a pack pinned."""

    rule: Rule
    text: str
    because: str
    truth: Truth
    pinned: tuple[Limit, ...]


class HeldLimit(NamedTuple):
    """A limit that the chosen platform keeps, and by how much."""

    rule: Rule
    limit: Limit
    margin: Margin


def advised(book: RuleBook, engine: Engine, facts: Mapping[str, Value]) -> Iterator[Advice]:
    """The advice whose conditions hold, in the order of the book."""
    truths = engine.evaluate(book.advice, facts)
    for rule, holds in zip(book.advice, truths, strict=True):
        if holds and isinstance(rule.effect, Advises):
            text, because = (filled(each, book, facts) for each in (rule.effect.text, rule.because))
            yield Advice(rule, text, because, holds, _pinned(rule, book))


def _pinned(rule: Rule, book: RuleBook) -> tuple[Limit, ...]:
    if not book.overridden:  # nearly every book
        return ()
    from advisor.explain.pins import pinned_behind

    return pinned_behind(rule, book)


def reason(
    finding: Finding,
    book: RuleBook,
    facts: Mapping[str, Value],
    stated: Collection[str],
    document: Document | None,
) -> Reason:
    """A finding, explained; `stated` has the facts that the workload states."""
    rule = finding.rule
    read = facts_read(rule.when)
    limit, margin = _limit(rule, book, facts)
    if finding.truth is None:
        because = f"unknown: {', '.join(f'`{n}`' for n in unknown_facts(rule, facts, book))}; "
        because += f"it counts if {in_words(rule.when, book)}"
    else:
        because = filled(rule.because, book, facts)
    at = next((place for name in read if (place := place_of(name, document))), None)
    values = MappingProxyType({name: facts[name] for name in read})
    resting = set(_spec_facts_behind(read, book))
    assumed = finding.truth is True and bool(resting) and resting.isdisjoint(stated)
    pinned = _pinned(rule, book)
    return Reason(rule, finding.truth, because, values, limit, margin, at, assumed, pinned)


def _spec_facts_behind(names: Iterable[str], book: RuleBook) -> Iterator[str]:
    """The fields of a spec behind these facts; an earlier choice has none."""
    choices = {decision.id for decision in book.decisions}
    for name in names:
        formula = book.facts[name].formula if name in book.facts else None
        if formula is not None:
            yield from _spec_facts_behind(refs(formula), book)
        elif name not in choices:
            yield name


def place_of(fact: str, document: Document | None) -> Place | None:
    """Where a spec states a fact."""
    if document is None:
        return None
    keys = fact.split(".", 1)
    return document.place(*keys) or document.place(keys[0])


def _limit(
    rule: Rule, book: RuleBook, facts: Mapping[str, Value]
) -> tuple[Limit | None, Margin | None]:
    """The first limit that a rule reads, with the margin if it bounds a known number."""
    first: Limit | None = None
    for leaf in leaves(rule.when):
        match leaf:
            case Compare(operand=Constant(limit=str() as name)) | Among(limit=str() as name):
                pass
            case _:
                continue
        limit = book.limits[name]
        margin = _margin(leaf, book, facts) if isinstance(leaf, Compare) else None
        if margin is not None:
            return limit, margin
        first = first or limit
    return first, None


def _margin(leaf: Compare, book: RuleBook, facts: Mapping[str, Value]) -> Margin | None:
    value, operand = facts[leaf.fact], leaf.operand
    if leaf.operator == "eq" or not isinstance(operand, Constant):
        return None
    bound = operand.value
    if not _is_number(value) or not _is_number(bound):
        return None
    return margin_of(leaf.fact, float(value), float(bound), book.facts[leaf.fact].unit)  # type: ignore[arg-type]  # both are numbers


def margin_of(fact: str, value: float, bound: float, unit: str | None) -> Margin:
    """The margin of a value below a bound."""
    return Margin(fact, value, bound, unit, bound - value, value / bound if bound else None)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def held_limits(book: RuleBook, outcome: Outcome) -> Iterator[HeldLimit]:
    """The limits that could rule the chosen options out, with the margin; the nearest first."""
    held: dict[tuple[str, str], HeldLimit] = {}
    for taken in outcome.decisions.values():
        if taken is None or taken.choice is None:
            continue
        for rule in taken.decision.rules:
            if not isinstance(rule.effect, RulesOut) or taken.choice not in rule.effect.options:
                continue
            limit, margin = _limit(rule, book, outcome.facts)
            # Zero is not near any limit.
            if not limit or not margin or margin.spare < 0 or not margin.value:
                continue
            if _would_hold(rule, margin, outcome.facts):
                held.setdefault((limit.id, margin.fact), HeldLimit(rule, limit, margin))
    yield from sorted(held.values(), key=lambda each: -(each.margin.used or 0))


def _would_hold(rule: Rule, margin: Margin, facts: Mapping[str, Value]) -> bool:
    """Whether the rule would hold beyond the limit: a rule for arm64 does not for x86_64."""
    return truth(rule.when, {**facts, margin.fact: margin.limit * 2 + 1}) is True
