"""Polynomials of two facts, their quotients and zeros."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from advisor.formula import Arithmetic, Formula, Number, Ref

__all__ = ["Polynomial", "Ratio", "difference", "in_one", "ratio", "roots"]

# The factor by the powers of the first and the second fact.
Polynomial = Mapping[tuple[int, int], float]


class Ratio(NamedTuple):
    """A quotient of polynomials."""

    top: Polynomial
    bottom: Polynomial


_ONE: Polynomial = {(0, 0): 1.0}


def ratio(formula: Formula, x: str, y: str) -> Ratio:
    """A formula of numbers, two facts and arithmetic as a quotient of polynomials."""
    match formula:
        case Number(value):
            return Ratio({(0, 0): value}, _ONE)
        case Ref(name):
            return Ratio({(int(name == x), int(name == y)): 1.0}, _ONE)
        case Arithmetic(operator, left, right):
            return _joined(operator, ratio(left, x, y), ratio(right, x, y))
        case _:
            raise TypeError(f"{type(formula).__name__} is not smooth")


def _joined(operator: str, a: Ratio, b: Ratio) -> Ratio:
    match operator:
        case "*":
            return Ratio(_product(a.top, b.top), _product(a.bottom, b.bottom))
        case "/":
            return Ratio(_product(a.top, b.bottom), _product(a.bottom, b.top))
        case _:
            sign = 1 if operator == "+" else -1
            top = _sum(_product(a.top, b.bottom), _product(b.top, a.bottom), sign)
            return Ratio(top, _product(a.bottom, b.bottom))


def difference(a: Ratio, b: Ratio) -> Polynomial:
    """The polynomial that is zero where two quotients are equal."""
    return _sum(_product(a.top, b.bottom), _product(b.top, a.bottom), -1)


def _product(a: Polynomial, b: Polynomial) -> Polynomial:
    found: dict[tuple[int, int], float] = {}
    for (i, j), one in a.items():
        for (k, m), other in b.items():
            found[i + k, j + m] = found.get((i + k, j + m), 0.0) + one * other
    return found


def _sum(a: Polynomial, b: Polynomial, sign: int) -> Polynomial:
    found = dict(a)
    for powers, factor in b.items():
        found[powers] = found.get(powers, 0.0) + sign * factor
    return {powers: factor for powers, factor in found.items() if factor}


def in_one(polynomial: Polynomial, axis: int, other: float = 0.0) -> list[float]:
    """The factors of the powers of one fact, lowest first, for a value of the other."""
    found: list[float] = [0.0]
    for powers, factor in polynomial.items():
        power = powers[axis]
        found += [0.0] * (power + 1 - len(found))
        found[power] += factor * other ** powers[1 - axis]
    return found


def roots(factors: Sequence[float], low: float, high: float) -> Iterator[float]:
    """The values between two others at which a polynomial of one fact changes sign, rising."""
    factors = list(factors)
    while factors and not factors[-1]:
        factors.pop()
    if len(factors) < 2:  # noqa: PLR2004  # a constant has no roots
        return
    if len(factors) == 2:  # noqa: PLR2004  # a line has one, and exactly
        root = -factors[0] / factors[1]
        if low < root < high:
            yield root
        return
    slopes = [factor * power for power, factor in enumerate(factors)][1:]
    for left, right in pairwise([low, *roots(slopes, low, high), high]):
        if _value(factors, left) * _value(factors, right) < 0:
            yield _crossing(factors, left, right)


def _value(factors: Sequence[float], at: float) -> float:
    total = 0.0
    for factor in reversed(factors):
        total = total * at + factor
    return total


def _crossing(factors: Sequence[float], low: float, high: float) -> float:
    below = _value(factors, low) < 0
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if (_value(factors, middle) < 0) is below else (low, middle)
    return high
