"""Which mutants of a book no example and no case notices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from advisor.condition import Value, truth
from advisor.errors import AdvisorError
from advisor.facts import complete
from advisor.model import Example, Limit, Rule, RuleBook
from advisor.rulebook.binding import SIZES, SIZES_FROM, bound, sizes_made
from advisor.rulebook.examples import example_facts, failure
from advisor.rulebook.load import spec_names
from advisor.rulebook.sources import Complaints
from advisor.testing.answers import answer, differences
from advisor.testing.cases import Case
from advisor.testing.mutants import Changed, conditions, limits
from advisor.testing.suite import Suite

__all__ = ["Mutant", "Mutation", "mutants"]

Facts = Mapping[str, Value]


class Mutant(NamedTuple):
    """A change of the book, and the test that noticed it; None is none."""

    name: str
    noticed: str | None


class Mutation:
    """The tests of a book, with their facts completed once for all mutants."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite
        self.book = suite.book
        self._rules = {rule.id: rule for rule in suite.book.rules}

    @cached_property
    def _examples(self) -> Mapping[str, tuple[Facts, ...]]:
        return {
            rule.id: tuple(example_facts(self.book, each) for each in self._holding(rule))
            for rule in self.suite.rules
        }

    def _holding(self, rule: Rule) -> tuple[Example, ...]:
        """The examples that hold as the book is."""
        return tuple(each for each in rule.examples if failure(self.book, rule, each) is None)

    @cached_property
    def _cases(self) -> tuple[tuple[Case, Facts, Facts], ...]:
        """The cases with their facts, before and after the decisions."""
        found = []
        for case in self.suite.cases:
            facts = complete(self.book, case.stated)
            made = answer(self.book, case, facts)
            # A case that fails as it is would seem to notice everything.
            if next(differences(case, made), None) is None:
                found.append((case, facts, made.outcome.facts))
        return tuple(found)

    def of_rules(self) -> Iterator[Mutant]:
        """Every mutant of a condition."""
        for rule in self.suite.rules:
            for changed in conditions(rule):
                if not isinstance(changed.made, Limit):
                    mutated = replace(rule, when=changed.made)
                    yield Mutant(changed.name, self._noticed_rule(rule, mutated))

    def _noticed_rule(self, rule: Rule, mutated: Rule) -> str | None:
        for number, (example, facts) in enumerate(
            zip(self._holding(rule), self._examples[rule.id], strict=True), 1
        ):
            if truth(mutated.when, facts) is not example.expect:
                return f"example {number} of {rule.id}"
        asked = [
            (case, facts)
            for case, facts, after in self._cases
            if truth(mutated.when, after) is not truth(rule.when, after)
        ]
        return (
            self._noticed_by(_with_rules(self.book, {rule.id: mutated}), asked) if asked else None
        )

    def _noticed_by(self, book: RuleBook, cases: list[tuple[Case, Facts]]) -> str | None:
        for case, facts in cases:
            if next(differences(case, answer(book, case, facts)), None) is not None:
                return f"case {case.shape.case}"
        return None

    def of_limits(self) -> Iterator[Mutant]:
        """Every mutant of a limit that the rules read."""
        for limit in self.book.limits.values():
            if self._is_tested(limit):
                for changed in limits(limit):
                    book = self._with_limit(changed)
                    if book is not None:
                        yield Mutant(f"limit {changed.name}", self._noticed_limit(book))

    def _is_tested(self, limit: Limit) -> bool:
        # The sizes are made from others, whose mutants they follow.
        return limit.pack in self.suite.packs and limit.id != SIZES

    def _with_limit(self, changed: Changed) -> RuleBook | None:
        """The book with one limit changed; None where no rule, and no fact, is another."""
        if not isinstance(changed.made, Limit):
            return None
        values = {**self.book.limits, changed.made.id: changed.made}
        if changed.made.id in SIZES_FROM:
            from advisor.sizing import catalogue

            values[SIZES] = sizes_made(values, catalogue(self.book.folder))
        draft = replace(self.suite.draft, limits=values)
        try:
            book = bound(draft, spec_names(), Complaints())
        except AdvisorError:
            return None
        return book if self._differs(book) else None

    def _differs(self, book: RuleBook) -> bool:
        return book.derived != self.book.derived or any(
            rule.when != self._rules[rule.id].when for rule in book.rules
        )

    def _noticed_limit(self, book: RuleBook) -> str | None:
        anew = book.derived != self.book.derived
        changed = {rule.id for rule in book.rules if rule.when != self._rules[rule.id].when}
        for rule in book.rules:
            if rule.id not in self._examples or not (anew or rule.id in changed):
                continue
            for number, example in enumerate(self._holding(self._rules[rule.id])):
                facts = self._examples[rule.id][number]
                if anew:
                    facts = example_facts(book, example)
                if truth(rule.when, facts) is not example.expect:
                    return f"example {number + 1} of {rule.id}"
        return self._noticed_by(
            book,
            [
                (case, complete(book, case.stated) if anew else facts)
                for case, facts, _ in self._cases
            ],
        )


def _with_rules(book: RuleBook, changed: Mapping[str, Rule]) -> RuleBook:
    def new(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        return tuple(changed.get(rule.id, rule) for rule in rules)

    return replace(
        book,
        decisions=tuple(replace(each, rules=new(each.rules)) for each in book.decisions),
        advice=new(book.advice),
    )


def mutants(suite: Suite) -> Iterator[Mutant]:
    """Every mutant of a book, in the order of its rules, then of its limits."""
    mutation = Mutation(suite)
    yield from mutation.of_rules()
    yield from mutation.of_limits()
