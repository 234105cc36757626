"""The rule book: its files read, checked, and bound together."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from advisor.model import RuleBook
from advisor.rulebook.compiled import COMPILED, compiled_book
from advisor.shipped import shipped_folder


@cache
def shipped_rules() -> RuleBook:
    """The rule book that comes with advisor, read once; a built wheel has it compiled."""
    folder = shipped_folder()
    if (folder / COMPILED).is_file():
        return compiled_book(folder)
    from advisor.rulebook.load import book_from

    return book_from(folder, examples=False)


def load_rules(folder: str | Path | None = None) -> RuleBook:
    """The rule book of a folder, or the shipped one; AdvisorError with every mistake in it."""
    if folder is None:
        return shipped_rules()
    from advisor.rulebook.load import book_from

    return book_from(Path(folder))
