"""Monotone: an option that is ruled out stays ruled out when the workload asks for more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import z3

from advisor.condition import facts_read
from advisor.facts import spec_facts
from advisor.formula import refs
from advisor.model import Rule, RuleBook, RulesOut
from advisor.prove.absent import reads
from advisor.prove.kleene import some
from advisor.prove.numbers import Products, compared
from advisor.prove.procedure import Case, Taken, take
from advisor.prove.proving import Claim, unless
from advisor.prove.results import Proof
from advisor.prove.session import Session
from advisor.prove.terms import NumberTerm
from advisor.prove.world import World

FAMILY = "monotone"


def proofs(session: Session) -> Iterator[Proof]:
    """The proofs of this family."""
    for fact in session.declared.more:
        other = session.another(frozenset({fact}))
        other.choices.update(session.world.choices)  # all else equal, earlier choices included
        more = _more(session.world, other, fact)
        for taken in session.outcome.decisions.values():
            again = take(taken.decision, taken.asked, session.considered, other)
            for before, after in zip(taken.cases, again.cases, strict=True):
                yield from _stays_out(session, fact, more, taken, before, after)
        session.worlds.remove(other)


def _more(world: World, other: World, fact: str) -> z3.BoolRef:
    """That a fact is given for both workloads, and larger for the second."""
    less, more = world.term(fact), other.term(fact)
    if not isinstance(less, NumberTerm) or not isinstance(more, NumberTerm):
        raise TypeError(f"`{fact}` is not a number")
    larger = compared("gt", more.value, less.value, Products())
    return z3.And(world.given[fact], other.given[fact], larger)


def _stays_out(
    session: Session, fact: str, more: z3.BoolRef, taken: Taken, before: Case, after: Case
) -> Iterator[Proof]:
    option = before.option.id
    rules = [
        rule
        for rule in taken.decision.rules
        if isinstance(rule.effect, RulesOut)
        and option in rule.effect.options
        and fact in facts_behind(rule, session.book)
    ]
    excepted = {each.rule for each in session.declared.turns_back if each.fact == fact}
    ruled_out = some(taken.truths[rule.id].surely for rule in rules if rule.id not in excepted)
    if not rules or z3.is_false(ruled_out):
        return
    words = f"more `{fact}` never lets `{option}` back in where `{fact}` ruled it out"
    claim = Claim(FAMILY, f"{fact}-{option}", words)
    says = f"`{option}` is ruled out by `{fact}`, and no longer when there is more of it"
    against = (more, taken.asked, ruled_out, z3.Not(after.out.surely))
    yield unless(session, claim, says, *against)


def facts_behind(rule: Rule, book: RuleBook) -> frozenset[str]:
    """The facts of a spec that a rule reads, also through derived facts and defaults."""
    found: set[str] = set()
    waiting = list(facts_read(rule.when))
    defaults: Mapping[str, tuple[str, ...]] = {each.fact.name: reads(each) for each in spec_facts()}
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        formula = book.facts[name].formula
        waiting += refs(formula) if formula is not None else defaults.get(name, ())
    return frozenset(found)
