"""Numbers as Z3 terms: fractions are kept as such, so that comparisons stay linear.

What derived facts compute is compared, never solved for. A quotient is a top and a bottom, and
`a / b < c / d` becomes `a * d < c * b`. A product of two variables becomes a variable of its own;
`Products` keeps what it stands for, and a proof that needs no more than its sign never asks.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from typing import Literal, NamedTuple

import z3

from advisor.condition import Operator
from advisor.prove.kleene import every, some

Sign = Literal["positive", "nonnegative", "any"]


class Part(NamedTuple):
    """A real term, its sign if that is known, and whether it is made of numerals only."""

    term: z3.ArithRef
    sign: Sign
    constant: bool = False


class Ratio(NamedTuple):
    """A quotient; the bottom is positive."""

    top: Part
    bottom: Part


class Extremum(NamedTuple):
    """The smallest or the largest of some numbers."""

    function: Literal["min", "max"]
    parts: tuple[Number, ...]


Number = Ratio | Extremum


def numeral(value: float | Fraction) -> Part:
    """A number as a term, exactly."""
    exact = Fraction(value)
    term = z3.Q(exact.numerator, exact.denominator)
    return Part(term, "positive" if exact > 0 else "any" if exact < 0 else "nonnegative", True)


ONE = numeral(1)


def number(value: float) -> Ratio:
    """A number as a quotient."""
    return Ratio(numeral(value), ONE)


class Products:
    """The products of variables so far: a variable for each, and its factors."""

    def __init__(self) -> None:
        self.signs: list[z3.BoolRef] = []
        self.definitions: list[z3.BoolRef] = []
        self._known: dict[tuple[int, int], tuple[Part, Part, Part]] = {}

    def of(self, left: Part, right: Part) -> Part:
        """The product of two terms; numerals are multiplied into the branches of the other."""
        if left.constant:
            return Part(_scaled(left.term, right.term), _joint(left, right), right.constant)
        if right.constant:
            return Part(_scaled(right.term, left.term), _joint(left, right))
        first, second = sorted((left, right), key=lambda part: part.term.get_id())
        key = first.term.get_id(), second.term.get_id()
        if key not in self._known:
            # The factors are kept alive too: Z3 reuses the id of a term that is gone.
            self._known[key] = (self._new(first, second), first, second)
        return self._known[key][0]

    def _new(self, left: Part, right: Part) -> Part:
        term = z3.FreshReal("product")
        sign = _joint(left, right)
        if sign != "any":
            self.signs.append(term > 0 if sign == "positive" else term >= 0)
        self.definitions.append(term == left.term * right.term)
        return Part(term, sign)


def _scaled(numerals: z3.ArithRef, other: z3.ArithRef) -> z3.ArithRef:
    """A tree of numerals times a term, in each of its branches."""
    if z3.is_app_of(numerals, z3.Z3_OP_ITE):
        choice, one, two = numerals.children()
        return z3.If(choice, _scaled(one, other), _scaled(two, other))
    if z3.is_app_of(other, z3.Z3_OP_ITE) and _is_numerals(other):
        return _scaled(other, numerals)
    return z3.simplify(numerals * other) if z3.is_rational_value(other) else numerals * other


def _is_numerals(term: z3.ArithRef) -> bool:
    if z3.is_app_of(term, z3.Z3_OP_ITE):
        return all(_is_numerals(branch) for branch in term.children()[1:])
    return bool(z3.is_rational_value(term))


def _joint(left: Part, right: Part) -> Sign:
    signs = {left.sign, right.sign}
    return "any" if "any" in signs else "nonnegative" if "nonnegative" in signs else "positive"


def chosen(choice: z3.BoolRef, one: Part, two: Part) -> Part:
    """One term or the other."""
    order: tuple[Sign, ...] = ("any", "nonnegative", "positive")
    weaker = min(one.sign, two.sign, key=order.index)
    constant = one.constant and two.constant
    if one.term.eq(two.term):
        return Part(one.term, weaker, constant)
    return Part(z3.If(choice, one.term, two.term), weaker, constant)


_COMPARED: dict[Operator, Callable[[z3.ArithRef, z3.ArithRef], z3.BoolRef]] = {
    "eq": lambda a, b: a == b, "gt": lambda a, b: a > b, "gte": lambda a, b: a >= b,
    "lt": lambda a, b: a < b, "lte": lambda a, b: a <= b,
}  # fmt: skip
_MIRRORED: dict[Operator, Operator] = {
    "eq": "eq", "gt": "lt", "gte": "lte", "lt": "gt", "lte": "gte",
}  # fmt: skip


def compared(operator: Operator, left: Number, right: Number, products: Products) -> z3.BoolRef:
    """A comparison of two numbers, as a term."""
    if isinstance(left, Extremum):
        return _extremum(operator, left, right, products)
    if isinstance(right, Extremum):
        return _extremum(_MIRRORED[operator], right, left, products)
    if left.bottom.term.eq(right.bottom.term):
        return _COMPARED[operator](left.top.term, right.top.term)
    one, two = products.of(left.top, right.bottom), products.of(right.top, left.bottom)
    return _COMPARED[operator](one.term, two.term)


def _extremum(operator: Operator, left: Extremum, right: Number, products: Products) -> z3.BoolRef:
    if operator == "eq":
        bound: Operator = "lte" if left.function == "max" else "gte"
        equal = some(compared("eq", part, right, products) for part in left.parts)
        return z3.And(_extremum(bound, left, right, products), equal)
    each = [compared(operator, part, right, products) for part in left.parts]
    # The largest of several is below a number if all are, and above it if one is.
    below = operator in ("lt", "lte")
    return every(each) if below == (left.function == "max") else some(each)


def settled(value: Number, products: Products) -> Ratio:
    """A number as one quotient, as arithmetic needs it; a comparison does not."""
    if isinstance(value, Ratio):
        return value
    operator: Operator = "gte" if value.function == "max" else "lte"

    def better(one: Ratio, two: Ratio) -> Ratio:
        choice = compared(operator, one, two, products)
        return Ratio(chosen(choice, one.top, two.top), chosen(choice, one.bottom, two.bottom))

    return reduce(better, (settled(part, products) for part in value.parts))


def plus(left: Ratio, right: Ratio, products: Products, minus: bool = False) -> Ratio:
    """The sum of two quotients, or the difference."""
    if left.bottom.term.eq(right.bottom.term):
        one, two, bottom = left.top, right.top, left.bottom
    else:
        one, two = products.of(left.top, right.bottom), products.of(right.top, left.bottom)
        bottom = products.of(left.bottom, right.bottom)
    if minus:
        return Ratio(Part(one.term - two.term, "any"), bottom)
    sign: Sign = "any" if "any" in (one.sign, two.sign) else "nonnegative"
    if sign == "nonnegative" and "positive" in (one.sign, two.sign):
        sign = "positive"
    return Ratio(Part(one.term + two.term, sign), bottom)


def times(left: Ratio, right: Ratio, products: Products) -> Ratio:
    """The product of two quotients."""
    return Ratio(products.of(left.top, right.top), products.of(left.bottom, right.bottom))


def turned(value: Ratio) -> tuple[Ratio, z3.BoolRef]:
    """The reciprocal of a quotient, and whether that divides by zero."""
    if value.top.sign == "positive":
        return Ratio(value.bottom, value.top), z3.BoolVal(False)
    zero = value.top.term == 0
    size = z3.If(zero, 1, z3.If(value.top.term < 0, -value.top.term, value.top.term))
    top = z3.If(value.top.term < 0, -value.bottom.term, value.bottom.term)
    return Ratio(Part(top, "any"), Part(size, "positive")), zero


def raised(value: Ratio) -> Ratio:
    """The number rounded up to a whole one."""
    up = -z3.ToInt(-(value.top.term / value.bottom.term))
    return Ratio(Part(z3.ToReal(up), value.top.sign), ONE)
