"""Compiles paths to functions that return the same values as `walk.spots`, but faster."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from advisor.condition import UNKNOWN
from advisor.definitions.plain import ABSENT
from advisor.definitions.walk import Keyed, Node, first_where, is_key
from advisor.reading.opaque import Opaque
from advisor.rulebook.subjects import Each, Entries, Key, Keys, Named, Path, Step, Where

__all__ = ["followed"]

Values = list[Any]
Way = Callable[[Any, Node], Values]

_ORIGINS = {"element": 0, "parent": 1, "definition": 2}
_UNKNOWN: Values = [UNKNOWN]
_NOTHING: Values = []


def followed(path: Path) -> Callable[[Node], Values]:
    """A function from a node to the values that a path leads to; do not change the values."""
    way = _way(path.steps)
    if path.origin == "document":
        return lambda node: way(node.run.beside.get(node.scope, {}), node)
    origin = _ORIGINS[path.origin]
    return lambda node: way(node[origin], node)


def _way(steps: tuple[Step, ...]) -> Way:
    if not steps:
        return _itself
    if isinstance(steps[0], Key):
        return _keys(steps)
    rest = _way(steps[1:])
    match steps[0]:
        case Each():
            return _each(rest)
        case Where() as where:
            return _where(where, rest)
        case Named(subject):
            return lambda value, node: rest(node.run.find(subject, value, node.scope), node)
        case Entries():
            return _entries(rest)
        case Keys():
            return _names(rest)
        case Key():
            return rest


def _keys(steps: tuple[Step, ...]) -> Way:
    """A path of keys only, which most paths are."""
    count = next((i for i, step in enumerate(steps) if not isinstance(step, Key)), len(steps))
    names = tuple(step.name for step in steps[:count] if isinstance(step, Key))
    rest = _way(steps[count:]) if count < len(steps) else None

    def values(value: Any, node: Node) -> Values:
        for name in names:
            if not isinstance(value, dict):
                return _hidden(value)
            value = value.get(name, ABSENT)
            if value is ABSENT:
                return _NOTHING
        return [value] if rest is None else rest(value, node)

    return values


def _itself(value: Any, _: Node) -> Values:
    return [value]


def _hidden(value: Any) -> Values:
    return _UNKNOWN if value is UNKNOWN or isinstance(value, Opaque) else _NOTHING


def _each(rest: Way) -> Way:
    def values(value: Any, node: Node) -> Values:
        if isinstance(value, list):
            if rest is _itself:
                return [each for each in value if each is not ABSENT]
            return [each for one in value if one is not ABSENT for each in rest(one, node)]
        return rest(value, node) if isinstance(value, str | dict) else _hidden(value)

    return values


def _where(where: Where, rest: Way) -> Way:
    def values(value: Any, node: Node) -> Values:
        if not isinstance(value, list):
            return _hidden(value)
        found = first_where(where, value, node)[1]
        return _NOTHING if found is ABSENT else rest(found, node)

    return values


def _entries(rest: Way) -> Way:
    def values(value: Any, node: Node) -> Values:
        if not isinstance(value, dict):
            return _hidden(value)
        entries = ({"name": name, "value": each} for name, each in value.items())
        return [each for entry in entries for each in rest(entry, node)]

    return values


def _names(rest: Way) -> Way:
    def values(value: Any, node: Node) -> Values:
        if not isinstance(value, dict):
            return _hidden(value)
        names = (Keyed(name) for name, each in value.items() if is_key(name, each))
        return [each for name in names for each in rest(name, node)]

    return values
