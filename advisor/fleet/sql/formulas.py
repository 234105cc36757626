"""Reads formulas to SQL: a derived fact as an expression, with where it is none or unknown."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.condition import UNKNOWN
from advisor.fleet.sql.dialects import number
from advisor.fleet.sql.logic import Sql, Sure, all_sure, any_sure, chosen, not_sure
from advisor.fleet.sql.tables import first_fit
from advisor.fleet.sql.terms import Choice, Fact, Fixed, Term, Terms
from advisor.formula import Arithmetic, Call, Formula, Number, Otherwise, Ref, Smallest, evaluate
from advisor.model import Kind

Operand = Fixed | Term


def read(formula: Formula, facts: Terms) -> Operand:
    """The value of a formula for each row."""
    match formula:
        case Number(value):
            return Fixed(value)
        case Ref(fact):
            return _operand(facts[fact])
        case Otherwise(first, second):
            return _otherwise(read(first, facts), read(second, facts))
        case Arithmetic(operator, left, right):
            return _arithmetic(formula, operator, read(left, facts), read(right, facts))
        case Call(function, arguments):
            parts = [read(each, facts) for each in arguments]
            return _call(formula, function, parts)
        case Smallest(_, rows, arguments, column):
            parts = [read(each, facts) for each in arguments]
            return _smallest(formula, rows, parts, column)


def _operand(fact: Fact) -> Operand:
    """A fact in a formula; a value that is not a number counts as none."""
    match fact:
        case Fixed(int() | float()) | Term(kind=Kind.NUMBER):
            return fact
        case Fixed(value):
            return Fixed(UNKNOWN if value is UNKNOWN else None)
        case Term(unknown=unknown):
            return Term(Kind.NUMBER, _NULL, not_sure(unknown), unknown)
        case Choice():
            return Fixed(None)


_NULL = "CAST(NULL AS DOUBLE)"


def _none(operand: Operand) -> Sure:
    return operand.value is None if isinstance(operand, Fixed) else operand.none


def _unknown(operand: Operand) -> Sure:
    return operand.value is UNKNOWN if isinstance(operand, Fixed) else operand.unknown


def _text(operand: Operand) -> str:
    if isinstance(operand, Term):
        return operand.value
    return number(operand.value) if isinstance(operand.value, int | float) else _NULL


def _otherwise(first: Operand, second: Operand) -> Operand:
    none = _none(first)
    if none is False:
        return first
    if none is True:
        return second
    unknown = any_sure((_unknown(first), all_sure((none, _unknown(second)))))
    if _unknown(first) is False:
        value = f"COALESCE({_text(first)}, {_text(second)})"
    else:
        value = chosen([(none, _text(second))], _text(first))
    return Term(Kind.NUMBER, value, all_sure((none, _none(second))), unknown)


def _states(parts: Sequence[Operand], *nones: Sure) -> tuple[Sure, Sure]:
    """Where the result is none, and where it is unknown; unknown takes precedence."""
    unknown = any_sure(map(_unknown, parts))
    none = any_sure((*map(_none, parts), *nones))
    return all_sure((not_sure(unknown), none)), unknown


def _settled(formula: Formula, parts: Sequence[Operand]) -> Fixed | None:
    """The result if it is the same for every row; else None."""
    if any(_unknown(part) is True for part in parts):
        return Fixed(UNKNOWN)
    if any(isinstance(part, Term) for part in parts):
        return None
    numbers = tuple(_again(part) for part in parts)
    match formula:
        case Arithmetic(operator):
            return Fixed(evaluate(Arithmetic(operator, *numbers), {}))
        case Call(function):
            return Fixed(evaluate(Call(function, numbers), {}))
        case Smallest(table, rows, _, column):
            return Fixed(evaluate(Smallest(table, rows, numbers, column), {}))
        case Number() | Ref() | Otherwise():
            raise TypeError("has no operands that are worked out before it")


def _again(part: Operand) -> Formula:
    """A constant as a formula; none is written as a division by zero."""
    if isinstance(part.value, int | float):
        return Number(part.value)
    return Arithmetic("/", Number(0), Number(0))


def _arithmetic(formula: Formula, operator: str, left: Operand, right: Operand) -> Operand:
    if (settled := _settled(formula, (left, right))) is not None:
        return settled
    if operator != "/":
        none, unknown = _states((left, right))
        return Term(Kind.NUMBER, f"({_text(left)} {operator} {_text(right)})", none, unknown)
    if _none(left) is True or _none(right) is True:
        return Term(Kind.NUMBER, _NULL, *_states((left, right)))
    zero = _zero(right)
    none, unknown = _states((left, right), zero)
    divisor = _text(right) if zero is False else f"NULLIF({_text(right)}, 0)"
    dividend = _text(left)
    if isinstance(left, Fixed) and isinstance(left.value, int | float):
        dividend = f"CAST({dividend} AS DOUBLE)"
    return Term(Kind.NUMBER, f"({dividend} / {divisor})", none, unknown)


def _zero(divisor: Operand) -> Sure:
    if isinstance(divisor, Fixed):
        return divisor.value == 0
    if divisor.nonzero:
        return False
    return Sql(f"COALESCE({divisor.value} = 0, FALSE)", nullable=False)


def _call(formula: Formula, function: str, parts: Sequence[Operand]) -> Operand:
    if (settled := _settled(formula, parts)) is not None:
        return settled
    none, unknown = _states(parts)
    texts = [_text(part) for part in parts]
    if function == "ceil":
        return Term(Kind.NUMBER, f"CAST(CEIL({texts[0]}) AS DOUBLE)", none, unknown)
    value = texts[0]
    if len(texts) > 1:
        value = f"{'LEAST' if function == 'min' else 'GREATEST'}({', '.join(texts)})"
    # LEAST and GREATEST skip NULLs; here a NULL must count.
    gaps = [each for each in parts if isinstance(each, Fixed) or each.nullable]
    known = [f"{_text(each)} IS NOT NULL" for each in gaps if isinstance(each, Term)]
    if any(_none(each) is True for each in parts):
        value = _NULL
    elif known:
        value = f"CASE WHEN {' AND '.join(known)} THEN {value} END"
    return Term(Kind.NUMBER, value, none, unknown)


def _smallest(
    formula: Formula, rows: Sequence[tuple[float, ...]], parts: Sequence[Operand], column: int
) -> Operand:
    if (settled := _settled(formula, parts)) is not None:
        return settled
    value = first_fit(rows, [_text(part) for part in parts], column)
    none, unknown = _states(parts, Sql(f"({value}) IS NULL", nullable=False))
    return Term(Kind.NUMBER, f"CAST({value} AS DOUBLE)", none, unknown)
