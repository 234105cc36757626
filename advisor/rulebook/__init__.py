"""The rule book: reads its files, checks them, and binds them together, with packs on top."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from advisor.model import RuleBook
from advisor.rulebook.compiled import COMPILED, compiled_book
from advisor.shipped import shipped_folder

__all__ = ["load_rules", "shipped_rules"]


@cache
def shipped_rules() -> RuleBook:
    """The rule book that comes with advisor, read once; an installed wheel has it compiled."""
    folder = shipped_folder()
    if (folder / COMPILED).is_file():
        return compiled_book(folder)
    from advisor.rulebook.load import book_from

    return book_from(folder, examples=False)


def load_rules(*folders: str | Path | None, examples: bool = True) -> RuleBook:
    """The shipped rule book with packs on top, in their order; AdvisorError with every mistake.

    A pack is a folder with a pack.yaml, or the name of an installed pack. If the first folder has
    a book.yaml, it replaces the shipped book. With `examples`, an example of a rule that does not
    hold is a mistake too.
    """
    named = [each for each in folders if each is not None]
    if not named:
        return shipped_rules()
    from advisor.rulebook.load import book_from, packed_from
    from advisor.rulebook.whereabouts import base_and_packs

    base, packs = base_and_packs(named)
    if packs:
        return packed_from(base, packs, examples=examples)
    return book_from(base, examples=examples)
