"""Fills in what the type of a variable adds to its value: the optional attributes of objects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from advisor.definitions.terraform.arguments import PARTLY
from advisor.definitions.terraform.evaluate import Frame, evaluated
from advisor.definitions.terraform.syntax import branches, word
from advisor.definitions.terraform.written import Written

if TYPE_CHECKING:
    from advisor.definitions.terraform.syntax import Node

__all__ = ["typed"]


def typed(value: Written, kind: Node, frame: Frame) -> Written:
    """The value with every optional attribute that the type has: its default, or null."""
    name, inside = _constructor(kind)
    found = value.value
    match name:
        case "optional" if found is None and len(inside) > 1:
            return typed(evaluated(inside[1], frame), inside[0], frame)
        case "optional" if inside:
            return typed(value, inside[0], frame)
        case "object" if isinstance(found, dict) and inside:
            made = {key: typed(each, of, frame) for key, each, of in _attributes(value, inside[0])}
            return value._replace(value={**found, **made})
        case "map" if isinstance(found, dict) and inside:
            made = {key: typed(each, inside[0], frame) for key, each in found.items()}
            return value._replace(value=made)
        case "list" | "set" if isinstance(found, list) and inside:
            return value._replace(value=[typed(each, inside[0], frame) for each in found])
        case _:
            return value


def _attributes(value: Written, attributes: Node) -> Iterator[tuple[str, Written, Node]]:
    """Each attribute of an object type that the value has or may leave out, with its type."""
    inner = next(branches(attributes), attributes)
    for element in branches(inner, "object_elem"):
        key, kind = list(branches(element))[:2]
        name = word(next(branches(next(branches(key), key)), key))
        if name in value.value:
            yield name, value.value[name], kind
        elif _constructor(kind)[0] == "optional" and PARTLY not in value.value:
            yield name, Written(None, value.at), kind


def _constructor(kind: Node) -> tuple[str, list[Node]]:
    """The name of a type and what it is made of, such as `map` and its type of elements."""
    inner = next(branches(kind), kind) if kind.data == "expr_term" else kind
    if inner.data != "function_call":
        return "", []
    arguments = next(branches(inner, "arguments"), None)
    inside = list(branches(arguments)) if arguments is not None else []
    return word(next(branches(inner, "identifier"))), inside
