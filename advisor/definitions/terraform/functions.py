"""Terraform's simple functions; the result of any other function is unknown."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from advisor.definitions.terraform.templates import decoded, in_words
from advisor.definitions.terraform.written import (
    LONGEST,
    Encoded,
    Piece,
    Written,
    simple,
)
from advisor.definitions.values import number
from advisor.reading.opaque import Opaque

__all__ = ["PARTLY", "called"]

Plain: TypeAlias = str | float | bool | None
Result: TypeAlias = Written | Encoded | Opaque | list[Written] | Plain
Function: TypeAlias = Callable[[Sequence[Written]], Result]
PARTLY: Final = "<<"  # the key of a mapping that may have further, unknown keys


class _UnsureError(Exception):
    """The result is unknown."""


def called(name: str, arguments: Sequence[Written], at: int) -> Written | None:
    """The result of a function for these arguments; None if it is unknown."""
    function = _FUNCTIONS.get(name)
    if function is None:
        return None
    try:
        made = function(arguments)
    except (_UnsureError, ArithmeticError, ValueError, TypeError, IndexError, KeyError):
        return None
    if isinstance(made, str) and len(made) > LONGEST:
        return None
    return made._replace(at=at) if isinstance(made, Written) else Written(made, at)


def _known(argument: Written) -> Plain:
    value: Plain | Opaque = simple(argument)
    if isinstance(value, Opaque):
        raise _UnsureError
    return value


def _text(argument: Written) -> str:
    value = _known(argument)
    if not isinstance(value, str):
        raise _UnsureError
    return value


def _items(argument: Written) -> list[Written]:
    if not isinstance(argument.value, list):
        raise _UnsureError
    return argument.value


def _entries(argument: Written) -> dict[str, Written]:
    if not isinstance(argument.value, dict):
        raise _UnsureError
    return argument.value


def _to_text(arguments: Sequence[Written]) -> Result:
    if isinstance(arguments[0].value, Encoded):
        return arguments[0]
    value = _known(arguments[0])
    return None if value is None else in_words(Piece("", 0, Written(value, 0)))


def _to_number(arguments: Sequence[Written]) -> Result:
    value = number(_known(arguments[0]))
    if not isinstance(value, int | float):
        raise _UnsureError
    return value


def _to_bool(arguments: Sequence[Written]) -> Result:
    values: dict[Plain, bool] = {"true": True, "false": False, True: True, False: False}
    return values[_known(arguments[0])]


def _merge(arguments: Sequence[Written]) -> Result:
    """All mappings in one, later entries first; one that is unknown hides those before it."""
    merged: dict[str, Written] = {}
    keys: dict[str, int] = {}
    for argument in arguments:
        value = argument.value
        if value is None:
            continue
        if isinstance(value, dict):
            merged |= value
            keys |= argument.keys or {}
        elif isinstance(value, Opaque):
            # It may replace any entry before it.
            merged = {key: Written(value, each.at) for key, each in merged.items()}
            merged[PARTLY] = argument
        else:
            raise _UnsureError
    return Written(merged, 0, keys)


def _concat(arguments: Sequence[Written]) -> Result:
    joined = [each for argument in arguments for each in _items(argument)]
    if len(joined) > LONGEST:
        raise _UnsureError
    return joined


def _lookup(arguments: Sequence[Written]) -> Result:
    entries, key = _entries(arguments[0]), _known(arguments[1])
    if key in entries:
        return entries[key]
    if PARTLY in entries:
        raise _UnsureError
    return arguments[2]


def _coalesce(arguments: Sequence[Written]) -> Result:
    for argument in arguments:
        if isinstance(argument.value, Opaque):
            raise _UnsureError
        if argument.value is not None and argument.value != "":
            return argument
    raise _UnsureError


def _try(arguments: Sequence[Written]) -> Result:
    """The first argument, if it is known; an unknown one may fail, so that the next one counts."""
    if isinstance(arguments[0].value, Opaque):
        raise _UnsureError
    return arguments[0]


_FORMAT = re.compile(r"%(?:(%)|([sdvq])|(.))")


def _format(arguments: Sequence[Written]) -> Result:
    values = iter(arguments[1:])

    def put(match: re.Match[str]) -> str:
        if match[1]:
            return "%"
        if not match[2]:
            raise _UnsureError
        text = str(_to_text([next(values)]))
        return f'"{text}"' if match[2] == "q" else text

    if sum(len(str(_known(each))) for each in arguments) > LONGEST:
        raise _UnsureError
    try:
        return _FORMAT.sub(put, _text(arguments[0]))
    except StopIteration:
        raise _UnsureError from None


def _replace(arguments: Sequence[Written]) -> Result:
    text, old, new = (str(_known(each)) for each in arguments)
    if old[:1] == "/" or not old or len(new) * len(text) > LONGEST:
        raise _UnsureError
    return text.replace(old, new)


def _join(arguments: Sequence[Written]) -> Result:
    separator, items = str(_known(arguments[0])), [_to_text([e]) for e in _items(arguments[1])]
    if sum(len(str(each)) + len(separator) for each in items) > LONGEST:
        raise _UnsureError
    return separator.join(map(str, items))


def _split(arguments: Sequence[Written]) -> Result:
    separator, text = str(_known(arguments[0])), str(_known(arguments[1]))
    return [Written(each, arguments[1].at) for each in text.split(separator)]


def _length(arguments: Sequence[Written]) -> Result:
    value = arguments[0].value
    if not isinstance(value, str | list | dict) or (isinstance(value, dict) and PARTLY in value):
        raise _UnsureError
    return len(value)


def _contains(arguments: Sequence[Written]) -> Result:
    return _known(arguments[1]) in [_known(each) for each in _items(arguments[0])]


def _element(arguments: Sequence[Written]) -> Result:
    items, index = _items(arguments[0]), number(_known(arguments[1]))
    if not isinstance(index, int | float):
        raise _UnsureError
    return items[int(index) % len(items)]


def _compact(arguments: Sequence[Written]) -> Result:
    return [each for each in _items(arguments[0]) if _known(each) not in (None, "")]


def _flatten(arguments: Sequence[Written]) -> Result:
    return _flat(arguments[0])


def _flat(argument: Written) -> list[Written]:
    flat: list[Written] = []
    for each in _items(argument):
        if isinstance(each.value, Opaque):
            raise _UnsureError
        flat += _flat(each) if isinstance(each.value, list) else [each]
        if len(flat) > LONGEST:
            raise _UnsureError
    return flat


def _of_numbers(function: Callable[..., float]) -> Function:
    return lambda arguments: function(*(_to_number([each]) for each in arguments))


def _of_text(function: Callable[[str], str]) -> Function:
    return lambda arguments: function(str(_known(arguments[0])))


def _distinct(arguments: Sequence[Written]) -> Result:
    seen: dict[Plain, Written] = {}
    for each in _items(arguments[0]):
        seen.setdefault(_known(each), each)
    return list(seen.values())


def _keys(arguments: Sequence[Written]) -> Result:
    places = arguments[0].keys or {}
    return [Written(key, places.get(key, arguments[0].at)) for key in _sorted(arguments[0])]


def _values(arguments: Sequence[Written]) -> Result:
    return list(_sorted(arguments[0]).values())


def _sorted(argument: Written) -> dict[str, Written]:
    entries = _entries(argument)
    if PARTLY in entries:
        raise _UnsureError
    return dict(sorted(entries.items()))


def _itself(arguments: Sequence[Written]) -> Result:
    return arguments[0]


_FUNCTIONS: Final[Mapping[str, Function]] = {
    "jsonencode": lambda arguments: Encoded(arguments[0]),
    "jsondecode": lambda arguments: decoded(arguments[0]),
    "tostring": _to_text,
    "tonumber": _to_number,
    "tobool": _to_bool,
    "tolist": _itself,
    "toset": _distinct,
    "distinct": _distinct,
    "tomap": _itself,
    "sensitive": _itself,
    "nonsensitive": _itself,
    "merge": _merge,
    "concat": _concat,
    "lookup": _lookup,
    "keys": _keys,
    "values": _values,
    "coalesce": _coalesce,
    "try": _try,
    "format": _format,
    "replace": _replace,
    "join": _join,
    "split": _split,
    "length": _length,
    "contains": _contains,
    "element": _element,
    "compact": _compact,
    "flatten": _flatten,
    "ceil": _of_numbers(math.ceil),
    "floor": _of_numbers(math.floor),
    "max": _of_numbers(max),
    "min": _of_numbers(min),
    "abs": _of_numbers(abs),
    "lower": _of_text(str.lower),
    "upper": _of_text(str.upper),
    "trimspace": _of_text(str.strip),
}
