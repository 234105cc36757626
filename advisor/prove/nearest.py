"""The values that lead to a platform and are nearest to those of the workload."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor, log

import z3

from advisor.condition import UNKNOWN, Value
from advisor.prove.bounds import Bounds, bounds
from advisor.prove.fixed import equals
from advisor.prove.kleene import FALSE
from advisor.prove.numbers import Ratio
from advisor.prove.session import Session, UndecidedError
from advisor.prove.shrink import marks
from advisor.prove.terms import ListTerm, NumberTerm
from advisor.prove.witness import stated

_OTHER = log(4)
_UNSAID = log(3)  # stating an unknown fact is a smaller change than changing a known one
_STEPS = {"vCPU": Fraction(1, 4)}  # everything else is whole: seconds, MiB, counts


def nearest(
    session: Session,
    fixed: Sequence[z3.BoolRef],
    changed: Collection[str],
    now: Mapping[str, Value],
) -> dict[str, Value]:
    """The facts for a spec: lists with one element, numbers as near to the present as possible."""
    world = session.world
    kept = list(fixed)
    _prefer_known(session, kept, changed)
    for name in sorted(changed):
        term = world.own[name]
        if isinstance(term, ListTerm):
            for member in term.values.values():
                _wish(session, kept, z3.Not(member))
        if isinstance(term, NumberTerm) and isinstance(term.value, Ratio):
            kept += _number(session, kept, name, term.value, now[name])
    model = _solved(session, kept)
    if model is None:
        raise UndecidedError("what Z3 found, it does not find again")
    return stated(world, model)


def _prefer_known(session: Session, kept: list[z3.BoolRef], changed: Collection[str]) -> None:
    for name in sorted(changed):
        _wish(session, kept, session.world.given[name])


def _wish(session: Session, kept: list[z3.BoolRef], wish: z3.BoolRef) -> None:
    """Add a constraint if it can still be satisfied."""
    if _solved(session, [*kept, wish]) is not None:
        kept.append(wish)


def _number(
    session: Session, kept: list[z3.BoolRef], name: str, ratio: Ratio, now: Value
) -> list[z3.BoolRef]:
    given = session.world.given[name]
    if _solved(session, [*kept, given]) is None:
        return []  # it can only be taken away
    if isinstance(now, int | float) and not isinstance(now, bool):
        value = _closest(session, [*kept, given], name, ratio, float(now))
    else:
        value = _plain(session, [*kept, given], name, ratio)
    if value is None:
        return [given]
    return [given, equals(NumberTerm(given, given, ratio), value)]


def _closest(
    session: Session, kept: Sequence[z3.BoolRef], name: str, ratio: Ratio, now: float
) -> float | None:
    """The value on the grid of its unit that is nearest to the present one."""
    step = _STEPS.get(session.book.facts[name].unit or "", Fraction(1))
    solver = z3.Solver()
    solver.set("timeout", session.milliseconds)
    count = z3.FreshInt("steps")
    solver.add(*kept, ratio.top.term == z3.ToReal(count) * z3.Q(step.numerator, step.denominator))
    here = Fraction(now) / step
    least_above = _least(solver, count, floor(here) + 1, upwards=True)
    most_below = _least(solver, count, ceil(here) - 1, upwards=False)
    found = [float(each * step) for each in (least_above, most_below) if each is not None]
    return min(found, key=lambda each: _ratio(each, now)) if found else None


def _least(solver: z3.Solver, count: z3.ArithRef, first: int, *, upwards: bool) -> int | None:
    """The first whole number from `first` on, up or down, that is possible; by bisection."""
    sign = 1 if upwards else -1

    def within(last: int | None) -> int | None:
        ends = [sign * count >= sign * first]
        if last is not None:
            ends.append(sign * count <= sign * last)
        answer = solver.check(*ends)
        if answer == z3.unknown:
            raise UndecidedError(solver.reason_unknown())
        return int(solver.model()[count].as_long()) if answer == z3.sat else None

    best = within(None)
    low = first
    while best is not None and best != low:
        middle = low + (best - low) // 2 if upwards else low - (low - best) // 2
        nearer = within(middle)
        if nearer is None:
            low = middle + sign
        else:
            best = nearer
    return best


def distance(before: Value, after: Value) -> float:
    """The size of a change: the ratio of numbers; any other fact counts like a fourfold number."""
    if before is UNKNOWN:
        return _UNSAID
    if isinstance(before, bool) or isinstance(after, bool):
        return _OTHER
    if not isinstance(before, int | float) or not isinstance(after, int | float):
        return _OTHER
    return log(_ratio(before, after)) if before and after else _OTHER


def _ratio(one: float, other: float) -> float:
    low, high = sorted((abs(one), abs(other)))
    return high / low if low else high + 1


def _plain(session: Session, kept: Sequence[z3.BoolRef], name: str, ratio: Ratio) -> float | None:
    """A value for an unknown fact: the smallest that will do, or one up to a threshold.

    If the smallest amount already leads there, the largest threshold that still does is taken.
    """
    least = _closest(session, kept, name, ratio, 0.0)
    bound = bounds().get(name, Bounds())
    step = _STEPS.get(session.book.facts[name].unit or "", Fraction(1))
    if least is None or least > max(float(step), bound.low or 0.0):
        return least
    term = NumberTerm(FALSE, FALSE, ratio)
    for mark in marks(session.book).get(name, []):
        if mark > least and _solved(session, [*kept, equals(term, mark)]) is None:
            break
        least = max(least, mark)
    return least


def _solved(session: Session, kept: Sequence[z3.BoolRef]) -> z3.ModelRef | None:
    solver = z3.Solver()
    solver.set("timeout", session.milliseconds)
    solver.add(*kept)
    answer = solver.check()
    if answer == z3.unknown:
        raise UndecidedError(solver.reason_unknown())
    return solver.model() if answer == z3.sat else None
