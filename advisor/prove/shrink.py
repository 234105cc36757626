"""Finds, among the workloads that answer a question, one with few facts and plain numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, floor

import z3

from advisor.condition import Compare, Constant, leaves
from advisor.facts import spec_facts
from advisor.model import RuleBook
from advisor.prove.fixed import as_stated
from advisor.prove.numbers import Ratio, numeral
from advisor.prove.terms import ListTerm, NumberTerm
from advisor.prove.witness import number_in
from advisor.prove.world import World


def simplest(solver: z3.Solver, worlds: Sequence[World], model: z3.ModelRef) -> z3.ModelRef:
    """A model of the solver's constraints, with few facts and plain numbers."""
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
    """A model that satisfies one more constraint, which is then kept; else the same model."""
    if z3.is_true(model.eval(wish, model_completion=True)):
        kept.append(wish)
    elif solver.check(*kept, wish) == z3.sat:
        kept.append(wish)
        return solver.model()
    return model


def _absences(world: World) -> Iterator[z3.BoolRef]:
    """For each fact, that it is not given, or has its default."""
    defaults = {each.fact.name: each.absent for each in spec_facts() if not each.depends}
    for name in world.given:
        yield as_stated(world, name, {}, defaults.get(name))  # type: ignore[arg-type]  # a value, since it does not depend


def _members(world: World) -> Iterator[z3.BoolRef]:
    for term in world.own.values():
        if isinstance(term, ListTerm):
            yield from (z3.Not(has) for has in term.values.values())


def _numbers(world: World, model: z3.ModelRef) -> Iterator[tuple[Ratio, list[float]]]:
    """Each given number, with the numbers that rules compare it with and their neighbours."""
    known = marks(world.book)
    for name, term in world.own.items():
        given = z3.is_true(model.eval(world.given[name], model_completion=True))
        if given and isinstance(term, NumberTerm) and isinstance(term.value, Ratio):
            plain = [1.0, *known.get(name, ()), *(mark + 1 for mark in known.get(name, ()))]
            yield term.value, plain


def marks(book: RuleBook) -> dict[str, list[float]]:
    """The numbers that rules compare each fact with, in rising order."""
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
