"""Total: every decision that is asked has an option left, or the book says why not."""

from __future__ import annotations

from collections.abc import Iterator

import z3

from advisor.prove.kleene import every, some
from advisor.prove.procedure import Taken
from advisor.prove.proving import Claim, shown, unless
from advisor.prove.results import Proof
from advisor.prove.session import Session
from advisor.rulebook.promises import NoFit

FAMILY = "total"


def proofs(session: Session) -> Iterator[Proof]:
    """The proofs of this family."""
    for taken in session.outcome.decisions.values():
        yield _left(session, taken)
    for no_fit in session.declared.no_fit:
        yield _occurs(session, no_fit)
        yield _fits_nothing(session, no_fit)
    yield _named(session)


def _left(session: Session, taken: Taken) -> Proof:
    name = taken.decision.id
    claim = f"`{name}` has an option left, or the workload is of a class in nofit.yaml"
    listed = (z3.Not(session.belongs(each)) for each in session.declared.no_fit)
    says = f"no option of `{name}` is left, and no class in nofit.yaml says why"
    return unless(session, Claim(FAMILY, name, claim), says, taken.no_fit, *listed)


def _occurs(session: Session, no_fit: NoFit) -> Proof:
    claim = Claim(FAMILY, f"{no_fit.id}-occurs", f"`{no_fit.id}` occurs: {no_fit.title}")
    says = f"no workload belongs to `{no_fit.id}` and fits nothing: the class can go"
    belongs = session.belongs(no_fit)
    return shown(session, claim._replace(where=no_fit.where), says, belongs, session.outcome.no_fit)


def _fits_nothing(session: Session, no_fit: NoFit) -> Proof:
    claim = Claim(FAMILY, no_fit.id, f"nothing fits a workload of `{no_fit.id}`", no_fit.where)
    says = f"it belongs to `{no_fit.id}`, and something fits all the same"
    belongs = session.belongs(no_fit)
    return unless(session, claim, says, belongs, z3.Not(session.outcome.no_fit))


def _named(session: Session) -> Proof:
    claim = Claim(FAMILY, "platform", "every combination of choices has the name of a platform")
    named = some(session.outcome.platforms.values())
    nameless = every((z3.Not(session.outcome.no_fit), z3.Not(named)))
    return unless(session, claim, "something fits, and no platform has these choices", nameless)
