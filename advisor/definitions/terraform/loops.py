"""Terraform's loops: the values of `for` expressions, and the collections of `for_each`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from advisor.definitions.terraform.arguments import PARTLY
from advisor.definitions.terraform.syntax import branches, word
from advisor.definitions.terraform.written import Written, simple

if TYPE_CHECKING:
    from advisor.definitions.terraform.evaluate import Frame
    from advisor.definitions.terraform.syntax import Node

    Evaluate: TypeAlias = Callable[[Node, Frame], Written]

__all__ = ["Entry", "entries", "for_list", "for_mapping"]


class Entry(NamedTuple):
    """An entry of a collection; its key in a list is its index."""

    key: Written
    value: Written

    def named(self) -> Written:
        """An object with `key` and `value`, as `each` is."""
        return Written(self._asdict(), self.value.at)


def entries(collection: Written) -> tuple[Entry, ...] | None:
    """The entries in Terraform's order; None if they are unknown."""
    value, places = collection.value, collection.keys or {}
    if isinstance(value, list):
        return tuple(Entry(Written(index, each.at), each) for index, each in enumerate(value))
    if isinstance(value, dict) and PARTLY not in value:
        return tuple(
            Entry(Written(key, places.get(key, each.at)), each)
            for key, each in sorted(value.items())
        )
    return None


def for_list(node: Node, frame: Frame, evaluated: Evaluate) -> Written:
    """The value of `[for … : …]`."""
    turns = _turns(node, frame, evaluated)
    if turns is None:
        return frame.unknown(node)
    made = list(branches(node))[1]
    return Written([evaluated(made, turn) for turn in turns], frame.at(node))


def for_mapping(node: Node, frame: Frame, evaluated: Evaluate) -> Written:
    """The value of `{for … : … => …}`; unknown if keys are unknown, or equal without `...`."""
    turns, groups = _turns(node, frame, evaluated), "..." in map(str, node.children)
    if turns is None:
        return frame.unknown(node)
    _, key, made = list(branches(node))[:3]
    values: dict[str, Written] = {}
    for turn in turns:
        name = simple(evaluated(key, turn))
        if not isinstance(name, str) or (name in values and not groups):
            return frame.unknown(node)
        value = evaluated(made, turn)
        if groups:
            before = values[name].value if name in values else []
            value = Written([*before, value], frame.at(node))
        values[name] = value
    return Written(values, frame.at(node), dict.fromkeys(values, frame.at(key)))


def _turns(node: Node, frame: Frame, evaluated: Evaluate) -> list[Frame] | None:
    """A frame with its names for each entry that is kept; None if they are unknown."""
    *names, collection = branches(next(branches(node)))
    found = entries(evaluated(collection, frame))
    if found is None:
        return None
    condition = next(branches(node, "for_cond"), None)
    turns = []
    for entry in found:
        # The first of two names is the key; a single name is the value.
        own = dict(zip(map(word, reversed(names)), reversed(entry), strict=False))
        turn = frame.knowing(own)
        kept = condition is None or simple(evaluated(next(branches(condition)), turn))
        if not isinstance(kept, bool):
            return None
        if kept:
            turns.append(turn)
    return turns
