"""The promises of a book about its options, and the classes of workloads that nothing fits."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from advisor.condition import Condition
from advisor.errors import Place
from advisor.model import RuleBook, Source
from advisor.rulebook.compiled import pickled
from advisor.rulebook.draft import PackedBook

__all__ = ["COMPILED", "NoFit", "Promise", "Promised", "Where", "compiled_promises", "promised"]

COMPILED = "promises.pickle"
Where = tuple[str, Place | None]


class Promise(NamedTuple):
    """A condition that holds whenever these choices are recommended."""

    id: str
    title: str
    of: Mapping[str, str]
    holds: Condition
    source: Source
    where: Where


class NoFit(NamedTuple):
    """A class of workloads that nothing fits: a condition, and the options it rules out.

    `because` says why nothing fits, `way_out` what to ask for instead.
    """

    id: str
    title: str
    because: str
    way_out: str
    when: Condition
    beyond: Mapping[str, tuple[str, ...]]
    where: Where


class Promised(NamedTuple):
    """The promises of a book and its packs, and the classes of workloads that nothing fits."""

    promises: tuple[Promise, ...]
    no_fit: tuple[NoFit, ...]


@lru_cache(maxsize=16)
def promised(book: RuleBook) -> Promised:
    """The promises and classes of a book; AdvisorError with every mistake in them.

    They are not loaded with the book: only proofs and workloads that nothing fits need them.
    """
    compiled = book.folder / COMPILED
    # The compiled promises lack those of packs, and the limits that packs pin.
    if compiled.is_file() and not isinstance(book, PackedBook):
        found: Promised = pickle.loads(compiled.read_bytes())  # noqa: S301  # a file of our own wheel, as trusted as its code
        return found
    from advisor.rulebook.load_promises import promises_of

    return promises_of(book)


def compiled_promises(book: RuleBook) -> bytes:
    """The promises of a book as bytes that do not depend on where they were built."""
    found = promised(book)
    return pickled(
        Promised(
            tuple(each._replace(where=_lean(each.where, book)) for each in found.promises),
            tuple(each._replace(where=_lean(each.where, book)) for each in found.no_fit),
        )
    )


def _lean(where: Where, book: RuleBook) -> Where:
    return Path(where[0]).relative_to(book.folder.parent).as_posix(), where[1]
