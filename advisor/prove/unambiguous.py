"""Unambiguous: one option is chosen, and where reasons tie, the declared order says which."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import z3

from advisor.prove.kleene import every, some
from advisor.prove.procedure import Case, Taken
from advisor.prove.proving import Claim, unless
from advisor.prove.results import Example, Proof, Verdict
from advisor.prove.session import Session, UndecidedError
from advisor.prove.witness import spec_of

FAMILY = "unambiguous"


def proofs(session: Session) -> Iterator[Proof]:
    """The proofs of this family."""
    for taken in session.outcome.decisions.values():
        yield _one(session, taken)
        for first, second in combinations(sorted(taken.cases, key=lambda case: case.place), 2):
            yield _tie(session, taken, first, second)


def _one(session: Session, taken: Taken) -> Proof:
    name = taken.decision.id
    words = f"`{name}` has one answer: one option, or none where nothing is left"
    claim = Claim(FAMILY, name, words)
    options = list(taken.chosen.values())
    several = some(every(pair) for pair in combinations(options, 2))
    none = every((taken.asked, z3.Not(taken.no_fit), z3.Not(some(options))))
    says = f"`{name}` has two answers, or none although an option is left"
    return unless(session, claim, says, some((several, none)))


def _tie(session: Session, taken: Taken, first: Case, second: Case) -> Proof:
    """Where two options tie and none is better, the one declared first is chosen."""
    name, one, two = taken.decision.id, first.option.id, second.option.id
    claim = Claim(FAMILY, f"{name}-{one}-{two}", f"`{one}` and `{two}` never tie")
    equal = every(
        (
            first.standing,
            second.standing,
            first.now.strong == second.now.strong,
            first.now.weak == second.now.weak,
        )
    )
    chosen = some((taken.chosen[one], taken.chosen[two]))
    broken = unless(session, claim, f"`{two}` is chosen", equal, taken.chosen[two])
    if broken.verdict is not Verdict.PROVED:
        says = f"`{one}` and `{two}` tie, and `{two}` is chosen against the declared order"
        return broken._replace(says=says)
    try:
        facts = session.witness(equal, chosen)
    except UndecidedError as reason:
        return claim.proof(Verdict.UNDECIDED, str(reason))
    if facts is None:
        return claim.proof(Verdict.PROVED)
    words = f"where `{one}` and `{two}` tie, `{one}` is chosen, as declared"
    example = Example(words, spec_of(session.book, facts, claim.id))
    return claim._replace(words=words).proof(Verdict.PROVED, "", (example,))
