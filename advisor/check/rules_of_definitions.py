"""Applies the checks of the rule book to AWS definitions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from advisor.check.diagnostics import Diagnostic, Severity
from advisor.check.instances import said_once
from advisor.check.repairs import edits
from advisor.definitions import Definition
from advisor.definitions.plan import conditions_of
from advisor.definitions.terraform.words import arguments_of, with_arguments
from advisor.errors import did_you_mean
from advisor.explain.words import filled
from advisor.model import RuleBook
from advisor.rulebook.checks import checks
from advisor.rulebook.subjects import Check, Subject

__all__ = ["findings"]


def findings(
    definitions: Iterable[Definition],
    book: RuleBook,
    *,
    fixes: bool = True,
) -> Iterator[Diagnostic]:
    """A diagnostic for each check that is true of a definition; unknown ones are not reported.

    Looking for repairs takes longer than everything else, so it can be left out.
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
    said = _said_by(definition, book)
    at = next((fact for fact in effect.at if definition.written(fact) is not None), None)
    return Diagnostic(
        check.code,
        check.id,
        Severity(effect.severity),
        said(filled(effect.text, view, definition.facts)),
        definition.home(at).path,
        definition.place(at),
        definition.end(at),
        said(_help(definition, check, view, at)) or None,
        source=check.source,
        edits=edits(definition, check.fix) if fixes and check.fix is not None else (),
    )


def _said_by(definition: Definition, book: RuleBook) -> Callable[[str], str]:
    """What makes a text about a definition one in the words that the definition is written in."""
    if definition.form != "terraform":
        return str
    arguments = _arguments(book, definition.about.definition)
    return lambda text: with_arguments(text, arguments)


@lru_cache(maxsize=64)
def _arguments(book: RuleBook, definition: str) -> Mapping[str, str]:
    return arguments_of(definition, checks(book).values())


def _help(definition: Definition, check: Check, view: RuleBook, at: str | None) -> str:
    """What would be right; of a word that AWS does not know, first the one most like it."""
    said = filled(check.effect.help, view, definition.facts) if check.effect.help else ""
    reading = definition.about.readings.get(at or "")
    words = definition.facts.get(at or "")
    if reading is None or reading.reads != "others" or not isinstance(words, tuple) or not words:
        return said
    meant = did_you_mean(str(words[0]), sorted(reading.without or ()))
    return f"did you mean `{meant}`? {said}".rstrip() if meant else said


@lru_cache(maxsize=256)
def _view(book: RuleBook, subject: Subject) -> RuleBook:
    """The book with the facts of a subject, for filling templates."""
    return replace(book, facts=subject.facts)
