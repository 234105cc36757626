"""The tests of a rule book: which rules, examples and cases are tested, and the results."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from advisor.errors import Place
from advisor.model import Example, Rule, RuleBook
from advisor.rulebook.binding import bound
from advisor.rulebook.checks import checks
from advisor.rulebook.draft import SHIPPED, Draft, PackedBook
from advisor.rulebook.examples import example_facts, failure
from advisor.rulebook.load import draft_of, packed_draft, spec_names
from advisor.rulebook.reading_files import Files
from advisor.rulebook.whereabouts import base_and_packs
from advisor.shipped import shipped_folder
from advisor.testing.answers import answer, differences
from advisor.testing.cases import Case, read_cases
from advisor.testing.check_examples import (
    SpecJudge,
    definition_tests,
    definition_wrong,
    spec_tests,
    spec_wrong,
)
from advisor.testing.shown import templates, unsaid, unshown

__all__ = ["Result", "Suite", "results", "suite_of"]


@dataclass(frozen=True, slots=True)
class Suite:
    """A book with its tests; of a book with packs, only those of the packs.

    Examples of shipped rules may fail where a pack pins a limit that they read.
    """

    draft: Draft
    book: RuleBook
    packs: Collection[str]
    folders: Sequence[Path]
    cases: tuple[Case, ...]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules under test."""
        return tuple(rule for rule in self.book.rules if rule.pack in self.packs)


class Result(NamedTuple):
    """The result of one test: its name, its place, and what is wrong."""

    kind: str
    name: str
    path: str
    place: Place | None
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the test passed."""
        return not self.differences


def suite_of(*named: str | Path) -> Suite:
    """The tests of the shipped book, of another book, or of packs; AdvisorError if it is broken."""
    base, folders = base_and_packs(named) if named else (shipped_folder(), ())
    files = Files(base)
    draft = packed_draft(files, folders) if folders else draft_of(files)
    book = bound(draft, spec_names(), files.complaints)
    files.complaints.raise_if_any()
    packs = [each.id for each in book.packs] if isinstance(book, PackedBook) else [SHIPPED]
    tested = list(folders) or [base]
    return Suite(draft, book, packs, tested, read_cases(book, tested))


def results(suite: Suite) -> Iterator[Result]:
    """The result of every test."""
    for rule in suite.rules:
        for number, example in enumerate(rule.examples, 1):
            wrong = failure(suite.book, rule, example) or _unsaid(suite, rule, example)
            name = f"{rule.id} example {number}"
            yield Result("example", name, rule.path, rule.place, (wrong,) if wrong else ())
    yield from _of_checks(suite)
    for case in suite.cases:
        found = answer(suite.book, case)
        wrongs = (*differences(case, found), *unshown(suite.book, case, found.outcome))
        yield Result("case", case.shape.case, case.path, case.place, wrongs)


def _unsaid(suite: Suite, rule: Rule, example: Example) -> str | None:
    if not example.says:
        return None
    facts = example_facts(suite.book, example)
    return unsaid(suite.book, templates(rule), example.says, facts)


def _of_checks(suite: Suite) -> Iterator[Result]:
    """The examples of the checks of definitions and of specs."""
    subjects = checks(suite.book)
    for name, subject in subjects.items():
        for test in definition_tests(suite.book, subjects, suite.packs, [name]):
            wrong = definition_wrong(suite.book, subject, test.check, test)
            check = test.check
            yield Result("example", test.name, check.path, check.place, (wrong,) if wrong else ())
    judge = SpecJudge(suite.book)
    for each in spec_tests(suite.book, suite.packs):
        wrong = spec_wrong(judge, each)
        yield Result("example", each.name, each.check.path, None, (wrong,) if wrong else ())
