"""Proofs about a rule book, for every workload that a spec allows, by Z3."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError, Problem
from advisor.model import RuleBook

if TYPE_CHECKING:
    from advisor.prove.results import Proof

FAMILIES = ("total", "sound", "alive", "unambiguous", "monotone")
SECONDS = 60.0


def prove(
    book: RuleBook, only: Collection[str] = FAMILIES, seconds: float = SECONDS
) -> Iterator[Proof]:
    """Yield every proof about a book; `seconds` is the time limit of one question to Z3.

    Raises `AdvisorError` where Z3 is not installed, or what the book declares is not understood.
    """
    require_z3()
    from advisor.prove import alive, monotone, sound, total, unambiguous
    from advisor.prove.declared import declared
    from advisor.prove.session import Session

    session = Session(book, declared(book), seconds)
    families = {each.FAMILY: each for each in (total, sound, alive, unambiguous, monotone)}
    for name in FAMILIES:
        if name in only:
            yield from families[name].proofs(session)


def require_z3() -> None:
    """AdvisorError, saying how to install Z3, if it is missing."""
    if find_spec("z3") is None:
        hint = "install it with `pip install 'compute-advisor[prove]'`"
        raise AdvisorError(
            Problem("proofs and `--flip` need Z3, which is not installed", help=hint)
        )
