"""Facts, limits, conditions and templates in words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from advisor.condition import (
    UNKNOWN,
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
    Value,
)
from advisor.model import LimitContent, RuleBook
from advisor.template import REFERENCE
from advisor.units import show

_COMPARED: Mapping[Operator, str] = {
    "eq": "is", "gt": "is over", "gte": "is at least", "lt": "is under", "lte": "is at most",
}  # fmt: skip
_OPPOSITE: Mapping[Operator, Operator] = {"gt": "lte", "gte": "lt", "lt": "gte", "lte": "gt"}


def filled(template: str, book: RuleBook, facts: Mapping[str, Value]) -> str:
    """A template with the values of its facts and limits, each with its unit."""

    def value(match: re.Match[str]) -> str:
        name, row, column = match.groups()
        return cell_of(name, facts[row], column, book) if row else value_of(name, book, facts)

    return REFERENCE.sub(value, template)


def cell_of(table: str, row: Value, column: str, book: RuleBook) -> str:
    """The cell of a table in the row whose first column is a fact's value."""
    content = book.table(table)
    cells = [each[content.columns.index(column)] for each in content.rows if each[0] == row]
    return show(cells[0], None) if cells and cells[0] is not None else "a day not announced"


def value_of(name: str, book: RuleBook, facts: Mapping[str, Value]) -> str:
    """A fact or a limit in words."""
    if name in book.facts:
        return shown(facts[name], book.facts[name].unit)
    limit = book.limits[name]
    return limit_shown(limit.current.value, limit.unit)


def shown(value: Value, unit: str | None) -> str:
    """A value of a fact in words."""
    return "an unknown amount" if value is UNKNOWN else show(value, unit)


def limit_shown(value: LimitContent, unit: str | None) -> str:
    """A limit in words; a table by its number of rows."""
    if isinstance(value, int | float | str | tuple):
        return show(value, unit)
    return f"{len(value.rows)} rows of {', '.join(value.columns)}"


def in_words(condition: Condition, book: RuleBook, opposite: bool = False) -> str:
    """A condition, or its opposite, in words."""
    match condition:
        case All(parts) | Any(parts):
            both = isinstance(condition, All) is not opposite
            words = (in_words(part, book, opposite) for part in parts)
            return (" and " if both else " or ").join(words) or ("always" if both else "never")
        case Not(part):
            return in_words(part, book, not opposite)
        case Compare(fact, operator, operand):
            if isinstance(operand, FactRef):
                return f"`{fact}` {_verb(operator, opposite)} `{operand.fact}`"
            return _compared(fact, operator, operand.value, book, opposite)
        case Among(fact, values, limit):
            listed = book.limits[limit].title if limit else ", ".join(map(str, values))
            return f"`{fact}` {'is none of' if opposite else 'is among'} {listed}"
        case Exists(fact):
            return f"`{fact}` is {'not ' if opposite else ''}given"


def _verb(operator: Operator, opposite: bool) -> str:
    if not opposite:
        return _COMPARED[operator]
    return _COMPARED[_OPPOSITE[operator]] if operator in _OPPOSITE else "is not"


def _compared(fact: str, operator: Operator, value: Scalar, book: RuleBook, opposite: bool) -> str:
    if isinstance(value, bool):
        return f"`{fact}` is {str(value is not opposite).lower()}"
    return f"`{fact}` {_verb(operator, opposite)} {show(value, book.facts[fact].unit)}"
