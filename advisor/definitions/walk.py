"""Follows paths through definitions in their normal form: values, their places, unknown parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from advisor.condition import UNKNOWN
from advisor.definitions.plain import ABSENT, is_placeholder
from advisor.reading.opaque import Opaque
from advisor.rulebook.subjects import Each, Entries, Key, Keys, Named, Path, Step, Where

__all__ = [
    "Keyed",
    "Node",
    "Run",
    "Scope",
    "Spot",
    "first_where",
    "is_key",
    "is_many",
    "is_unsure",
    "spots",
]

KeyPath = tuple[str | int, ...]
# Where logical ids are valid: in one document, or in the folder of a Terraform file.
Scope = int | str


@dataclass(slots=True)
class Run:
    """The definitions of one run, by name, by logical id, and by document."""

    named: dict[tuple[str, str], Any] = field(default_factory=dict)
    logical: dict[tuple[Scope, str], tuple[str, Any]] = field(default_factory=dict)
    beside: dict[Scope, dict[str, list[Any]]] = field(default_factory=dict)

    def find(self, subject: str, name: Any, scope: Scope) -> Any:
        """The definition for a name, an ARN or a function; unknown if it is elsewhere.

        A logical id is valid only within its own template.
        """
        if isinstance(name, str):
            return self.named.get((subject, name.rsplit("/", 1)[-1]), UNKNOWN)
        logical = _logical_id(name)
        found = self.logical.get((scope, logical)) if logical else None
        if (
            found is None and logical
        ):  # one instance of a resource whose number of instances is unknown
            found = self.logical.get((scope, logical.partition("[")[0]))
        return found[1] if found is not None and found[0] == subject else UNKNOWN


def _logical_id(value: Any) -> str | None:
    match value:
        case Opaque("Resource" | "Ref", str() as name):
            return name
        case Opaque("Fn::GetAtt", str() as name):
            return name.partition(".")[0]
        case Opaque("Fn::GetAtt", [str() as name, *_]):
            return name
        case Opaque("Fn::Sub", str() as text) if match := re.fullmatch(r"\$\{([\w.]+)\}", text):
            return match[1].partition(".")[0]
        case _:
            return None


class Node(NamedTuple):
    """An element of a definition, with what surrounds it."""

    element: Any
    parent: Any
    definition: Any
    path: KeyPath  # of the element, from the definition
    parent_path: KeyPath
    run: Run
    scope: Scope


class Spot(NamedTuple):
    """A value that a path leads to, where it is, and the mapping around it."""

    value: Any
    path: KeyPath
    parent: Any
    parent_path: KeyPath


class Keyed(str):
    """A key of a mapping as a value; it has no place of its own among the values."""

    __slots__ = ()


def is_many(path: Path) -> bool:
    """Whether a path may lead to several values."""
    return any(isinstance(step, Each | Entries | Keys) for step in path.steps)


def spots(path: Path, node: Node) -> Iterator[Spot]:
    """The values that a path leads to from a node, in the order of the document."""
    match path.origin:
        case "element":
            start = Spot(node.element, node.path, node.parent, node.parent_path)
        case "parent":
            start = Spot(node.parent, node.parent_path, node.parent, node.parent_path)
        case "definition":
            start = Spot(node.definition, (), node.definition, ())
        case "document":
            start = Spot(node.run.beside.get(node.scope, {}), (), node.definition, ())
    return _after(path.steps, start, node)


def _after(steps: tuple[Step, ...], spot: Spot, node: Node) -> Iterator[Spot]:
    if not steps:
        yield spot
        return
    for each in _step(steps[0], spot, node):
        if each.value is not ABSENT:
            yield from _after(steps[1:], each, node)


def _step(step: Step, spot: Spot, node: Node) -> Iterator[Spot]:
    value = spot.value
    if isinstance(step, Named):
        yield spot._replace(value=node.run.find(step.subject, value, node.scope))
    elif value is UNKNOWN or isinstance(value, Opaque):
        yield spot._replace(value=UNKNOWN)
    else:
        yield from _within(step, spot, node)


def _within(step: Step, spot: Spot, node: Node) -> Iterator[Spot]:
    value, path = spot.value, spot.path
    match step, value:
        case Key(name), dict():
            found = value.get(name, ABSENT)
            yield Spot(found, (*path, name), value, path)
        case Each(), list():
            for index, each in enumerate(value):
                yield spot._replace(value=each, path=(*path, index))
        case Each(), str() | dict():  # a single value in place of a list of one
            yield spot
        case Entries() | Keys(), dict():
            for name, each in value.items():
                entry = {"name": name, "value": each} if isinstance(step, Entries) else Keyed(name)
                if isinstance(step, Entries) or is_key(name, each):
                    yield Spot(entry, (*path, name), value, path)
        case Where(), list():
            index, found = first_where(step, value, node)
            yield spot._replace(value=found, path=path if found is UNKNOWN else (*path, index))
        case _:
            return


def is_key(name: str, value: Any) -> bool:
    """Whether a key is the document's and has a value; keys of advisor begin with a colon."""
    empty = isinstance(value, str | list | dict) and len(value) == 0
    return not empty and name[:1] != ":"


def first_where(step: Where, values: list[Any], node: Node) -> tuple[int, Any]:
    """The first element that certainly has the value, with its index.

    `UNKNOWN` if none certainly has it but one may; `ABSENT` if certainly none has it.
    """
    own = node.element if isinstance(node.element, dict) else {}
    wanted: Any = own.get(step.value) if step.own else step.value
    unsure = wanted is None
    for index, each in enumerate(values):
        if each is ABSENT:
            continue
        has = each.get(step.key, ABSENT) if isinstance(each, dict) else UNKNOWN
        if has == wanted or (isinstance(has, str) and not step.own and has.upper() == wanted):
            return index, each
        unsure = unsure or is_unsure(has)
    return 0, UNKNOWN if unsure or is_unsure(wanted) else ABSENT


def is_unsure(value: Any) -> bool:
    """Whether the value is only known later."""
    if isinstance(value, str):
        return is_placeholder(value)
    return value is UNKNOWN or isinstance(value, Opaque)
