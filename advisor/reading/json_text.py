"""JSON, read strictly: one value, no key twice, nothing that is not a number."""

from __future__ import annotations

import math
from collections.abc import Callable
from json import JSONDecoder
from typing import Any, NoReturn

from advisor.reading.document import DEEPEST, LARGEST_INTEGER, Fault, Spot, TextError
from advisor.reading.json_places import scan

__all__ = ["parse_json"]


def parse_json(text: str) -> tuple[Any, Callable[[], Spot]]:
    """The value of a JSON text and a function that finds its places; TextError if it is wrong."""
    try:
        value = _DECODER.decode(text)
        doubtful = _has_surrogate_escape(text) or _is_deep(text, value)
    except (ValueError, RecursionError):
        value, doubtful = _NOTHING, True
    if doubtful:
        scan(text)  # the slower scanner knows what is wrong, and where
        if value is _NOTHING:
            raise TextError([Fault(0, "is not valid JSON")])
    return value, lambda: scan(text)


_NOTHING = object()


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


def _is_deep(text: str, value: Any) -> bool:
    if text.count("[") + text.count("{") <= DEEPEST:
        return False
    level = [value] if isinstance(value, dict | list) else []
    depth = 0
    while level:
        depth += 1
        level = [
            child
            for parent in level
            for child in (parent.values() if type(parent) is dict else parent)
            if type(child) is dict or type(child) is list
        ]
    return depth > DEEPEST
