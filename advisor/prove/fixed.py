"""A fact equal to a value, as a term."""

from __future__ import annotations

import z3

from advisor.condition import Value
from advisor.prove.kleene import every
from advisor.prove.numbers import Ratio, numeral
from advisor.prove.terms import BooleanTerm, ListTerm, NumberTerm, Term, TextTerm
from advisor.prove.world import World


def equals(term: Term, value: Value) -> z3.BoolRef:
    """That a fact has this value; texts that no rule names are not told apart."""
    match term:
        case NumberTerm(value=Ratio(top)) if isinstance(value, int | float):
            return top.term == numeral(value).term
        case BooleanTerm(value=fact):
            return fact if value else z3.Not(fact)
        case TextTerm(values=values):
            return every(_is(has, text == value) for text, has in values.items())
        case ListTerm(values=values, some=there):
            held = value if isinstance(value, tuple) else ()
            members = (_is(has, text in held) for text, has in values.items())
            return every((_is(there, bool(held)), *members))
    return z3.BoolVal(True)


def _is(term: z3.BoolRef, value: bool) -> z3.BoolRef:
    return term if value else z3.Not(term)


def as_stated(world: World, name: str, stated: dict[str, Value], default: Value) -> z3.BoolRef:
    """That a fact has the value that a spec states, or its default if the spec states none."""
    given = world.given[name]
    if name in stated:
        return every((given, equals(world.own[name], stated[name])))
    return equals(world.own[name], default) if z3.is_true(given) else z3.Not(given)
