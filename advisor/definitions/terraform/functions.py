"""Terraform's simple functions; the result of any other function is unknown."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from advisor.definitions.terraform import functions_of_collections, functions_of_texts
from advisor.definitions.terraform.arguments import (
    Function,
    Plain,
    Result,
    UnsureError,
    as_number,
    known,
)
from advisor.definitions.terraform.templates import decoded
from advisor.definitions.terraform.written import LONGEST, MISSING, Encoded, Written
from advisor.reading.opaque import Opaque

__all__ = ["called"]


def called(name: str, arguments: Sequence[Written], at: int) -> Written | None:
    """The result of a function for these arguments; None if it is unknown."""
    function = _FUNCTIONS.get(name)
    if function is None:
        return None
    try:
        made = function(arguments)
    except (UnsureError, ArithmeticError, ValueError, TypeError, IndexError, KeyError):
        return None
    if isinstance(made, str) and len(made) > LONGEST:
        return None
    return made._replace(at=at) if isinstance(made, Written) else Written(made, at)


def _to_bool(arguments: Sequence[Written]) -> Result:
    values: dict[Plain, bool] = {"true": True, "false": False, True: True, False: False}
    return values[known(arguments[0])]


def _coalesce(arguments: Sequence[Written]) -> Result:
    for argument in arguments:
        if isinstance(argument.value, Opaque):
            raise UnsureError
        if argument.value is not None and argument.value != "":
            return argument
    raise UnsureError


def _try(arguments: Sequence[Written]) -> Result:
    """The first argument that does not fail; one that is unknown may fail."""
    for argument in arguments:
        if not _fails(argument):
            return argument
    raise UnsureError


def _can(arguments: Sequence[Written]) -> Result:
    return not _fails(arguments[0])


def _fails(argument: Written) -> bool:
    value = argument.value
    if isinstance(value, Opaque) and value.function != MISSING:
        raise UnsureError
    return isinstance(value, Opaque)


def _from_yaml(arguments: Sequence[Written]) -> Result:
    # Imported here, since few files need it.
    from advisor.reading.lenient_yaml import parse_lenient_yaml

    return decoded(arguments[0], parse_lenient_yaml)


def _of_numbers(function: Callable[..., float]) -> Function:
    return lambda arguments: function(*(as_number(each) for each in arguments))


def _itself(arguments: Sequence[Written]) -> Result:
    return arguments[0]


_FUNCTIONS: Final[Mapping[str, Function]] = {
    **functions_of_collections.FUNCTIONS,
    **functions_of_texts.FUNCTIONS,
    "jsonencode": lambda arguments: Encoded(arguments[0]),
    "jsondecode": lambda arguments: decoded(arguments[0]),
    "yamldecode": _from_yaml,
    "tonumber": lambda arguments: as_number(arguments[0]),
    "tobool": _to_bool,
    "tolist": _itself,
    "tomap": _itself,
    "sensitive": _itself,
    "nonsensitive": _itself,
    "coalesce": _coalesce,
    "try": _try,
    "can": _can,
    "ceil": _of_numbers(math.ceil),
    "floor": _of_numbers(math.floor),
    "max": _of_numbers(max),
    "min": _of_numbers(min),
    "abs": _of_numbers(abs),
}
