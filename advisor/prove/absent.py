"""The meaning of a fact that a spec leaves out, as Z3 terms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import z3

from advisor.condition import UNKNOWN, FactRef, Value
from advisor.fields import SpecFact
from advisor.prove.kleene import every, some
from advisor.prove.numbers import Products, Ratio, chosen, compared, number, settled
from advisor.prove.terms import BooleanTerm, ListTerm, NumberTerm, Term, TextTerm


def completed(each: SpecFact, given: z3.BoolRef, own: Term, term: Callable[[str], Term]) -> Term:
    """A fact of a spec: its value if it is given, else what its absence means."""
    absent = z3.Not(given)
    match each.absent:
        case FactRef(fact):
            return _followed(given, own, term(fact))
        case None:
            return own._replace(none=absent)
        case _ if each.absent is UNKNOWN:
            return own._replace(unknown=absent)
        case function if callable(function):
            (name,) = reads(each)
            unknown, none = _computed(function, name, term(name))
            return own._replace(unknown=every((absent, unknown)), none=every((absent, none)))
        case _:
            return own


def _followed(given: z3.BoolRef, own: Term, other: Term) -> Term:
    if not isinstance(own, NumberTerm) or not isinstance(other, NumberTerm):
        raise TypeError("only a number can follow another fact")
    absent, products = z3.Not(given), Products()
    one, two = settled(own.value, products), settled(other.value, products)
    return NumberTerm(
        every((absent, other.unknown)),
        every((absent, other.none)),
        Ratio(chosen(given, one.top, two.top), chosen(given, one.bottom, two.bottom)),
    )


class _Recorder(dict[str, Any]):
    """Facts that are all unknown, recording which of them are read."""

    def get(self, name: str, default: Any = None) -> Any:
        self[name] = UNKNOWN
        return super().get(name, default)


def reads(each: SpecFact) -> tuple[str, ...]:
    """The other facts that a fact depends on when it is absent."""
    if isinstance(each.absent, FactRef):
        return (each.absent.fact,)
    if not callable(each.absent):
        return ()
    read = _Recorder()
    each.absent(read)
    return tuple(read)


def _computed(
    absent: Callable[[Mapping[str, Value]], Value], name: str, term: Term
) -> tuple[z3.BoolRef, z3.BoolRef]:
    """When a default computed from another fact is unknown, and when it is none.

    The function is asked for each state that it can tell of the fact it reads: unknown, none,
    something, and nothing (0, false, the empty list).
    """
    results = [(state, absent({name: sample})) for state, sample in _states(term)]
    if any(result is not None and result is not UNKNOWN for _, result in results):
        raise TypeError(f"a default computed from `{name}` is neither unknown nor none")
    unknown = some(state for state, result in results if result is UNKNOWN)
    return unknown, some(state for state, result in results if result is None)


def _states(term: Term) -> Iterator[tuple[z3.BoolRef, Value]]:
    yield term.unknown, UNKNOWN
    yield term.none, None
    there = every((z3.Not(term.unknown), z3.Not(term.none)))
    match term:
        case NumberTerm():
            nothing = compared("eq", term.value, number(0), Products())
            samples: tuple[Value, Value] = 0, 1
        case BooleanTerm():
            nothing, samples = z3.Not(term.value), (False, True)
        case TextTerm():
            nothing, samples = z3.BoolVal(False), ("", "text")
        case ListTerm():
            nothing, samples = z3.Not(term.some), ((), ("text",))
    yield every((there, nothing)), samples[0]
    yield every((there, z3.Not(nothing))), samples[1]
