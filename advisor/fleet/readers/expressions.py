"""Translates the arithmetic of mapping files, over the columns of a table, to SQL."""

from __future__ import annotations

import ast
from collections.abc import Callable

from advisor.errors import quoted

_OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "({} + {})", ast.Sub: "({} - {})", ast.Mult: "({} * {})",
    ast.Div: "({} / nullif({}, 0))",
}  # fmt: skip
_FUNCTIONS = {"min": "least", "max": "greatest", "ceil": "ceil", "floor": "floor",
              "coalesce": "coalesce"}  # fmt: skip
_ONE = ("ceil", "floor")
_LONGEST = 1000  # characters


class ExpressionError(Exception):
    """What is wrong in an expression, at which character (from 0), and a hint."""

    def __init__(self, message: str, at: int = 0, help: str | None = None) -> None:
        self.message, self.at, self.help = message, at, help
        super().__init__(message)


def sql_of(text: str, column: Callable[[str], str]) -> str:
    """An expression as SQL; ExpressionError if it is invalid.

    `column` returns the SQL of a column, or raises LookupError with a hint.
    """
    if len(text) > _LONGEST:
        raise ExpressionError(f"the expression has more than {_LONGEST} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        at = (getattr(error, "offset", None) or 1) - 1
        raise ExpressionError(f"{quoted(text)} is no expression", at, _WANTED) from error
    return _sql(tree.body, column)


_WANTED = "such as `memory_per_core * cores`"


def _sql(node: ast.expr, column: Callable[[str], str]) -> str:
    match node:
        case ast.BinOp(left, operator, right) if type(operator) in _OPERATORS:
            return _OPERATORS[type(operator)].format(_sql(left, column), _sql(right, column))
        case ast.UnaryOp(ast.USub(), operand):
            return f"(- {_sql(operand, column)})"
        case ast.Constant(bool()):
            pass
        case ast.Constant(int() | float() as value) if abs(value) < 2**63:
            return f"CAST({value!r} AS DOUBLE)"
        case ast.Constant(str(name)) | ast.Name(name):
            return _column(name, node, column)
        case ast.Call(ast.Name(name), [_, *_] as arguments, []) if name in _FUNCTIONS:
            if name in _ONE and len(arguments) > 1:
                raise ExpressionError(f"`{name}` takes one argument", node.col_offset)
            listed = ", ".join(_sql(each, column) for each in arguments)
            return f"{_FUNCTIONS[name]}({listed})"
        case _:
            pass
    functions = ", ".join(f"`{each}`" for each in _FUNCTIONS)
    hint = f"it may have columns, numbers, `+ - * /`, parentheses, and {functions}"
    raise ExpressionError(
        f"{quoted(ast.unparse(node))} cannot stand in an expression", node.col_offset, hint
    )


def _column(name: str, node: ast.expr, column: Callable[[str], str]) -> str:
    try:
        return column(name)
    except LookupError as error:
        raise ExpressionError(
            f"the table has no column {quoted(name)}", node.col_offset, str(error.args[0])
        ) from error
