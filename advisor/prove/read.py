"""Reads conditions and formulas as Z3 terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import z3

from advisor.condition import (
    All,
    Among,
    Any,
    Compare,
    Condition,
    Exists,
    FactRef,
    Not,
    Operator,
    Scalar,
)
from advisor.formula import Arithmetic, Call, Formula, Otherwise, Ref, Smallest
from advisor.formula import Number as Literal
from advisor.prove.kleene import FALSE, Kleene, both, either, every, opposite, some
from advisor.prove.numbers import (
    ONE,
    Extremum,
    Number,
    Products,
    Ratio,
    chosen,
    compared,
    number,
    numeral,
    plus,
    raised,
    settled,
    times,
    turned,
)
from advisor.prove.terms import BooleanTerm, ListTerm, NumberTerm, Term, TextTerm

Terms = Callable[[str], Term]


def truth(condition: Condition, term: Terms, products: Products) -> Kleene:
    """The truth of a condition, for facts that are terms."""
    match condition:
        case All(parts):
            return both(truth(part, term, products) for part in parts)
        case Any(parts):
            return either(truth(part, term, products) for part in parts)
        case Not(part):
            return opposite(truth(part, term, products))
        case Compare(fact, operator, operand):
            one = term(fact)
            if isinstance(operand, FactRef):
                return _between(one, operator, term(operand.fact), products)
            return _known(one, _holds(one, operator, operand.value, products))
        case Among(fact, values):
            one = term(fact)
            return _known(one, some(_holds(one, "eq", value, products) for value in values))
        case Exists(fact):
            one = term(fact)
            return _known(one, one.some if isinstance(one, ListTerm) else z3.BoolVal(True))


def _known(term: Term, holds: z3.BoolRef) -> Kleene:
    """A comparison of one fact: false for none, unknown for unknown."""
    surely = every((z3.Not(term.unknown), z3.Not(term.none), holds))
    return Kleene(surely, some((term.unknown, surely)))


def _holds(term: Term, operator: Operator, value: Scalar, products: Products) -> z3.BoolRef:
    """A comparison with a constant, for a fact that has a value; false where the kinds differ."""
    match term, value:
        case BooleanTerm(value=fact), bool():
            return fact if value else z3.Not(fact)
        case TextTerm(values=values) | ListTerm(values=values), str():
            return values.get(value, FALSE)
        case NumberTerm(value=fact), int() | float() if not isinstance(value, bool):
            return compared(operator, fact, number(value), products)
    return FALSE


def _between(one: Term, operator: Operator, two: Term, products: Products) -> Kleene:
    """A comparison of two facts: false where one is none, else unknown where one is unknown."""
    there = every((z3.Not(one.none), z3.Not(two.none)))
    unknown = some((one.unknown, two.unknown))
    holds = FALSE
    if isinstance(one, NumberTerm) and isinstance(two, NumberTerm):
        holds = compared(operator, one.value, two.value, products)
    return Kleene(every((there, z3.Not(unknown), holds)), every((there, some((unknown, holds)))))


def value(formula: Formula, term: Terms, products: Products) -> NumberTerm:
    """The value of a formula, for facts that are terms."""
    match formula:
        case Literal(constant):
            return NumberTerm(FALSE, FALSE, number(constant))
        case Ref(fact):
            one = term(fact)
            if isinstance(one, NumberTerm):
                return one
            return NumberTerm(one.unknown, z3.Not(one.unknown), number(0))
        case Otherwise(first, second):
            return _otherwise(value(first, term, products), value(second, term, products), products)
        case Arithmetic(operator, left, right):
            one, two = value(left, term, products), value(right, term, products)
            return _calculated(operator, one, two, products)
        case Call(function, arguments):
            parts = [value(each, term, products) for each in arguments]
            return _strict(parts, lambda values: (_called(function, values, products), FALSE))
        case Smallest(_, rows, arguments, column):
            parts = [value(each, term, products) for each in arguments]
            return _strict(parts, lambda values: _smallest(rows, values, column, products))


def _strict(
    parts: list[NumberTerm], function: Callable[[list[Number]], tuple[Number, z3.BoolRef]]
) -> NumberTerm:
    """Unknown where an argument is unknown, else none where one is none or nothing comes out."""
    result, missing = function([part.value for part in parts])
    unknown = some(part.unknown for part in parts)
    none = some((*(part.none for part in parts), missing))
    return NumberTerm(unknown, every((z3.Not(unknown), none)), result)


def _otherwise(first: NumberTerm, second: NumberTerm, products: Products) -> NumberTerm:
    one, two = settled(first.value, products), settled(second.value, products)
    return NumberTerm(
        some((first.unknown, every((first.none, second.unknown)))),
        every((first.none, second.none)),
        Ratio(chosen(first.none, two.top, one.top), chosen(first.none, two.bottom, one.bottom)),
    )


def _calculated(
    operator: str, left: NumberTerm, right: NumberTerm, products: Products
) -> NumberTerm:
    def calculated(values: list[Number]) -> tuple[Number, z3.BoolRef]:
        one, two = (settled(each, products) for each in values)
        match operator:
            case "*":
                return times(one, two, products), FALSE
            case "/":
                over, zero = turned(two)
                return times(one, over, products), zero
            case _:
                return plus(one, two, products, minus=operator == "-"), FALSE

    return _strict([left, right], calculated)


def _called(function: str, values: list[Number], products: Products) -> Number:
    match function:
        case "min":
            return Extremum("min", tuple(values))
        case "max":
            return Extremum("max", tuple(values))
        case _:
            return raised(settled(values[0], products))


def _smallest(
    rows: Iterable[tuple[float, ...]], needs: list[Number], column: int, products: Products
) -> tuple[Number, z3.BoolRef]:
    """The column of the first row that holds the needs, and whether no row does."""
    results: list[tuple[z3.BoolRef, float]] = []
    for size, alike in _runs(rows, column):
        fits = some(
            every(
                compared("lte", need, number(have), products)
                for need, have in zip(needs, row, strict=True)
            )
            for row in alike
        )
        results.append((fits, size))
    result = numeral(results[-1][1] if results else 0)
    for fits, size in reversed(results[:-1]):
        result = chosen(fits, numeral(size), result)
    return Ratio(result, ONE), z3.Not(some(fits for fits, _ in results))


def _runs(
    rows: Iterable[tuple[float, ...]], column: int
) -> list[tuple[float, list[tuple[float, ...]]]]:
    """The rows grouped by the value they give, without those that another of a group covers."""
    runs: list[tuple[float, list[tuple[float, ...]]]] = []
    for row in rows:
        if runs and runs[-1][0] == row[column]:
            kept = [
                each
                for each in runs[-1][1]
                if not all(a <= b for a, b in zip(each, row, strict=True))
            ]
            runs[-1] = (row[column], [*kept, row])
        else:
            runs.append((row[column], [row]))
    return runs
