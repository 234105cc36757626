"""Formulas of derived facts: arithmetic over facts and limits, from text to a tree.

A formula is unknown when a fact it reads is unknown, else none when one is none, when nothing in a
table is large enough, or when it divides by zero.
"""

from __future__ import annotations

import ast
import math
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import add, mul, sub
from typing import Literal

from advisor.condition import UNKNOWN, Facts, Unknown, Value

Result = float | Unknown | None
Row = tuple[float, ...]
Computed = Callable[[Facts], Result]
Operation = Callable[[float, float], float | None]


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
    if [row[0] for row in rows] != sorted(row[0] for row in rows):
        raise ValueError(f"the rows of `{table}` must rise by `{columns[0]}`")
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
    return compiled(formula)(facts)


def compiled(formula: Formula) -> Computed:
    """A formula as a function of the facts; closures, since it runs for every workload."""
    match formula:
        case Number(value):
            return lambda _: value
        case Ref(fact):
            return lambda facts: _number(facts[fact])
        case Otherwise(first, second):
            return _otherwise(compiled(first), compiled(second))
        case Arithmetic(operator, left, right):
            return _joined(_OPERATIONS[operator], compiled(left), compiled(right))
        case Call(function, arguments):
            return _called(_FUNCTIONS[function], [compiled(each) for each in arguments])
        case Smallest(_, rows, arguments, column):
            parts = [compiled(each) for each in arguments]
            starts = [row[0] for row in rows]
            return _called(lambda *needs: _first_fit(rows, starts, needs, column), parts)


def _number(value: Value) -> Result:
    return value if value is UNKNOWN or isinstance(value, int | float) else None


def _otherwise(first: Computed, second: Computed) -> Computed:
    def result(facts: Facts) -> Result:
        value = first(facts)
        return second(facts) if value is None else value

    return result


def _joined(operation: Operation, left: Computed, right: Computed) -> Computed:
    def result(facts: Facts) -> Result:
        one, other = left(facts), right(facts)
        if one is UNKNOWN or other is UNKNOWN:
            return UNKNOWN
        return None if one is None or other is None else operation(one, other)

    return result


def _called(function: Callable[..., float | None], arguments: list[Computed]) -> Computed:
    def result(facts: Facts) -> Result:
        values = [argument(facts) for argument in arguments]
        if UNKNOWN in values:
            return UNKNOWN
        return None if None in values else function(*values)

    return result


def _divided(left: float, right: float) -> float | None:
    return left / right if right else None


_OPERATIONS: dict[str, Operation] = {"+": add, "-": sub, "*": mul, "/": _divided}
_FUNCTIONS: dict[str, Callable[..., float | None]] = {
    "min": lambda *values: min(values),
    "max": lambda *values: max(values),
    "ceil": lambda value: float(math.ceil(value)),
}


def _first_fit(
    rows: tuple[Row, ...], starts: list[float], needs: tuple[float, ...], column: int
) -> float | None:
    # Plain loops from the first row that may fit: this runs several times for each workload.
    for index in range(bisect_left(starts, needs[0]), len(rows)):
        row = rows[index]
        for have, need in zip(row, needs, strict=True):
            if have < need:
                break
        else:
            return row[column]
    return None
