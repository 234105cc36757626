"""The two kinds of proof: there is no counterexample, or there is an example."""

from __future__ import annotations

from typing import NamedTuple

import z3

from advisor.prove.results import Example, Proof, Verdict
from advisor.prove.session import Session, UndecidedError
from advisor.prove.witness import spec_of
from advisor.rulebook.promises import Where


class Claim(NamedTuple):
    """What is to be proved."""

    family: str
    id: str
    words: str
    where: Where | None = None

    def proof(self, verdict: Verdict, says: str = "", examples: tuple[Example, ...] = ()) -> Proof:
        """The claim with the result of its proof."""
        return Proof(self.family, self.id, self.words, verdict, says, examples, self.where)


def unless(session: Session, claim: Claim, says: str, *against: z3.BoolRef) -> Proof:
    """Proved unless there is a counterexample: a workload for which all of this holds."""
    try:
        found = session.witnesses(*against)
    except UndecidedError as reason:
        return claim.proof(Verdict.UNDECIDED, str(reason))
    if not found:
        return claim.proof(Verdict.PROVED)
    names = [claim.id] if len(found) == 1 else [f"{claim.id}-before", f"{claim.id}-after"]
    examples = tuple(
        Example(says, spec_of(session.book, facts, name))
        for name, facts in zip(names, found, strict=True)
    )
    return claim.proof(Verdict.FAILED, says, examples)


def shown(session: Session, claim: Claim, says: str, *holds: z3.BoolRef) -> Proof:
    """Proved if there is an example: a workload for which all of this holds."""
    try:
        model = session.find(*holds)
    except UndecidedError as reason:
        return claim.proof(Verdict.UNDECIDED, str(reason))
    return claim.proof(Verdict.FAILED, says) if model is None else claim.proof(Verdict.PROVED)
