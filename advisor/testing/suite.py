"""What is tested of a book: which rules, with which examples and cases, and the results."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from advisor.errors import Place
from advisor.model import Rule, RuleBook
from advisor.rulebook.binding import bound
from advisor.rulebook.draft import SHIPPED, Draft, PackedBook
from advisor.rulebook.examples import failure
from advisor.rulebook.load import draft_of, packed_draft, spec_names
from advisor.rulebook.reading_files import Files
from advisor.rulebook.whereabouts import base_and_packs
from advisor.shipped import shipped_folder
from advisor.testing.answers import answer, differences
from advisor.testing.cases import Case, read_cases

__all__ = ["Result", "Suite", "results", "suite_of"]


@dataclass(frozen=True, slots=True)
class Suite:
    """A book with its tests: of packs alone, where there are packs, since those below have theirs.

    A limit that a pack pins would fail the examples of the shipped rules that read it.
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
    """One test: what it is of, where it stands, and what is wrong."""

    kind: str
    name: str
    path: str
    place: Place | None
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.differences


def suite_of(*named: str | Path) -> Suite:
    """The tests of the shipped book, of a whole book or of packs; AdvisorError if broken."""
    base, folders = base_and_packs(named) if named else (shipped_folder(), ())
    files = Files(base)
    draft = packed_draft(files, folders) if folders else draft_of(files)
    book = bound(draft, spec_names(), files.complaints)
    files.complaints.raise_if_any()
    packs = [each.id for each in book.packs] if isinstance(book, PackedBook) else [SHIPPED]
    tested = list(folders) or [base]
    return Suite(draft, book, packs, tested, read_cases(book, tested))


def results(suite: Suite) -> Iterator[Result]:
    """Every test, run."""
    for rule in suite.rules:
        for number, example in enumerate(rule.examples, 1):
            wrong = failure(suite.book, rule, example)
            name = f"{rule.id} example {number}"
            yield Result("example", name, rule.path, rule.place, (wrong,) if wrong else ())
    for case in suite.cases:
        wrongs = tuple(differences(case, answer(suite.book, case)))
        yield Result("case", case.shape.case, case.path, case.place, wrongs)
