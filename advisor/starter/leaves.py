"""Values that are known only at deployment: inputs of the user, and parts of the starter.

They are the leaves of a tree of settings. Each writer replaces them by a form of its own: a `Ref`,
a variable, or in JSON the `stand_in`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Plain = str | int | tuple[str, ...]


class Kind(StrEnum):
    """The type of an input, in the names of CloudFormation's parameter types."""

    TEXT = "String"
    NUMBER = "Number"
    SUBNET = "AWS::EC2::Subnet::Id"
    SUBNETS = "List<AWS::EC2::Subnet::Id>"
    SECURITY_GROUPS = "List<AWS::EC2::SecurityGroup::Id>"
    VPC = "AWS::EC2::VPC::Id"
    MACHINE_IMAGE = "AWS::EC2::Image::Id"


@dataclass(frozen=True, slots=True)
class Ask:
    """An input that only the user knows.

    With a `default` the starter can be deployed. Without one, the `stand_in` marks its place in
    JSON: a text that every API refuses, or a number to start from if a number is required.
    """

    name: str
    title: str
    kind: Kind
    stand_in: Plain
    default: Plain | None = None
    least: int | None = None
    choices: tuple[str, ...] = ()

    @property
    def shown(self) -> Plain:
        """The value in JSON."""
        return self.stand_in if self.default is None else self.default


@dataclass(frozen=True, slots=True)
class Made:
    """A part of the starter, or an attribute of one."""

    part: str
    attribute: str | None
    stand_in: str


@dataclass(frozen=True, slots=True)
class Pseudo:
    """The account, Region or partition that the starter is deployed to."""

    name: str
    stand_in: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Texts joined without a separator."""

    parts: tuple[Text, ...]


Leaf = Ask | Made | Pseudo | Joined
Text = str | Ask | Made | Pseudo | Joined
Tree = Any
"""Nested mappings, lists and scalars, as JSON has them, with `Leaf`s."""


class Keys(dict[str, Tree]):
    """A mapping whose keys are the user's own, such as tags; they are not respelled."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text that is passed on in base64."""

    text: Text


def plain(leaf: Leaf) -> Plain:
    """The value of a leaf in JSON."""
    match leaf:
        case Ask():
            return leaf.shown
        case Made() | Pseudo():
            return leaf.stand_in
        case Joined(parts):
            return "".join(part if isinstance(part, str) else str(plain(part)) for part in parts)


def asks(tree: Tree) -> Iterator[Ask]:
    """The inputs in a tree, in order, each once."""
    seen: dict[str, Ask] = {}
    for leaf in leaves(tree):
        if isinstance(leaf, Ask):
            seen.setdefault(leaf.name, leaf)
    yield from seen.values()


def leaves(tree: Tree) -> Iterator[Ask | Made | Pseudo]:
    """The leaves of a tree, in order, including those within joined texts."""
    if isinstance(tree, Joined):
        yield from leaves(tree.parts)
    elif isinstance(tree, Encoded):
        yield from leaves(tree.text)
    elif isinstance(tree, Ask | Made | Pseudo):
        yield tree
    elif isinstance(tree, Mapping):
        for value in tree.values():
            yield from leaves(value)
    elif isinstance(tree, list | tuple):
        for value in tree:
            yield from leaves(value)
