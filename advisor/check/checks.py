"""The checks of workload specs: rules/workload.yaml as data."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.check.diagnostics import Diagnostic, Edit, Severity
from advisor.condition import Condition
from advisor.errors import Place
from advisor.model import Rule, RuleBook, Source
from advisor.rulebook.draft import PackedBook
from advisor.shipped import shipped_folder

if TYPE_CHECKING:
    from advisor.rulebook.subjects import Check as DefinitionCheck

__all__ = ["COMPILED", "Check", "Described", "SpecChecks", "compiled_checks", "spec_checks"]

COMPILED = "workload-checks.pickle"


class Check(NamedTuple):
    """A check of specs, and why it matters; one without `when` is implemented in code."""

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
    pack: str = "advisor"

    def found(
        self,
        message: str,
        path: str,
        place: Place | None,
        *,
        help: str | None = None,
        notes: tuple[str, ...] = (),
        end: Place | None = None,
        source: Source | None = None,
        edits: tuple[Edit, ...] = (),
    ) -> Diagnostic:
        """A finding of this check."""
        origin = source or self.source
        return Diagnostic(
            self.code, self.id, self.severity, message, path, place, end, help, notes, origin, edits
        )


class Described(NamedTuple):
    """A rule in words, for formats that list rules."""

    title: str
    because: str


class SpecChecks:
    """The checks of specs by id, and the advice that is reported as a finding."""

    def __init__(
        self,
        checks: tuple[Check, ...],
        advice: tuple[tuple[Rule, Severity], ...],
        book: RuleBook,
    ) -> None:
        self.checks = {each.id: each for each in checks}
        self.advice = advice
        self.book = book

    def __getitem__(self, name: str) -> Check:
        return self.checks[name]

    @cached_property
    def conditions(self) -> tuple[Check, ...]:
        """The checks that are conditions over facts."""
        return tuple(each for each in self.checks.values() if each.when is not None)

    @cached_property
    def names(self) -> Mapping[str, tuple[str, str]]:
        """Every code and every id of the book and of the checks, with both."""
        every = [(each.code, each.id) for each in self.checks.values()]
        every += [(each.code, each.id) for each in self.book.rules]
        every += [(each.code, each.id) for each in self.of_definitions]
        return {name: pair for pair in every for name in pair}

    @cached_property
    def of_definitions(self) -> tuple[DefinitionCheck, ...]:
        """The checks of definitions, read only when a name has to be looked up."""
        from advisor.rulebook.checks import checks

        return tuple(each for subject in checks(self.book).values() for each in subject.checks)

    def described(self, code: str) -> Described | None:
        """A rule by its code."""
        for check in self.checks.values():
            if check.code == code:
                return Described(check.title, check.because)
        for rule in self.book.rules:
            if rule.code == code:
                return Described(rule.title, rule.title)
        for each in self.of_definitions:
            if each.code == code:
                return Described(each.title, each.because)
        return None


@lru_cache(maxsize=8)
def spec_checks(book: RuleBook) -> SpecChecks:
    """The checks of specs for a rule book; AdvisorError with every mistake in them."""
    path = book.folder / COMPILED
    # A pack may change checks, and pin the limits of those that are compiled.
    if path.is_file() and book.folder == shipped_folder() and not isinstance(book, PackedBook):
        import pickle

        # A file of our own wheel, as trusted as its code.
        checks, names = pickle.loads(path.read_bytes())  # noqa: S301  # see above
    else:
        from advisor.check.checks_file import read_checks

        checks, names = read_checks(book)
    rules = {rule.id: rule for rule in book.advice}
    advice = tuple((rules[name], severity) for name, severity in names if name in rules)
    return SpecChecks(checks, advice, book)


def compiled_checks(book: RuleBook) -> bytes:
    """The checks as bytes for the wheel: reading the YAML takes a tenth of a start."""
    import pickle

    from advisor.check.checks_file import read_checks

    checks, names = read_checks(book)
    lean = tuple(each._replace(examples=(), path=each.path.rpartition("/")[2]) for each in checks)
    return pickle.dumps((lean, names), protocol=pickle.HIGHEST_PROTOCOL)
