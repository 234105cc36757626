"""Values that are only known at deployment: what the user must say, and what the starter makes.

A tree of settings has these as leaves; each writer puts its own form in their place (a `Ref`, a
variable, or the `stand_in` that marks a place in JSON).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Plain = str | int | tuple[str, ...]


class Kind(StrEnum):
    """What a value to be given is; the names are the types of CloudFormation's parameters."""

    TEXT = "String"
    NUMBER = "Number"
    SUBNET = "AWS::EC2::Subnet::Id"
    SUBNETS = "List<AWS::EC2::Subnet::Id>"
    SECURITY_GROUPS = "List<AWS::EC2::SecurityGroup::Id>"
    VPC = "AWS::EC2::VPC::Id"
    MACHINE_IMAGE = "AWS::EC2::Image::Id"


@dataclass(frozen=True, slots=True)
class Ask:
    """What only the user knows.

    With a `default` it is known well enough to deploy. Without one `stand_in` marks its place in
    JSON: a text that no API takes for a value, or a number to start with where a number must stand.
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
        """What stands in JSON."""
        return self.stand_in if self.default is None else self.default


@dataclass(frozen=True, slots=True)
class Made:
    """Something that the starter makes, or an attribute of it."""

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
    """Texts one after the other."""

    parts: tuple[Text, ...]


Leaf = Ask | Made | Pseudo | Joined
Text = str | Ask | Made | Pseudo | Joined
Tree = Any
"""Nested mappings, lists and scalars, as JSON has them, with `Leaf`s."""


class Keys(dict[str, Tree]):
    """A mapping whose keys are the user's own words, such as tags, and stay as they are."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text that is handed over in base64."""

    text: Text


def plain(leaf: Leaf) -> Plain:
    """What stands in JSON in place of a leaf."""
    match leaf:
        case Ask():
            return leaf.shown
        case Made() | Pseudo():
            return leaf.stand_in
        case Joined(parts):
            return "".join(part if isinstance(part, str) else str(plain(part)) for part in parts)


def asks(tree: Tree) -> Iterator[Ask]:
    """Everything that a tree asks the user for, in its order, each once."""
    seen: dict[str, Ask] = {}
    for leaf in leaves(tree):
        if isinstance(leaf, Ask):
            seen.setdefault(leaf.name, leaf)
    yield from seen.values()


def leaves(tree: Tree) -> Iterator[Ask | Made | Pseudo]:
    """The leaves of a tree, in its order; those of a joined text one by one."""
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
