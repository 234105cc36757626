"""The checks of a rule book, loaded only when definitions are checked."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from advisor.model import RuleBook
from advisor.rulebook.compiled import pickled
from advisor.rulebook.draft import PackedBook
from advisor.rulebook.subjects import Check, Subject

__all__ = ["COMPILED_CHECKS", "checks", "compiled_checks"]

COMPILED_CHECKS = "checks.pickle"


@lru_cache(maxsize=16)
def checks(book: RuleBook) -> Mapping[str, Subject]:
    """The subjects of a book with their checks, by name; AdvisorError with every mistake in them.

    They are not loaded with the book, so that a recommendation does not wait for them.
    """
    compiled = book.folder / COMPILED_CHECKS
    # The compiled checks lack those of packs, the limits that packs pin, and all examples, which a
    # book has that was read from its files.
    if compiled.is_file() and not isinstance(book, PackedBook) and not _has_examples(book):
        return _compiled(compiled)
    from advisor.rulebook.load_checks import checks_of

    return checks_of(book)


def _has_examples(book: RuleBook) -> bool:
    return any(rule.examples for rule in book.rules)


def compiled_checks(book: RuleBook) -> bytes:
    """The checks of a book as bytes that do not depend on where they were built.

    They have no examples. A wheel has them as one file beside the compiled book.
    """
    lean = {
        name: replace(subject, checks=tuple(_lean(check, book.folder) for check in subject.checks))
        for name, subject in checks(book).items()
    }
    return pickled(lean)


def _lean(check: Check, folder: Path) -> Check:
    path = Path(check.path)
    shown = path.relative_to(folder.parent) if path.is_relative_to(folder.parent) else path
    return replace(check, examples=(), path=shown.as_posix())


def _compiled(path: Path) -> dict[str, Subject]:
    subjects: dict[str, Subject] = pickle.loads(path.read_bytes())  # noqa: S301  # a file of our own wheel, as trusted as its code
    return subjects
