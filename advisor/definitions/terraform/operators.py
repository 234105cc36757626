"""Terraform's operators on known and unknown values."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final

from advisor.definitions.values import number
from advisor.reading.opaque import Opaque

__all__ = ["operated"]

_LARGEST = 1e15  # a larger number may not be exact as a float

_OPERATORS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": operator.mod,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


def operated(sign: str, one: Any, other: Any) -> Any:
    """The value of an operator; None if it is unknown."""
    if sign in ("&&", "||"):
        decisive = sign == "||"
        if one is decisive or other is decisive:
            return decisive
        return (not decisive) if isinstance(one, bool) and isinstance(other, bool) else None
    if isinstance(one, Opaque) or isinstance(other, Opaque):
        return None
    if sign in ("==", "!="):
        same = isinstance(one, bool) is isinstance(other, bool) and one == other
        return same is (sign == "==")
    first, second = number(one), number(other)
    if not isinstance(first, int | float) or not isinstance(second, int | float):
        return None
    try:
        value = _OPERATORS[sign](first, second)
    except (ArithmeticError, KeyError):
        return None
    if isinstance(value, bool) or abs(value) > _LARGEST:
        return value if isinstance(value, bool) else None
    return int(value) if float(value).is_integer() else value
