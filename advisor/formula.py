"""Formulas of derived facts: arithmetic over facts and limits, written as text, kept as a tree.

A formula is unknown when a fact it reads is unknown, else none when one is none, when nothing in a
table is large enough, or when it divides by zero.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from advisor.condition import UNKNOWN, Facts, Unknown

Result = float | Unknown | None
Row = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A number, and the limit it was taken from."""

    value: float
    limit: str | None = None


@dataclass(frozen=True, slots=True)
class Ref:
    """The value of a fact."""

    fact: str


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two formulas joined by an operator."""

    operator: Literal["+", "-", "*", "/"]
    left: Formula
    right: Formula


@dataclass(frozen=True, slots=True)
class Call:
    """The smallest or largest of its arguments, or the next whole number."""

    function: Literal["min", "max", "ceil"]
    arguments: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Otherwise:
    """The first formula, or the second where the first is none."""

    first: Formula
    second: Formula


@dataclass(frozen=True, slots=True)
class Smallest:
    """One column of the first row, in the table's order, at least as large as the arguments."""

    table: str
    rows: tuple[Row, ...]
    arguments: tuple[Formula, ...]
    column: int


Formula = Number | Ref | Arithmetic | Call | Otherwise | Smallest


@dataclass(frozen=True, slots=True)
class Names:
    """What a formula may refer to: number limits by id, and tables as (columns, rows)."""

    numbers: Mapping[str, float]
    tables: Mapping[str, tuple[tuple[str, ...], tuple[Row, ...]]]


def parse(text: str, names: Names) -> Formula:
    """The tree of a formula; raises ValueError saying which part is not understood."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ValueError(f"`{text}` is not a formula") from error
    return _node(tree, names)


_OPERATORS: dict[type[ast.operator], Literal["+", "-", "*", "/"]] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/",
}  # fmt: skip


def _node(tree: ast.expr, names: Names) -> Formula:
    match tree:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return Number(float(number))
        case ast.BinOp(left, operator, right) if type(operator) in _OPERATORS:
            return Arithmetic(_OPERATORS[type(operator)], _node(left, names), _node(right, names))
        case ast.BoolOp(ast.Or(), [first, second]):
            return Otherwise(_node(first, names), _node(second, names))
        case ast.Call(ast.Name("limit"), [ast.Constant(str() as limit)], []):
            if limit not in names.numbers:
                raise ValueError(f"`{limit}` is not a limit that is a number")
            return Number(names.numbers[limit], limit)
        case ast.Call(ast.Name("min" | "max" | "ceil" as function), arguments, []) if arguments:
            if function == "ceil" and len(arguments) > 1:
                raise ValueError("`ceil` takes one argument")
            return Call(function, tuple(_node(each, names) for each in arguments))
        case ast.Attribute(
            ast.Call(ast.Name("smallest"), [ast.Constant(str() as table), *arguments], []), column
        ):
            return _smallest(table, arguments, column, names)
        case ast.Name() | ast.Attribute():
            return Ref(ast.unparse(tree))
        case _:
            raise ValueError(f"`{ast.unparse(tree)}` is not understood in a formula")


def _smallest(table: str, arguments: list[ast.expr], column: str, names: Names) -> Formula:
    if table not in names.tables:
        raise ValueError(f"`{table}` is not a limit that is a table")
    columns, rows = names.tables[table]
    if column not in columns or len(arguments) != len(columns):
        raise ValueError(f"`{table}` has the columns {', '.join(columns)}: give each, ask for one")
    parts = tuple(_node(each, names) for each in arguments)
    return Smallest(table, rows, parts, columns.index(column))


def refs(formula: Formula) -> Iterator[str]:
    """The facts a formula reads, with repetitions."""
    match formula:
        case Number():
            return
        case Ref(fact):
            yield fact
        case Arithmetic(_, left, right) | Otherwise(left, right):
            yield from refs(left)
            yield from refs(right)
        case Call(_, arguments) | Smallest(arguments=arguments):
            for each in arguments:
                yield from refs(each)


def limits(formula: Formula) -> Iterator[str]:
    """The limits a formula reads, with repetitions."""
    match formula:
        case Number(_, limit):
            if limit is not None:
                yield limit
        case Ref():
            return
        case Arithmetic(_, left, right) | Otherwise(left, right):
            yield from limits(left)
            yield from limits(right)
        case Call(_, arguments):
            for each in arguments:
                yield from limits(each)
        case Smallest(table, _, arguments):
            yield table
            for each in arguments:
                yield from limits(each)


def evaluate(formula: Formula, facts: Facts) -> Result:
    """The value of a formula for these facts: the meaning that every reader must share."""
    match formula:
        case Number(value):
            return value
        case Ref(fact):
            found = facts[fact]
            return found if found is UNKNOWN or isinstance(found, int | float) else None
        case Otherwise(first, second):
            value_or_none = evaluate(first, facts)
            return evaluate(second, facts) if value_or_none is None else value_or_none
        case Arithmetic(operator, left, right):
            return _lifted(
                lambda values: _calculated(operator, *values),
                (evaluate(left, facts), evaluate(right, facts)),
            )
        case Call(function, arguments):
            return _lifted(_FUNCTIONS[function], tuple(evaluate(each, facts) for each in arguments))
        case Smallest(_, rows, arguments, column):
            return _lifted(
                lambda values: _first_fit(rows, values, column),
                tuple(evaluate(each, facts) for each in arguments),
            )


def _lifted(
    function: Callable[[tuple[float, ...]], float | None], values: tuple[Result, ...]
) -> Result:
    numbers: list[float] = []
    none = False
    for value in values:
        if value is UNKNOWN:
            return UNKNOWN
        if value is None:
            none = True
        else:
            numbers.append(value)
    return None if none else function(tuple(numbers))


_FUNCTIONS: dict[str, Callable[[tuple[float, ...]], float]] = {
    "min": min,
    "max": max,
    "ceil": lambda values: float(math.ceil(values[0])),
}


def _calculated(operator: str, left: float, right: float) -> float | None:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return left / right if right else None


def _first_fit(rows: tuple[Row, ...], needs: tuple[float, ...], column: int) -> float | None:
    for row in rows:
        if all(have >= need for have, need in zip(row, needs, strict=True)):
            return row[column]
    return None
