"""Reads a condition over facts to one three-valued SQL expression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.condition import (
    UNKNOWN,
    All,
    Among,
    Any,
    Compare,
    Condition,
    Constant,
    Exists,
    FactRef,
    Not,
    Operator,
    Scalar,
    truth,
)
from advisor.fleet.sql.dialects import Dialect, number
from advisor.fleet.sql.logic import Logic, Sql, any_sure, both, either, not_sure, opposite
from advisor.fleet.sql.terms import Choice, Fact, Fixed, Term, Terms, unknown_of
from advisor.model import Kind

_SYMBOLS: Mapping[Operator, str] = {"eq": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def read(condition: Condition, facts: Terms, dialect: Dialect) -> Logic:
    """The truth of a condition for each row."""
    match condition:
        case All(parts):
            return both(read(part, facts, dialect) for part in parts)
        case Any(parts):
            return either(read(part, facts, dialect) for part in parts)
        case Not(part):
            return opposite(read(part, facts, dialect))
        case Compare(fact, operator, operand):
            match operand:
                case Constant(value):
                    return _with_constant(facts[fact], operator, value, dialect)
                case FactRef(other):
                    return _with_fact(facts[fact], operator, facts[other])
        case Among(fact, values):
            return _among(facts[fact], values, dialect)
        case Exists(fact):
            return _exists(facts[fact], dialect)


def _with_constant(fact: Fact, operator: Operator, value: Scalar, dialect: Dialect) -> Logic:
    match fact:
        case Fixed(known):
            return truth(Compare("fact", operator, Constant(value)), {"fact": known})
        case Choice(taken):
            return _choice_compared(taken, operator, value)
        case Term(value="NULL"):
            return both((not_sure(fact.none), None))
        case Term(kind) if kind is not _kind(value):
            return both((unknown_of(fact), None))  # different kinds: false, if known
        case Term(Kind.BOOLEAN, text) if operator == "eq":
            base = Sql(text, fact.nullable)
            return _unless_none(fact, base if value else opposite(base))
        case Term(_, text):
            compared = f"{text} {_SYMBOLS[operator]} {dialect.scalar(value)}"
            return _unless_none(fact, Sql(compared, fact.nullable))


def _choice_compared(taken: Mapping[str, object], operator: Operator, value: Scalar) -> Logic:
    return either(
        when
        for option, when in taken.items()
        if truth(Compare("fact", operator, Constant(value)), {"fact": option})
        and isinstance(when, bool | Sql)
    )


def _kind(value: Scalar) -> Kind:
    if isinstance(value, bool):
        return Kind.BOOLEAN
    return Kind.TEXT if isinstance(value, str) else Kind.NUMBER


def _unless_none(term: Term, base: Logic) -> Logic:
    """The comparison, but false where the fact is none."""
    if term.none is False:
        return base
    if term.unknown is False:
        return _known(base)  # NULL only means none
    return both((not_sure(term.none), base))


def _known(base: Logic) -> Logic:
    """The expression, but false where SQL returns NULL."""
    if isinstance(base, Sql) and base.nullable:
        return Sql(f"COALESCE({base.text}, FALSE)", nullable=False)
    return base


def _with_fact(left: Fact, operator: Operator, right: Fact) -> Logic:
    nones = any_sure((_none(left), _none(right)))
    unknown = any_sure((unknown_of(left), unknown_of(right)))
    if nones is True:
        return False
    if unknown is True:
        return both((not_sure(nones), None))
    compared: Logic
    match left, right:
        case Fixed(one), Fixed(other):
            compared = truth(
                Compare("one", operator, Constant(other)),  # type: ignore[arg-type]  # a scalar here
                {"one": one},
            )
        case ((Fixed() | Term(kind=Kind.NUMBER)), (Fixed() | Term(kind=Kind.NUMBER))):
            compared = Sql(
                f"{_number(left)} {_SYMBOLS[operator]} {_number(right)}",
                nones is not False or unknown is not False,
            )
        case _:
            return both((unknown, None))
    return _known(compared) if unknown is False else both((not_sure(nones), compared))


def _none(fact: Fact) -> bool | Sql:
    return fact.value is None if isinstance(fact, Fixed) else fact.none


def _number(fact: Fact) -> str:
    match fact:
        case Fixed(int() | float() as value):
            return number(value)
        case Term(_, text):
            return text
        case _:
            raise TypeError("only numbers are compared with each other")


def _among(fact: Fact, values: Sequence[Scalar], dialect: Dialect) -> Logic:
    match fact:
        case Fixed(known):
            return truth(Among("fact", tuple(values)), {"fact": known})
        case Choice(taken):
            return either(when for option, when in taken.items() if option in values)
        case Term(kind, text):
            wanted = Kind.TEXT if kind is Kind.LIST else kind
            fitting = list(dict.fromkeys(each for each in values if _kind(each) is wanted))
            if not fitting:
                return both((unknown_of(fact), None))
            if kind is Kind.LIST:
                listed = dialect.texts(map(str, fitting))
                found = dialect.overlap.format(text, listed)
            else:
                found = f"{text} IN ({', '.join(map(dialect.scalar, fitting))})"
            return _unless_none(fact, Sql(found, fact.nullable))


def _exists(fact: Fact, dialect: Dialect) -> Logic:
    match fact:
        case Fixed(value):
            return None if value is UNKNOWN else value is not None and value != ()
        case Choice():
            return fact.some
        case Term(Kind.LIST, text):
            return _unless_none(fact, Sql(f"{dialect.length.format(text)} > 0", fact.nullable))
        case Term():
            return both((not_sure(fact.none), either((not_sure(fact.unknown), None))))
