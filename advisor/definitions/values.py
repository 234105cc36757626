"""Converts values of definitions to facts: numbers written as text, lists, placeholders."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from advisor.condition import UNKNOWN, Unknown, Value
from advisor.definitions.follow import followed
from advisor.definitions.plain import ABSENT, TEMPLATED, is_placeholder
from advisor.definitions.walk import Keyed, Node, Spot, is_many, spots
from advisor.model import Fact
from advisor.reading.opaque import Opaque
from advisor.rulebook.subjects import Reading

__all__ = ["number", "reader_of", "spot_of"]

_NUMBER = re.compile(r"[-+]?\d{1,15}(?:\.\d{1,15})?")
# Functions that always return a value; others may return nothing.
_SURE = frozenset(
    {"Resource", "Fn::GetAtt", "Fn::Sub", "Fn::ImportValue", "Fn::Join", "Fn::Base64",
     "Fn::GetAZs", "placeholder"}
)  # fmt: skip


def number(value: Any) -> Value:
    """A number, also one written as text; unknown for anything else."""
    if isinstance(value, bool):
        return UNKNOWN
    if isinstance(value, int | float):
        return value
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        parsed = float(value)
        return int(parsed) if parsed.is_integer() else parsed
    return UNKNOWN


def reader_of(fact: Fact, reading: Reading) -> Callable[[Node], Value]:
    """A function that reads a fact at a node."""
    made = _maker(fact, reading)
    ways = tuple(followed(path) for path in reading.paths)
    absent = reading.absent

    def first(node: Node) -> Value:
        for way in ways:
            if values := way(node):
                value = made(values)
                return absent if value is None else value
        return empty

    def every(node: Node) -> Value:
        values = [value for way in ways for value in way(node)]
        return made(values) if values else empty

    empty: Value = {"count": 0, "given": False, "matches": False, "mismatches": False}.get(
        reading.reads, absent
    )
    if reading.reads == "list" and absent is None:
        empty = ()
    # A pattern is searched along all paths; a value is taken from the first path that has one.
    return every if reading.reads in ("matches", "mismatches") and len(ways) > 1 else first


def spot_of(reading: Reading, node: Node) -> Spot | None:
    """The place where a fact was read: that of the first value that counts."""
    for path in reading.paths:
        found = [spot for spot in spots(path, node) if _counts(reading, spot.value)]
        if found:
            return found[0]
    return None


def _counts(reading: Reading, value: Any) -> bool:
    if isinstance(value, Keyed) or (reading.reads == "others" and isinstance(value, str)):
        return _listed(reading, value)
    if reading.reads in ("matches", "mismatches") and isinstance(value, str):
        return bool(re.search(reading.pattern or "", value)) is (reading.reads == "matches")
    return True


def _listed(reading: Reading, element: str) -> bool:
    if reading.reads == "others":
        known = (word.lower() for word in reading.without or ())
        return not is_placeholder(element) and element.lower() not in known
    if reading.among is not None and element not in reading.among:
        return False
    if reading.without is not None and element in reading.without:
        return False
    return reading.pattern is None or bool(re.search(reading.pattern, element))


def _maker(fact: Fact, reading: Reading) -> Callable[[Sequence[Any]], Value]:
    many = any(is_many(path) for path in reading.paths)

    def elements(values: Sequence[Any]) -> Sequence[Any]:
        first = values[0]
        if many or not isinstance(first, list | Opaque):
            return values
        return first if isinstance(first, list) else (UNKNOWN,)

    one = _maker_of_one(fact, reading)
    if one is not None:
        return lambda values: one(values[0])
    if reading.reads == "list":
        choices = _by_letters(fact)
        return lambda values: _list(elements(values), reading, choices)
    if reading.reads == "others":
        return lambda values: tuple(
            each for each in elements(values) if isinstance(each, str) and _listed(reading, each)
        )
    if reading.reads == "count":
        return lambda values: _count(elements(values))
    search, wanted = re.compile(reading.pattern or "").search, reading.reads == "matches"
    return lambda values: _any(elements(values), lambda text: bool(search(text)) is wanted)


def _maker_of_one(fact: Fact, reading: Reading) -> Callable[[Any], Value] | None:
    match reading.reads:
        case "number":
            scale = reading.scale
            return lambda value: _scaled(number(value), scale)
        case "boolean":
            return _boolean
        case "text":
            choices = _by_letters(fact)
            return lambda value: _text(value, choices)
        case "given":
            return _given
        case "list" | "others" | "count" | "matches" | "mismatches":
            return None


def _by_letters(fact: Fact) -> dict[str, str]:
    return {choice.upper(): choice for choice in fact.choices}


def _scaled(value: Value, scale: float | None) -> Value:
    return value * scale if scale is not None and isinstance(value, int | float) else value


def _boolean(value: Any) -> Value:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    return UNKNOWN


def _text(value: Any, choices: dict[str, str]) -> Value:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if not isinstance(value, str) or is_placeholder(value):
        return UNKNOWN
    # A choice is spelled as in the API, and an empty text is none.
    text: str = choices.get(value.upper(), value)
    return text or None


def _list(values: Sequence[Any], reading: Reading, choices: dict[str, str]) -> Value:
    """The texts; one that is not among the API's own words is unknown, since it may mean any."""
    texts: list[str] = []
    for value in values:
        if value is ABSENT:
            continue
        text = value if isinstance(value, Keyed) else _text(value, choices)
        if choices and isinstance(text, str) and text not in choices.values():
            text = UNKNOWN
        if isinstance(text, str) and _listed(reading, text):
            texts.append(text)
        elif text is UNKNOWN and not reading.partial:
            return UNKNOWN
    return tuple(texts)


def _given(value: Any) -> Value:
    if isinstance(value, Unknown):
        return UNKNOWN
    if isinstance(value, Opaque):
        return True if value.function in _SURE else UNKNOWN
    return not (isinstance(value, str | list | dict) and len(value) == 0)


def _count(values: Sequence[Any]) -> Value:
    total = 0
    for value in values:
        if value is ABSENT:
            continue
        # A parameter is one element; another function may return none, or several.
        if _given(value) is UNKNOWN and not (isinstance(value, Opaque) and value.function == "Ref"):
            return UNKNOWN
        total += 1
    return total


def _any(values: Sequence[Any], test: Callable[[str], bool]) -> Value:
    """Whether a text passes the test; a text with a placeholder is unknown."""
    unknown = False
    for value in values:
        if isinstance(value, Keyed) or (isinstance(value, str) and not TEMPLATED.search(value)):
            if test(value):
                return True
        elif isinstance(value, int | float) and test(str(value)):
            return True
        elif value is not ABSENT and not isinstance(value, int | float):
            unknown = True
    return UNKNOWN if unknown else False
