"""Of the workloads that answer a question, one with few facts and plain numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, floor

import z3

from advisor.condition import Compare, Constant, leaves
from advisor.facts import spec_facts
from advisor.model import RuleBook
from advisor.prove.numbers import Ratio, numeral
from advisor.prove.terms import BooleanTerm, ListTerm, NumberTerm, Term, TextTerm
from advisor.prove.witness import number_in
from advisor.prove.world import World


def simplest(solver: z3.Solver, worlds: Sequence[World], model: z3.ModelRef) -> z3.ModelRef:
    """A model of what the solver holds, with as few facts and numbers as plain as can be had."""
    kept: list[z3.BoolRef] = []
    for world in worlds:
        for wish in (*_absences(world), *_members(world)):
            model = _granted(solver, kept, wish, model)
    for world in worlds:
        for ratio, plain in _numbers(world, model):
            for candidate in (*plain, *_round(number_in(model, ratio))):
                before = len(kept)
                model = _granted(solver, kept, ratio.top.term == numeral(candidate).term, model)
                if len(kept) > before:
                    break
    return model


def _granted(
    solver: z3.Solver, kept: list[z3.BoolRef], wish: z3.BoolRef, model: z3.ModelRef
) -> z3.ModelRef:
    """A model of one wish more, which is then kept; the same model where that cannot be."""
    if z3.is_true(model.eval(wish, model_completion=True)):
        kept.append(wish)
    elif solver.check(*kept, wish) == z3.sat:
        kept.append(wish)
        return solver.model()
    return model


def _absences(world: World) -> Iterator[z3.BoolRef]:
    """For each fact, that it is not given, or what it is by default."""
    defaults = {each.fact.name: each.absent for each in spec_facts()}
    for name, given in world.given.items():
        if z3.is_true(given):
            yield _equals(world.own[name], defaults.get(name))
        else:
            yield z3.Not(given)


def _equals(term: Term, value: object) -> z3.BoolRef:
    match term:
        case NumberTerm(value=Ratio(top)) if isinstance(value, int | float):
            return top.term == numeral(value).term
        case BooleanTerm(value=fact):
            return fact == bool(value)
        case TextTerm(values=values):
            return values[str(value)]
        case ListTerm():
            return z3.Not(term.some)
    return z3.BoolVal(True)


def _members(world: World) -> Iterator[z3.BoolRef]:
    for term in world.own.values():
        if isinstance(term, ListTerm):
            yield from (z3.Not(has) for has in term.values.values())


def _numbers(world: World, model: z3.ModelRef) -> Iterator[tuple[Ratio, list[float]]]:
    """Each number that is given, with those that rules compare it with and their neighbours."""
    marks = _marks(world.book)
    for name, term in world.own.items():
        given = z3.is_true(model.eval(world.given[name], model_completion=True))
        if given and isinstance(term, NumberTerm) and isinstance(term.value, Ratio):
            plain = [1.0, *marks.get(name, ()), *(mark + 1 for mark in marks.get(name, ()))]
            yield term.value, plain


def _marks(book: RuleBook) -> dict[str, list[float]]:
    found: dict[str, set[float]] = {}
    for rule in book.rules:
        for leaf in leaves(rule.when):
            match leaf:
                case Compare(fact, _, Constant(int() | float() as value)) if not isinstance(
                    value, bool
                ):
                    found.setdefault(fact, set()).add(float(value))
    return {name: sorted(values) for name, values in found.items()}


def _round(value: float) -> list[float]:
    return [float(ceil(value)), float(floor(value)), value]
