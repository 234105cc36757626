"""What the checks of the rule book say of AWS definitions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from advisor.check.diagnostics import Diagnostic, Severity
from advisor.check.instances import said_once
from advisor.check.repairs import edits
from advisor.definitions import Definition
from advisor.definitions.plan import conditions_of
from advisor.explain.words import filled
from advisor.model import RuleBook
from advisor.rulebook.subjects import Check, Subject

__all__ = ["findings"]


def findings(
    definitions: Iterable[Definition],
    book: RuleBook,
    *,
    fixes: bool = True,
) -> Iterator[Diagnostic]:
    """A diagnostic for each check that is true of a definition; what is unknown is never told.

    Finding the edits of a repair takes longer than all else: leave them out where none is wanted.
    """
    every = tuple(definitions)
    yield from said_once(_found(every, book, fixes=fixes), every)


def _found(
    definitions: Iterable[Definition], book: RuleBook, *, fixes: bool
) -> Iterator[tuple[Definition, Diagnostic]]:
    for definition in definitions:
        truths = conditions_of(definition.about)(definition.facts)
        if True in truths:
            for check, truth in zip(definition.about.checks, truths, strict=True):
                if truth:
                    yield definition, _diagnostic(definition, check, book, fixes=fixes)


def _diagnostic(definition: Definition, check: Check, book: RuleBook, *, fixes: bool) -> Diagnostic:
    view = _view(book, definition.about)
    effect = check.effect
    at = next((fact for fact in effect.at if definition.written(fact) is not None), None)
    return Diagnostic(
        check.code,
        check.id,
        Severity(effect.severity),
        filled(effect.text, view, definition.facts),
        definition.home(at).path,
        definition.place(at),
        definition.end(at),
        filled(effect.help, view, definition.facts) if effect.help else None,
        source=check.source,
        edits=edits(definition, check.fix) if fixes and check.fix is not None else (),
    )


@lru_cache(maxsize=256)
def _view(book: RuleBook, subject: Subject) -> RuleBook:
    """The book with the facts of a subject, so that templates are filled as everywhere."""
    return replace(book, facts=subject.facts)
