"""The values of plain YAML scalars: the core schema of YAML 1.2, decimal numbers only."""

from __future__ import annotations

import math
import re

from advisor.reading.document import LARGEST_INTEGER, MOST_DIGITS

__all__ = ["SPECIAL_LETTERS", "plain_scalar"]

_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip
# The first characters of scalars that may be something else than text; `<` for merge keys.
SPECIAL_LETTERS = frozenset("~nNtTfF+-.0123456789<") | {""}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_NOT_A_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


def plain_scalar(text: str) -> str | int | float | bool | None:
    """The value of an unquoted scalar; ValueError says why it has none.

    `yes`, `on`, `1:30`, `010`, `0x1F`, `1_000` and dates stay the texts they look like.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        if len(text) <= MOST_DIGITS and abs(int(text)) <= LARGEST_INTEGER:
            return int(text)
        raise ValueError("is too large a number")
    if _FLOAT.fullmatch(text):
        number = float(text)
        if math.isfinite(number):
            return number
        raise ValueError("is too large a number")
    if _NOT_A_NUMBER.fullmatch(text):
        raise ValueError("is not a number")
    return text
