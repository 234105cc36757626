"""Which tests of a book fail when one of its limits is given another value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from advisor import formula
from advisor.condition import Value, limits_read, truth
from advisor.errors import AdvisorError
from advisor.facts import complete
from advisor.model import Example, Limit, Rule, RuleBook
from advisor.outcome import Outcome
from advisor.rulebook.binding import SIZES, SIZES_FROM, bound, sizes_made
from advisor.rulebook.examples import example_facts, failure
from advisor.rulebook.load import spec_names
from advisor.rulebook.sources import Complaints
from advisor.template import REFERENCE
from advisor.testing.answers import answer, differences
from advisor.testing.cases import Case
from advisor.testing.failing_checks import CheckTests
from advisor.testing.noted import Noted
from advisor.testing.shown import templates, unsaid, unshown
from advisor.testing.suite import Suite

__all__ = ["Tests", "with_rules"]

Facts = Mapping[str, Value]


class _CaseTest(NamedTuple):
    """A case with its facts, before and after the decisions."""

    case: Case
    facts: Facts
    outcome: Outcome


class _Variant(NamedTuple):
    """The book with one limit changed, the rules that differ, and whether derived facts do."""

    book: RuleBook
    changed: Mapping[str, Rule]
    anew: bool


class Tests:
    """The passing tests of a book, with their facts computed once for all changes of limits.

    A test that already fails is left out: it would seem to notice every change.
    """

    def __init__(self, suite: Suite) -> None:
        self.suite = suite
        self.book = suite.book
        self.checks = CheckTests(suite)
        self._rules = {rule.id: rule for rule in suite.book.rules}

    def failing(self, limit: Limit) -> Iterator[str]:
        """The tests that fail when a limit is replaced by this one, the quickest first."""
        variant = self._variant(limit)
        if variant is None:
            return
        yield from self._examples_failing(variant)
        yield from self._words_failing(variant, limit)
        yield from self.checks.failing(variant.book, limit)
        yield from self._cases_failing(variant)
        yield from self._shows_failing(variant, limit)

    def with_limit(self, limit: Limit) -> RuleBook | None:
        """The book with a limit replaced; None if that is not a valid book."""
        variant = self._variant(limit)
        return None if variant is None else variant.book

    @cached_property
    def examples(self) -> Mapping[str, tuple[tuple[int, Example, Facts], ...]]:
        """The examples of each rule under test, by its id, with their facts."""
        return {
            rule.id: tuple(
                (number, each, example_facts(self.book, each))
                for number, each in enumerate(rule.examples, 1)
                if failure(self.book, rule, each) is None
            )
            for rule in self.suite.rules
        }

    @cached_property
    def cases(self) -> tuple[_CaseTest, ...]:
        """The cases with their facts."""
        found = []
        for case in self.suite.cases:
            facts = complete(self.book, case.stated)
            made = answer(self.book, case, facts)
            if next(differences(case, made), None) is None:
                found.append(_CaseTest(case, facts, made.outcome))
        return tuple(found)

    def _variant(self, limit: Limit) -> _Variant | None:
        """The book with a limit replaced, and what that changes; None if it is not valid."""
        values = {**self.book.limits, limit.id: limit}
        if limit.id in SIZES_FROM:
            from advisor.sizing import catalogue

            values[SIZES] = sizes_made(values, catalogue(self.book.folder))
        names = self._reading.get(limit.id, frozenset())
        if limit.id in SIZES_FROM:
            names |= self._reading.get(SIZES, frozenset())
        if not names and limit.id not in self._in_formulas:
            return _Variant(replace(self.book, limits=values), {}, False)
        draft = self.suite.draft
        decisions = {
            name: replace(each, rules=[rule for rule in each.rules if rule.shape.id in names])
            for name, each in draft.decisions.items()
        }
        advice = [rule for rule in draft.advice if rule.shape.id in names]
        few = replace(draft, limits=values, decisions=decisions, advice=advice)
        try:
            made = bound(few, spec_names(), Complaints())
        except AdvisorError:
            return None
        anew = made.derived != self.book.derived
        changed = {rule.id: rule for rule in made.rules if rule.when != self._rules[rule.id].when}
        book = replace(
            with_rules(self.book, changed), limits=values, derived=made.derived, facts=made.facts
        )
        return _Variant(book, changed, anew)

    @cached_property
    def _reading(self) -> Mapping[str, frozenset[str]]:
        """The ids of the rules whose conditions read each limit."""
        found: dict[str, set[str]] = {}
        for rule in self.book.rules:
            for name in limits_read(rule.when):
                found.setdefault(name, set()).add(rule.id)
        return {name: frozenset(rules) for name, rules in found.items()}

    @cached_property
    def _in_formulas(self) -> frozenset[str]:
        """The limits in formulas of derived facts, and those that make the table of sizes."""
        formulas = (fact.formula for fact in self.book.derived)
        found = {name for each in formulas if each is not None for name in formula.limits(each)}
        return frozenset(found | (set(SIZES_FROM) if SIZES in found else set()))

    def _examples_failing(self, variant: _Variant) -> Iterator[str]:
        names = self.examples if variant.anew else variant.changed
        for name in names:
            rule = variant.changed.get(name, self._rules[name])
            for number, example, facts in self.examples.get(name, ()):
                known = example_facts(variant.book, example) if variant.anew else facts
                if truth(rule.when, known) is not example.expect:
                    yield f"example {number} of {name}"

    def _words_failing(self, variant: _Variant, limit: Limit) -> Iterator[str]:
        for rule in self.suite.rules:
            texts = templates(rule)
            read = {name for text in texts for name, _, _ in REFERENCE.findall(text)}
            if limit.id not in read:
                continue
            for number, example, facts in self.examples[rule.id]:
                if example.says and unsaid(variant.book, texts, example.says, facts):
                    yield f"words of example {number} of {rule.id}"

    def _cases_failing(self, variant: _Variant) -> Iterator[str]:
        for case, facts, outcome in self.cases:
            before = outcome.facts
            if variant.anew or any(
                truth(rule.when, before) is not truth(self._rules[rule.id].when, before)
                for rule in variant.changed.values()
            ):
                known = complete(variant.book, case.stated) if variant.anew else facts
                made = answer(variant.book, case, known)
                if next(differences(case, made), None) is not None:
                    yield f"case {case.shape.case}"

    @cached_property
    def _shows(self) -> tuple[tuple[_CaseTest, frozenset[str]], ...]:
        """The cases that expect words in the answer, with the limits that are read to write it."""
        found = []
        for each in self.cases:
            if not each.case.shape.shows:
                continue
            noted = Noted(self.book.limits)
            book = replace(self.book, limits=noted)
            if next(unshown(book, each.case, each.outcome), None) is None:
                found.append((each, frozenset(noted.read)))
        return tuple(found)

    def _shows_failing(self, variant: _Variant, limit: Limit) -> Iterator[str]:
        for (case, _, outcome), read in self._shows:
            if limit.id not in read:
                continue
            known = complete(variant.book, case.stated)
            made = answer(variant.book, case, known).outcome if variant.changed else outcome
            try:
                wrong = next(unshown(variant.book, case, made), None)
            except (ValueError, ArithmeticError, LookupError, StopIteration):
                wrong = "cannot be shown at all"
            if wrong is not None:
                yield f"what case {case.shape.case} shows"


def with_rules(book: RuleBook, changed: Mapping[str, Rule]) -> RuleBook:
    """The book with some of its rules, given by id, replaced."""

    def new(rules: Iterable[Rule]) -> tuple[Rule, ...]:
        return tuple(changed.get(rule.id, rule) for rule in rules)

    return replace(
        book,
        decisions=tuple(replace(each, rules=new(each.rules)) for each in book.decisions),
        advice=new(book.advice),
    )
