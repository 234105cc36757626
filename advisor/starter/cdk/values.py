"""Python expressions for the leaves of a starter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from advisor.starter.cdk.python_text import Call, Raw, formatted
from advisor.starter.joining import flat, lines_of
from advisor.starter.leaves import Ask, Encoded, Joined, Kind, Made, Pseudo, Text, Tree
from advisor.starter.terraform.values import snake

_MADE = {
    ("LogGroup", None): "log_group.log_group_name",
    ("PlacementGroup", None): "placement_group.placement_group_name",
    ("LaunchTemplate", "LatestVersionNumber"): "version",
    ("EfaSecurityGroup", "GroupId"): "security_group.security_group_id",
    ("InstanceProfile", "Arn"): "instance_profile.instance_profile_arn",
    ("CapacityProvider", "Arn"): "capacity_provider_arn",
    ("Function", None): "function.ref",
}
_PSEUDO = {"Region": "self.region", "AccountId": "self.account", "Partition": "self.partition"}


def role_name(role: str) -> str:
    """The variable of a role: `execution_role` for `ExecutionRole`."""
    return snake(role)


def number(ask: Ask) -> bool:
    """Whether the constructs take a number for the input, even if the API takes a text."""
    return ask.kind is Kind.NUMBER or ask.name in ("Vcpus", "Memory")


def expression(leaf: Ask | Made | Pseudo) -> Raw:
    """The expression of a leaf."""
    match leaf:
        case Ask(name=name):
            return Raw(snake(name))
        case Pseudo(name):
            return Raw(_PSEUDO[name])
        case Made(part, attribute):
            if part.endswith("Role"):
                return Raw(f"{role_name(part)}.role_arn")
            return Raw(_MADE[part, attribute])


def valued(tree: Tree) -> Any:
    """A tree of CloudFormation's properties as Python values."""
    match tree:
        case Ask() if number(tree) and tree.kind is not Kind.NUMBER:
            return Raw(f"str({snake(tree.name)})")
        case Ask() | Made() | Pseudo():
            return expression(tree)
        case Joined():
            return joined(tree)
        case Encoded():
            return Raw("Fn.base64(user_data)")
        case Mapping():
            return {key: valued(value) for key, value in tree.items()}
        case list() | tuple():
            return [valued(value) for value in tree]
        case _:
            return tree


def joined(text: Joined) -> Any:
    """A joined text as a string, or as an f-string if it has expressions."""
    parts = flat(text)
    if len(parts) == 1:
        return valued(parts[0])
    return formatted(part if isinstance(part, str) else _part(part) for part in parts)


def _part(part: Text) -> Raw:
    return expression(part) if isinstance(part, Ask | Made | Pseudo) else Raw("")


def script(text: Text) -> Call:
    """A script as a string, with a line of the file for each of its lines."""
    lines = [valued(Joined(line)) if line else "" for line in lines_of(text)]
    return Call('"\\n".join', (lines,))


def plain_number(value: str | int | Ask | Text) -> Any:
    """A number that is a text in the API."""
    if isinstance(value, Ask):
        return Raw(snake(value.name))
    if isinstance(value, int):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d+", value):
        return int(value)
    return float(str(value))
