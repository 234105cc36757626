"""JSON, read strictly: one value, no duplicate keys, no NaN or infinity."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from json import JSONDecoder
from typing import Any, NoReturn

from advisor.reading.document import DEEPEST, LARGEST_INTEGER, Fault, Spot, TextError
from advisor.reading.json_places import scan

__all__ = ["parse_json"]


def parse_json(text: str) -> tuple[Any, Callable[[], Spot]]:
    """The value of a JSON text, and a function that finds places; TextError with every mistake."""
    try:
        # The scanner is slower, but knows what is wrong and where.
        if _has_surrogate_escape(text) or _is_deep(text):
            scan(text)
        value = _DECODER.decode(text)
    except (TextError, ValueError, RecursionError):
        raise _wrong(text) from None
    return value, lambda: scan(text)


def _wrong(text: str) -> TextError:
    """The mistakes in a text, with its value if it has one: of two equal keys the last wins."""
    try:
        scan(text)
    except TextError as error:
        if error.read is None:
            return error
        try:
            return TextError(error.faults, (json.loads(text), error.read[1]))
        except ValueError:  # a number with more digits than Python converts
            return TextError(error.faults)
    return TextError([Fault(0, "is not valid JSON")])


_ALIKE = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        raise ValueError
    return mapping


def _integer(digits: str) -> int:
    number = int(digits)
    if not -LARGEST_INTEGER <= number <= LARGEST_INTEGER:
        raise ValueError
    return number


def _float(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError
    return number


def _refuse(_word: str) -> NoReturn:
    raise ValueError


_DECODER = JSONDecoder(
    object_pairs_hook=_mapping, parse_int=_integer, parse_float=_float, parse_constant=_refuse
)


def _has_surrogate_escape(text: str) -> bool:
    return "\\ud" in text or "\\uD" in text


def _is_deep(text: str) -> bool:
    """Whether brackets are nested too deeply, tested before the C decoder recurses into them.

    The decoder's own limit is made for the main thread: a thread with a small stack would crash.
    """
    if text.count("[") + text.count("{") <= DEEPEST:
        return False
    brackets = _without_strings(text).encode().translate(_ALIKE, _NO_BRACKETS)
    for _ in range(DEEPEST):
        shallower = brackets.replace(b"[]", b"")  # remove the innermost level
        if len(shallower) == len(brackets):  # what is left is unbalanced
            return brackets.count(b"[") > DEEPEST
        brackets = shallower
    return bool(brackets)


def _without_strings(text: str) -> str:
    # Without escapes, every second piece between quotes is a string.
    if "\\" in text:
        text = text.replace("\\\\", "").replace('\\"', "")
    return "".join(text.split('"')[::2])
