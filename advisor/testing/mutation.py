"""Which mutants of a book no example and no case notices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from advisor.check.checks import Check as SpecCheck
from advisor.condition import Value, truth
from advisor.model import Limit, Rule
from advisor.rulebook.binding import SIZES
from advisor.rulebook.subjects import Check
from advisor.testing.answers import answer, differences
from advisor.testing.check_examples import DefinitionTest, SpecJudge, SpecTest, said_of
from advisor.testing.failing import Tests, with_rules
from advisor.testing.mutants import conditions, limits
from advisor.testing.suite import Suite

__all__ = ["Mutant", "Mutation", "is_tested", "mutants"]


class Mutant(NamedTuple):
    """A change of the book, and the test that noticed it; None if no test did."""

    name: str
    noticed: str | None


class Mutation:
    """The mutants of a book, each run against the tests of the book."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite
        self.tests = Tests(suite)

    def of_rules(self) -> Iterator[Mutant]:
        """Every mutant of the condition of a rule."""
        for rule in self.suite.rules:
            for changed in conditions(rule.id, rule.when):
                if not isinstance(changed.made, Limit):
                    mutated = replace(rule, when=changed.made)
                    yield Mutant(changed.name, self._noticed_rule(rule, mutated))

    def _noticed_rule(self, rule: Rule, mutated: Rule) -> str | None:
        for number, example, facts in self.tests.examples[rule.id]:
            if truth(mutated.when, facts) is not example.expect:
                return f"example {number} of {rule.id}"
        book = with_rules(self.suite.book, {rule.id: mutated})
        for case, facts, outcome in self.tests.cases:
            after = outcome.facts
            is_same = truth(mutated.when, after) is truth(rule.when, after)
            if not is_same and next(differences(case, answer(book, case, facts)), None):
                return f"case {case.shape.case}"
        return None

    def of_checks(self) -> Iterator[Mutant]:
        """Every mutant of the condition of a check of definitions."""
        tests: dict[str, list[DefinitionTest]] = {}
        for each in self.tests.checks.definitions.values():
            for test in each:
                tests.setdefault(test.check.id, []).append(test)
        for subject in self.tests.checks.subjects.values():
            for check in subject.checks:
                if check.pack in self.suite.packs:
                    yield from _of_check(check, tests.get(check.id, []))

    def of_specs(self) -> Iterator[Mutant]:
        """Every mutant of the condition of a check of specs."""
        judge = SpecJudge(self.suite.book)
        tests: dict[str, list[SpecTest]] = {}
        for test, _ in self.tests.checks.specs:
            tests.setdefault(test.check.id, []).append(test)
        for check in judge.checks.conditions:
            if check.pack in self.suite.packs:
                known = [(each, judge.facts(each.text)) for each in tests.get(check.id, [])]
                yield from _of_spec_check(check, known)

    def of_limits(self) -> Iterator[Mutant]:
        """Every mutant of a limit."""
        for limit in self.suite.book.limits.values():
            for changed in limits(limit) if is_tested(limit, self.suite) else ():
                if isinstance(changed.made, Limit):
                    noticed = next(self.tests.failing(changed.made), None)
                    yield Mutant(f"limit {changed.name}", noticed)


def is_tested(limit: Limit, suite: Suite) -> bool:
    """Whether a limit is one of the book, or of the packs, under test."""
    # The table of sizes is made from other limits, whose mutants change it too.
    return limit.pack in suite.packs and limit.id != SIZES


def _of_check(check: Check, tests: list[DefinitionTest]) -> Iterator[Mutant]:
    for changed in conditions(check.id, check.when):
        if not isinstance(changed.made, Limit):
            when = changed.made
            noticed = next(
                (each for each in tests if said_of(when, each.facts) is not each.example.expect),
                None,
            )
            name = noticed and f"example {noticed.number} of {check.id}"
            yield Mutant(changed.name, name)


def _of_spec_check(
    check: SpecCheck, tests: list[tuple[SpecTest, Mapping[str, Value]]]
) -> Iterator[Mutant]:
    for changed in conditions(check.id, check.when) if check.when is not None else ():
        if not isinstance(changed.made, Limit):
            found = ((test, truth(changed.made, facts) is True) for test, facts in tests)
            noticed = next((test for test, holds in found if holds is not test.expect), None)
            yield Mutant(changed.name, noticed and f"example {noticed.number} of {check.id}")


def mutants(suite: Suite) -> Iterator[Mutant]:
    """Every mutant of a book, in the order of its rules and checks, then of its limits."""
    mutation = Mutation(suite)
    yield from mutation.of_rules()
    yield from mutation.of_checks()
    yield from mutation.of_specs()
    yield from mutation.of_limits()
