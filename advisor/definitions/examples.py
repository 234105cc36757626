"""Tests every check against its own examples, which are read like any other definition."""

from __future__ import annotations

import json
from collections.abc import Iterator

from advisor.condition import Truth, conjunction, negation
from advisor.definitions.collect import definitions
from advisor.definitions.plan import conditions_of
from advisor.errors import Problem
from advisor.model import RuleBook
from advisor.reading import Document, read_text
from advisor.reading.lenient import read_lenient
from advisor.rulebook.checks import checks
from advisor.rulebook.subjects import Check, Example, Subject

__all__ = ["example_document", "failures", "outcome"]

_WORDS = {True: "true", False: "false", None: "unknown"}


def failures(book: RuleBook) -> Iterator[Problem]:
    """One problem for each example that does not hold."""
    for subject in checks(book).values():
        for check in subject.checks:
            for number, example in enumerate(check.examples, 1):
                found = outcome(book, subject, check, example)
                if found is not example.expect:
                    text = (
                        f"example {number} of `{check.id}` expects {_WORDS[example.expect]}"
                        f" and gets {_WORDS[found]}"
                    )
                    yield Problem(text, check.path, check.place)


def outcome(book: RuleBook, subject: Subject, check: Check, example: Example) -> Truth:
    """The truth of a check for an example: true if it is true for any of its elements."""
    index = subject.checks.index(check)
    return negation(
        conjunction(
            negation(conditions_of(subject)(each.facts)[index])
            for each in definitions([example_document(example)], book)
            if each.subject == subject.name
        )
    )


def example_document(example: Example) -> Document:
    """An example as a document; a list holds several definitions, a text is a file."""
    if isinstance(example.definition, str):
        return read_lenient(example.definition.encode(), "example.json")
    return read_text(json.dumps(example.definition, indent=2), "example.json", "json")
