"""Resolves references: a name with the keys and indexes behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from advisor.definitions.terraform.arguments import PARTLY
from advisor.definitions.terraform.syntax import branches, word
from advisor.definitions.terraform.written import MISSING, Written, address, hidden, simple
from advisor.definitions.values import number
from advisor.reading.opaque import Opaque

if TYPE_CHECKING:
    from advisor.definitions.terraform.evaluate import Frame
    from advisor.definitions.terraform.syntax import Node

    Evaluate: TypeAlias = Callable[[Node, Frame], Written]

__all__ = ["reference", "splat"]

_RESOURCE = 2  # words: a resource is called by its type and its name


def reference(node: Node, frame: Frame, evaluated: Evaluate) -> Written:
    """The value of a reference; the surroundings know what its name stands for."""
    steps: list[Node] = []
    inner = node
    while inner.data in ("get_attr_expr_term", "index_expr_term", "expr_term"):
        parts = list(branches(inner))
        if not parts:
            return frame.unknown(node)
        inner = parts[0]
        steps += parts[1:2]
    steps.reverse()
    if inner.data != "identifier":
        return _followed(evaluated(inner, frame), steps, node, frame, evaluated)
    path = [word(inner)]
    for step in steps:
        if step.data != "get_attr":
            break
        path.append(word(next(branches(step), step)))
    if path[0] in frame.names:
        found, used = frame.names[path[0]], 1
    else:
        found, used = frame.around.named(tuple(path), frame.at(node))
    if isinstance(found.value, Opaque):
        if found.value.function == "Resource" and len(path) == _RESOURCE < len(steps) + 1:
            found = _instance(found, _index(steps[1], frame, evaluated))
        return _opaque(found, node, frame)
    return _followed(found, steps[used - 1 :], node, frame, evaluated)


def splat(node: Node, frame: Frame, evaluated: Evaluate) -> Written:
    """The value of `list[*].key`: that part of each element; null is no element, a mapping one."""
    inner, star = branches(node)
    found, steps = evaluated(inner, frame), list(branches(star))
    if isinstance(found.value, Opaque):
        return frame.unknown(node)
    listed = found.value if isinstance(found.value, list) else [found] * (found.value is not None)
    # In the older form, `list.*.key[0]`, an index is one of the result.
    is_index = [star.data == "attr_splat" and step.data != "get_attr" for step in steps]
    own = is_index.index(True) if any(is_index) else len(steps)
    parts = [_followed(each, steps[:own], node, frame, evaluated) for each in listed]
    return _followed(Written(parts, frame.at(node)), steps[own:], node, frame, evaluated)


def _instance(resource: Written, index: Any) -> Written:
    """The instance of a resource that an index behind its name selects."""
    if isinstance(index, bool) or not isinstance(index, str | int):
        return resource
    return resource._replace(value=Opaque("Resource", address(resource.value.argument, index)))


def _index(step: Node, frame: Frame, evaluated: Evaluate) -> Any:
    if step.data == "short_index":
        return number(str(step.children[-1]))
    return simple(evaluated(next(branches(step)), frame))


def _opaque(found: Written, node: Node, frame: Frame) -> Written:
    if found.value.function == "Resource":
        return found._replace(at=frame.at(node))
    return hidden(found.value.function, frame.source(node), frame.at(node))


def _followed(
    found: Written, steps: list[Node], node: Node, frame: Frame, evaluated: Evaluate
) -> Written:
    """The part of a value at keys and indexes; a scalar has the place of the reference."""
    for step in steps:
        is_name = step.data == "get_attr"
        key = word(next(branches(step), step)) if is_name else _index(step, frame, evaluated)
        value = found.value
        is_key = isinstance(value, dict) and isinstance(key, str) and key in value
        if is_key or (isinstance(value, list) and isinstance(key, int) and 0 <= key < len(value)):
            found = value[key]
        elif isinstance(value, dict) and isinstance(key, str) and PARTLY not in value:
            return hidden(MISSING, frame.source(node), frame.at(node))
        else:
            return frame.unknown(node)
    if isinstance(found.value, Opaque):
        return _opaque(found, node, frame)
    keeps = isinstance(found.value, dict | list)
    return found if keeps else found._replace(at=frame.at(node))
