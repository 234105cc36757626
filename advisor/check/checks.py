"""What `advisor check` can say of a workload spec, read from rules/workload.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from advisor.check.diagnostics import Diagnostic, Edit, Severity
from advisor.condition import Condition
from advisor.errors import Place
from advisor.model import Rule, RuleBook, Source
from advisor.reading import Document, read_file
from advisor.rulebook.conditions import ConditionReader
from advisor.rulebook.sources import Complaints
from advisor.rulebook.subjects import Check as DefinitionCheck

__all__ = ["Check", "SpecChecks", "spec_checks"]

FILE = "workload.yaml"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that can be found, and why it matters; without `when` it is raised by code."""

    id: str
    code: str
    title: str
    severity: Severity
    because: str
    source: Source
    when: Condition | None = None
    reports: str = ""
    help: str | None = None
    at: str | None = None
    instead_of: tuple[str, ...] = ()
    examples: tuple[Mapping[str, Any], ...] = ()
    path: str = ""
    place: Place | None = None

    def found(
        self,
        message: str,
        path: str,
        place: Place | None,
        *,
        help: str | None = None,
        notes: tuple[str, ...] = (),
        end: Place | None = None,
        see: str | None = None,
        edits: tuple[Edit, ...] = (),
    ) -> Diagnostic:
        """A finding of this check."""
        where = see or self.source.url
        return Diagnostic(
            self.code, self.id, self.severity, message, path, place, end, help, notes, where, edits
        )


class Described(NamedTuple):
    """What a rule is about, for formats that list rules."""

    title: str
    because: str
    see: str | None


@dataclass(frozen=True)
class SpecChecks:
    """The checks of specs by their id, and the advice that is worth a finding."""

    checks: Mapping[str, Check]
    advice: tuple[tuple[Rule, Severity], ...]
    book: RuleBook

    def __getitem__(self, name: str) -> Check:
        return self.checks[name]

    @cached_property
    def names(self) -> Mapping[str, tuple[str, str]]:
        """Every code and every id of the book and of the checks, with both."""
        every = [(each.code, each.id) for each in self.checks.values()]
        every += [(each.code, each.id) for each in self.book.rules]
        every += [(each.code, each.id) for each in self._of_definitions]
        return {name: pair for pair in every for name in pair}

    @cached_property
    def _of_definitions(self) -> tuple[DefinitionCheck, ...]:
        """The checks of definitions; read only where a name has to be looked up."""
        from advisor.rulebook.checks import checks

        return tuple(each for subject in checks(self.book).values() for each in subject.checks)

    def described(self, code: str) -> Described | None:
        """A rule by its code."""
        for check in self.checks.values():
            if check.code == code:
                return Described(check.title, check.because, check.source.url)
        for rule in self.book.rules:
            if rule.code == code:
                return Described(rule.title, rule.title, rule.source.url)
        for each in self._of_definitions:
            if each.code == code:
                return Described(each.title, each.because, each.source.url)
        return None

    @cached_property
    def conditions(self) -> tuple[Check, ...]:
        """The checks that are conditions over facts."""
        return tuple(each for each in self.checks.values() if each.when is not None)


@lru_cache(maxsize=8)
def spec_checks(book: RuleBook) -> SpecChecks:
    """The checks of specs that come with a rule book; AdvisorError with every mistake in them."""
    from advisor.shipped import shipped_folder

    path = book.folder / FILE
    document = read_file(path if path.is_file() else shipped_folder() / FILE)
    complaints = Complaints()
    reader = ConditionReader(document, book.facts, book.limits, complaints, book.as_of)
    checks = [
        _check(reader, shape, ("rules", index))
        for index, shape in enumerate(document.value["rules"])
    ]
    advice = _advice(document, book, complaints)
    complaints.raise_if_any()
    return SpecChecks({each.id: each for each in checks}, advice, book)


def _check(reader: ConditionReader, shape: Mapping[str, Any], path: tuple[str | int, ...]) -> Check:
    when = reader.read(shape["when"], (*path, "when")) if "when" in shape else None
    return Check(
        shape["id"],
        shape["code"],
        shape["title"],
        Severity(shape["severity"]),
        shape["because"],
        _source(shape["source"]),
        when,
        shape.get("reports", ""),
        shape.get("help"),
        shape.get("at"),
        tuple(shape.get("instead_of", ())),
        tuple(shape.get("examples", ())),
        reader.document.path,
    )


def _source(shape: Mapping[str, Any]) -> Source:
    from datetime import date

    return Source(
        date.fromisoformat(shape["checked"]),
        shape.get("title", ""),
        shape.get("url"),
        shape.get("judgement"),
    )


def _advice(
    document: Document, book: RuleBook, complaints: Complaints
) -> tuple[tuple[Rule, Severity], ...]:
    rules = {rule.id: rule for rule in book.advice}
    found = []
    for word, names in document.value.get("advice", {}).items():
        for index, name in enumerate(names):
            if name in rules:
                found.append((rules[name], Severity(word)))
            elif book.folder == _shipped():
                complaints.unknown(document, ("advice", word, index), "advice", name, rules)
    return tuple(found)


def _shipped() -> object:
    from advisor.shipped import shipped_folder

    return shipped_folder()
