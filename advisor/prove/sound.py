"""Sound: what is recommended keeps every hard limit, and rules mean what their limits say."""

from __future__ import annotations

from collections.abc import Iterator

import z3

from advisor.condition import Compare, Constant, leaves
from advisor.model import Rule, RulesOut
from advisor.prove.kleene import FALSE, Kleene, some
from advisor.prove.numbers import ONE, Ratio, numeral
from advisor.prove.procedure import Taken
from advisor.prove.proving import Claim, shown, unless
from advisor.prove.read import truth
from advisor.prove.results import Proof
from advisor.prove.session import Session
from advisor.prove.terms import NumberTerm, Term
from advisor.rulebook.promises import Promise

FAMILY = "sound"
_STEP = 2.0**-20  # a byte of a MiB, a microsecond: finer than anything measured


def proofs(session: Session) -> Iterator[Proof]:
    """The proofs of this family."""
    for promise in session.declared.promises:
        yield _kept(session, promise)
        yield _kept_surely(session, promise)
    for taken in session.outcome.decisions.values():
        yield from _no_more(session, taken)
        for rule in taken.decision.rules:
            if isinstance(rule.effect, RulesOut):
                yield from _borders(session, rule)


def _kept(session: Session, promise: Promise) -> Proof:
    claim = Claim(FAMILY, promise.id, promise.title, promise.where)
    of = " ".join(promise.of.values())
    says = f"`{of}` is recommended, and `{promise.id}` does not hold"
    broken = session.truth(promise.holds).never
    return unless(session, claim, says, session.chosen(promise.of), broken)


def _kept_surely(session: Session, promise: Promise) -> Proof:
    words = f"a settled answer keeps `{promise.id}` whatever the unknown facts are"
    claim = Claim(FAMILY, f"{promise.id}-settled", words, promise.where)
    says = f"the answer is settled, and an unknown fact decides whether `{promise.id}` holds"
    doubtful = z3.Not(session.truth(promise.holds).surely)
    settled = session.outcome.settled
    return unless(session, claim, says, session.chosen(promise.of), settled, doubtful)


def _no_more(session: Session, taken: Taken) -> Iterator[Proof]:
    """Options are ruled out only where one of their promises would break."""
    for case in taken.cases:
        promises = session.promises(taken.decision.id, case.option.id)
        if z3.is_false(case.out.surely):
            continue
        words = f"`{case.option.id}` is ruled out only where a promise of it would break"
        claim = Claim(FAMILY, f"{taken.decision.id}-{case.option.id}-no-more", words)
        says = f"`{case.option.id}` is ruled out, and every promise of it could be kept"
        broken = some(session.truth(each.holds).never for each in promises)
        yield unless(session, claim, says, taken.asked, case.out.surely, z3.Not(broken))


def _borders(session: Session, rule: Rule) -> Iterator[Proof]:
    """A rule that names a limit is false at the limit and true just beyond it."""
    where = (rule.path, rule.place)
    seen: set[str] = set()
    for leaf in leaves(rule.when):
        match leaf:
            case Compare(fact, operator, Constant(int() | float() as at, str() as limit)):
                if limit in seen or operator == "eq":
                    continue
                seen.add(limit)
                beyond = at + _STEP if operator in ("gt", "gte") else at - _STEP
                within = at - _STEP if operator in ("gt", "gte") else at + _STEP
                words = f"`{rule.id}` is false at `{limit}`, and true just beyond it"
                claim = Claim(FAMILY, f"{rule.id}-{limit}", words, where)
                yield _border(session, claim, rule, fact, within, at, beyond)


def _border(
    session: Session, claim: Claim, rule: Rule, fact: str, within: float, at: float, beyond: float
) -> Proof:
    inside, border, outside = (_with(session, rule, fact, each) for each in (within, at, beyond))
    says = f"`{rule.id}` does not begin to hold just beyond {at:g} of `{fact}`"
    proof = shown(session, claim, says, border.never, outside.surely)
    if proof.verdict != "proved":
        return proof
    says = f"`{rule.id}` begins to hold at {at:g} of `{fact}`, where the limit is still kept"
    return unless(session, claim, says, inside.never, border.surely)


def _with(session: Session, rule: Rule, fact: str, value: float) -> Kleene:
    fixed = NumberTerm(FALSE, FALSE, Ratio(numeral(value), ONE))

    def term(name: str) -> Term:
        return fixed if name == fact else session.world.term(name)

    return truth(rule.when, term, session.products)
