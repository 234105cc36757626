"""Conditions, formulas and templates as nested lists, which `assets/trees.js` reads."""

from __future__ import annotations

from typing import Any

from advisor.condition import All, Among, Compare, Condition, Constant, Exists, FactRef, Not
from advisor.condition import Any as AnyOf
from advisor.explain.words import limit_shown
from advisor.formula import Arithmetic, Call, Formula, Number, Otherwise, Ref, Smallest
from advisor.model import RuleBook
from advisor.template import REFERENCE
from advisor.units import show

__all__ = ["Tables", "condition_data", "formula_data", "template_data"]


class Tables:
    """The tables of formulas, without duplicates."""

    def __init__(self) -> None:
        self.rows: list[list[list[float]]] = []
        self._numbers: dict[str, int] = {}

    def number(self, formula: Smallest) -> int:
        """The number of a formula's table."""
        if formula.table not in self._numbers:
            self._numbers[formula.table] = len(self.rows)
            self.rows.append([list(row) for row in formula.rows])
        return self._numbers[formula.table]


def condition_data(condition: Condition) -> list[Any]:
    """A condition as nested lists."""
    match condition:
        case All(parts):
            return ["all", *(condition_data(part) for part in parts)]
        case AnyOf(parts):
            return ["any", *(condition_data(part) for part in parts)]
        case Not(part):
            return ["not", condition_data(part)]
        case Compare(fact, operator, Constant(value)):
            return [operator, fact, value]
        case Compare(fact, operator, FactRef(other)):
            return [operator, fact, None, other]
        case Compare():
            raise AssertionError("compared with neither a value nor a fact")
        case Among(fact, values):
            return ["in", fact, *values]
        case Exists(fact):
            return ["exists", fact]


def formula_data(formula: Formula, tables: Tables) -> list[Any]:
    """A formula as nested lists, with a table as its number."""
    match formula:
        case Number(value):
            return ["number", value]
        case Ref(fact):
            return ["fact", fact]
        case Arithmetic(operator, left, right):
            return [operator, formula_data(left, tables), formula_data(right, tables)]
        case Call(function, arguments):
            return [function, *(formula_data(each, tables) for each in arguments)]
        case Otherwise(first, second):
            return ["or", formula_data(first, tables), formula_data(second, tables)]
        case Smallest(_, _, arguments, column):
            parts = [formula_data(each, tables) for each in arguments]
            return ["smallest", tables.number(formula), column, *parts]


def template_data(template: str, book: RuleBook) -> list[Any]:
    """A template as its texts and the references between them."""
    parts: list[Any] = []
    end = 0
    for match in REFERENCE.finditer(template):
        parts.append(template[end : match.start()])
        parts.append(_reference(*match.groups(), book=book))
        end = match.end()
    return [*parts, template[end:]]


def _reference(name: str, row: str | None, column: str | None, *, book: RuleBook) -> Any:
    """A reference as data: a fact's name, a limit's text, or a table's cells by a fact."""
    if row is not None and column is not None:
        content = book.table(name)
        index = content.columns.index(column)
        cells: dict[str, str] = {}
        for each in content.rows:
            if each[index] is not None:
                cells.setdefault(str(each[0]), show(each[index], None))
        return {"fact": row, "cells": cells}
    if name in book.facts:
        return {"fact": name}
    limit = book.limits[name]
    return {"text": limit_shown(limit.current.value, limit.unit)}
