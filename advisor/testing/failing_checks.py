"""Which examples of checks, of definitions and of specs, fail when a limit is replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from advisor.condition import limits_read
from advisor.model import Limit, RuleBook
from advisor.rulebook.check_files import SubjectDraft, subject_drafts
from advisor.rulebook.load_checks import bound_subjects
from advisor.rulebook.sources import Complaints
from advisor.rulebook.subjects import Subject
from advisor.testing.check_examples import (
    DefinitionTest,
    SpecJudge,
    SpecTest,
    definition_tests,
    definition_wrong,
    spec_tests,
    spec_wrong,
)
from advisor.testing.noted import Noted
from advisor.testing.suite import Suite

__all__ = ["CheckTests"]

_NAME = re.compile(r"\b[a-z][a-z0-9-]*\.[a-z][a-z0-9_]*\b")


class CheckTests:
    """The passing examples of checks, read once for all changes of limits."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite
        self.book = suite.book

    def failing(self, book: RuleBook, limit: Limit) -> Iterator[str]:
        """The examples that fail with a book in which one limit is replaced."""
        yield from self._definitions_failing(book, limit)
        yield from self._specs_failing(book, limit)

    @cached_property
    def _drafts(self) -> Mapping[str, SubjectDraft]:
        return subject_drafts(self.book, Complaints())

    @cached_property
    def _in_checks(self) -> Mapping[str, frozenset[str]]:
        """The limits that the files of each subject name."""
        found = {}
        for name, draft in self._drafts.items():
            documents = [each.document for each in draft.facts.values()]
            documents += [each.document for each in draft.rules]
            texts = {each.path: each.text for each in documents}
            words = {word for text in texts.values() for word in _NAME.findall(text)}
            found[name] = frozenset(words & set(self.book.limits))
        return found

    @cached_property
    def definitions(self) -> Mapping[str, tuple[DefinitionTest, ...]]:
        """The passing examples of checks of definitions, by subject."""
        found = {}
        for name, subject in self.subjects.items():
            tests = definition_tests(self.book, self.subjects, self.suite.packs, [name])
            found[name] = tuple(
                each for each in tests if not definition_wrong(self.book, subject, each.check, each)
            )
        return found

    def _definitions_failing(self, book: RuleBook, limit: Limit) -> Iterator[str]:
        names = [name for name, read in self._in_checks.items() if limit.id in read]
        if not names:
            return
        drafts = [self._drafts[name] for name in names]
        subjects = {**self.subjects, **bound_subjects(book, drafts, Complaints())}
        for name in names:
            subject, tests = subjects[name], self.definitions[name]
            checks = {check.id: check for check in subject.checks}
            if any(self._is_read_anew(name, subject)):
                kept = {each.name for each in tests}
                read = definition_tests(book, subjects, self.suite.packs, [name])
                tests = tuple(each for each in read if each.name in kept)
            for test in tests:
                if definition_wrong(book, subject, checks[test.check.id], test):
                    yield f"example {test.number} of {test.check.id}"

    def _is_read_anew(self, name: str, subject: Subject) -> Iterator[bool]:
        """Whether facts of a definition change, because a list or a formula does."""
        now = self.subjects[name]
        yield subject.readings != now.readings
        yield {k: f.formula for k, f in subject.facts.items()} != {
            k: f.formula for k, f in now.facts.items()
        }

    @cached_property
    def subjects(self) -> Mapping[str, Subject]:
        """The subjects of the unchanged book, by name."""
        return bound_subjects(self.book, self._drafts.values(), Complaints())

    @cached_property
    def specs(self) -> tuple[tuple[SpecTest, frozenset[str]], ...]:
        """The passing examples of checks of specs, with the limits that are read for them."""
        found = []
        noted = Noted(self.book.limits)
        judge = SpecJudge(replace(self.book, limits=noted))
        for test in spec_tests(self.book, self.suite.packs):
            noted.read.clear()
            if not spec_wrong(judge, test):
                found.append((test, frozenset(noted.read) | self._of_check(test)))
        return tuple(found)

    def _of_check(self, test: SpecTest) -> frozenset[str]:
        when = test.check.when
        return frozenset(limits_read(when)) if when is not None else frozenset()

    def _specs_failing(self, book: RuleBook, limit: Limit) -> Iterator[str]:
        tests = [test for test, read in self.specs if limit.id in read]
        if tests:
            judge = SpecJudge(book)
            for test in tests:
                if spec_wrong(judge, test):
                    yield f"example {test.number} of {test.check.id}"
