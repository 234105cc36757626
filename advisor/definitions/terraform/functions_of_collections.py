"""Terraform's functions of mappings and lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from advisor.definitions.terraform.arguments import (
    MOST_ITEMS,
    PARTLY,
    Function,
    Plain,
    Result,
    UnsureError,
    as_number,
    as_text,
    entries_of,
    items_of,
    known,
)
from advisor.definitions.terraform.written import Written
from advisor.reading.opaque import Opaque

__all__ = ["FUNCTIONS"]


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
            raise UnsureError
    return Written(merged, 0, keys)


def _lookup(arguments: Sequence[Written]) -> Result:
    entries, key = entries_of(arguments[0]), known(arguments[1])
    if key in entries:
        return entries[key]
    if PARTLY in entries:
        raise UnsureError
    return arguments[2]


def _keys(arguments: Sequence[Written]) -> Result:
    places = arguments[0].keys or {}
    return [Written(key, places.get(key, arguments[0].at)) for key in _in_order(arguments[0])]


def _values(arguments: Sequence[Written]) -> Result:
    return list(_in_order(arguments[0]).values())


def _in_order(argument: Written) -> dict[str, Written]:
    entries = entries_of(argument)
    if PARTLY in entries:
        raise UnsureError
    return dict(sorted(entries.items()))


def _zipmap(arguments: Sequence[Written]) -> Result:
    names, values = ([*items_of(each)] for each in arguments)
    keys = [str(as_text(each)) for each in names]
    places = {key: each.at for key, each in zip(keys, names, strict=True)}
    return Written(dict(zip(keys, values, strict=True)), 0, places)


def _concat(arguments: Sequence[Written]) -> Result:
    joined = [each for argument in arguments for each in items_of(argument)]
    if len(joined) > MOST_ITEMS:
        raise UnsureError
    return joined


def _length(arguments: Sequence[Written]) -> Result:
    value = arguments[0].value
    if not isinstance(value, str | list | dict) or (isinstance(value, dict) and PARTLY in value):
        raise UnsureError
    return len(value)


def _contains(arguments: Sequence[Written]) -> Result:
    return known(arguments[1]) in [known(each) for each in items_of(arguments[0])]


def _element(arguments: Sequence[Written]) -> Result:
    items, index = items_of(arguments[0]), as_number(arguments[1])
    return items[int(index) % len(items)]


def _one(arguments: Sequence[Written]) -> Result:
    items = items_of(arguments[0])
    if len(items) > 1:
        raise UnsureError
    return items[0] if items else None


def _compact(arguments: Sequence[Written]) -> Result:
    return [each for each in items_of(arguments[0]) if known(each) not in (None, "")]


def _flatten(arguments: Sequence[Written]) -> Result:
    return _flat(arguments[0])


def _flat(argument: Written) -> list[Written]:
    flat: list[Written] = []
    for each in items_of(argument):
        if isinstance(each.value, Opaque):
            raise UnsureError
        flat += _flat(each) if isinstance(each.value, list) else [each]
        if len(flat) > MOST_ITEMS:
            raise UnsureError
    return flat


def _distinct(arguments: Sequence[Written]) -> Result:
    seen: dict[Plain, Written] = {}
    for each in items_of(arguments[0]):
        seen.setdefault(known(each), each)
    return list(seen.values())


def _sort(arguments: Sequence[Written]) -> Result:
    return sorted(items_of(arguments[0]), key=lambda each: str(as_text(each)))


def _reverse(arguments: Sequence[Written]) -> Result:
    return items_of(arguments[0])[::-1]


def _range(arguments: Sequence[Written]) -> Result:
    numbers = range(*(_whole(each) for each in arguments))
    if not 0 < len(numbers) <= MOST_ITEMS:  # Terraform also counts down
        raise UnsureError
    return [Written(each, arguments[0].at) for each in numbers]


def _whole(argument: Written) -> int:
    value = as_number(argument)
    if int(value) != value:
        raise UnsureError
    return int(value)


def _sum(arguments: Sequence[Written]) -> Result:
    return sum(as_number(each) for each in items_of(arguments[0]))


FUNCTIONS: Final[Mapping[str, Function]] = {
    "merge": _merge,
    "lookup": _lookup,
    "keys": _keys,
    "values": _values,
    "zipmap": _zipmap,
    "concat": _concat,
    "length": _length,
    "contains": _contains,
    "element": _element,
    "one": _one,
    "compact": _compact,
    "flatten": _flatten,
    "toset": _distinct,
    "distinct": _distinct,
    "sort": _sort,
    "reverse": _reverse,
    "range": _range,
    "sum": _sum,
}
