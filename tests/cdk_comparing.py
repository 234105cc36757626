"""Two templates as the same words, so that they can be compared resource by resource."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

# What tells the elements of a list without an order apart.
_NAMES = {"Name", "Key", "Type"}
Template = Mapping[str, Any]
# What the CDK puts behind the name of a construct.
_HASH = re.compile(r"[0-9A-F]{8}$")


def resources(template: Template, known: Mapping[str, Any]) -> dict[str, Any]:
    """The properties of each resource, by its type and, for roles, its name.

    References are the same words on both sides; `known` has what stands for the parameters.
    """
    names = {name: _called(name, each) for name, each in template["Resources"].items()}
    return {
        called: _said(template["Resources"][name].get("Properties", {}), names, known)
        for name, called in names.items()
    }


def _called(name: str, resource: Mapping[str, Any]) -> str:
    """What a resource is called on both sides."""
    type_ = str(resource["Type"])
    several = ("AWS::IAM::Role", "AWS::IAM::Policy")
    return f"{type_} {_HASH.sub('', name)}" if type_ in several else type_


def _said(tree: Any, names: Mapping[str, str], known: Mapping[str, Any]) -> Any:
    if isinstance(tree, list):
        return [_said(each, names, known) for each in tree]
    if not isinstance(tree, dict):
        return tree
    if len(tree) == 1:
        [(key, value)] = tree.items()
        if key == "Ref":
            return known[value] if value in known else f"<{names.get(value, value)}>"
        if key == "Fn::GetAtt":
            return f"<{names[value[0]]}.{value[1]}>"
        if key == "Fn::Join":
            return "".join(str(_said(each, names, known)) for each in value[1])
        if key == "Fn::Base64":
            return {key: _said(value, names, known)}
    return {key: _one(key, _said(each, names, known)) for key, each in tree.items()}


def _one(key: str, value: Any) -> Any:
    """A list of one in a policy, which is the same without the list."""
    alone = key in ("Action", "Resource") and isinstance(value, list) and len(value) == 1
    return value[0] if alone else value


def differences(ours: Any, theirs: Any, path: str) -> Iterator[str]:
    """Where the templates do not say the same, one line for each place."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted({*ours, *theirs}):
            place = f"{path}.{key}"
            if key not in theirs:
                yield f"{place} is not in theirs: {ours[key]}"
            elif key not in ours:
                yield f"{place} is only in theirs: {theirs[key]}"
            else:
                yield from differences(ours[key], theirs[key], place)
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        # Variables and tags have no order.
        pairs = zip(_ordered(ours), _ordered(theirs), strict=True)
        for index, (one, other) in enumerate(pairs):
            yield from differences(one, other, f"{path}[{index}]")
    elif _plain(ours) != _plain(theirs):
        yield f"{path}: {ours!r} is {theirs!r} in theirs"


def _plain(value: Any) -> Any:
    """Texts that services do not tell apart: `MANAGED` and `managed`, "2" and 2."""
    return value if isinstance(value, bool) else str(value).upper()


def _ordered(several: list[Any]) -> list[Any]:
    named = all(isinstance(each, dict) and _NAMES & each.keys() for each in several)
    if not named:
        return several
    return sorted(several, key=lambda each: [str(each.get(name)) for name in sorted(_NAMES)])
