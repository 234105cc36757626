"""Terraform's functions that make texts, or ask about them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from advisor.definitions.terraform.arguments import (
    MOST_ITEMS,
    Function,
    Result,
    UnsureError,
    as_text,
    items_of,
    known,
    text_of,
)
from advisor.definitions.terraform.written import LONGEST, Encoded, Written

__all__ = ["FUNCTIONS"]

_FORMAT = re.compile(r"%(?:(%)|([sdvq])|(.))")


def _to_text(arguments: Sequence[Written]) -> Result:
    return arguments[0] if isinstance(arguments[0].value, Encoded) else as_text(arguments[0])


def _format(arguments: Sequence[Written]) -> Result:
    values = iter(arguments[1:])

    def put(match: re.Match[str]) -> str:
        if match[1]:
            return "%"
        if not match[2]:
            raise UnsureError
        text = str(as_text(next(values)))
        return f'"{text}"' if match[2] == "q" else text

    if sum(len(str(known(each))) for each in arguments) > LONGEST:
        raise UnsureError
    try:
        return _FORMAT.sub(put, text_of(arguments[0]))
    except StopIteration:
        raise UnsureError from None


def _replace(arguments: Sequence[Written]) -> Result:
    text, old, new = (str(known(each)) for each in arguments)
    if old[:1] == "/" or not old or len(new) * len(text) > LONGEST:
        raise UnsureError
    return text.replace(old, new)


def _join(arguments: Sequence[Written]) -> Result:
    separator, items = str(known(arguments[0])), [as_text(each) for each in items_of(arguments[1])]
    if sum(len(str(each)) + len(separator) for each in items) > LONGEST:
        raise UnsureError
    return separator.join(map(str, items))


def _split(arguments: Sequence[Written]) -> Result:
    separator, text = str(known(arguments[0])), str(known(arguments[1]))
    if text.count(separator) > MOST_ITEMS:
        raise UnsureError
    return [Written(each, arguments[1].at) for each in text.split(separator)]


def _of_text(function: Callable[..., str | bool]) -> Function:
    return lambda arguments: function(*(as_text(each) for each in arguments))


FUNCTIONS: Final[Mapping[str, Function]] = {
    "tostring": _to_text,
    "format": _format,
    "replace": _replace,
    "join": _join,
    "split": _split,
    "lower": _of_text(str.lower),
    "upper": _of_text(str.upper),
    "trimspace": _of_text(str.strip),
    "trimprefix": _of_text(str.removeprefix),
    "trimsuffix": _of_text(str.removesuffix),
    "startswith": _of_text(str.startswith),
    "endswith": _of_text(str.endswith),
}
