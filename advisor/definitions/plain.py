"""The normal form of definitions: keys in lower camel case, functions as `Opaque`, no nulls.

A list keeps its length, with `ABSENT` for removed elements, so that its indices are the document's.
"""

from __future__ import annotations

import re
from collections.abc import Container
from enum import Enum
from typing import Any, Final

from advisor.condition import UNKNOWN
from advisor.reading.opaque import Opaque

__all__ = [
    "ABSENT",
    "TEMPLATED",
    "Partial",
    "is_placeholder",
    "lower",
    "plain",
    "written_key",
]


class _Absent(Enum):
    ABSENT = "absent"


ABSENT: Final = _Absent.ABSENT

# Parts that a template engine replaces, and words that ask people to replace them.
TEMPLATED: Final = re.compile(r"\$\{|\{\{|<[^<>]+>|__\w{1,60}__|^%\w+%$|^@\w+@$|\{%")
_ASKED_FOR = re.compile(
    r"^Ref::|REPLACE|CHANGE_?ME|PLACEHOLDER|TODO|(?:^|[^a-z])your[-_]|\bXXX", re.IGNORECASE
)
# Mappings whose keys are chosen by users.
_FREE = frozenset(
    {"parameters", "tags", "options", "labels", "annotations", "limits", "requests", "variables",
     "metadata", "nodeSelector"}
)  # fmt: skip


def is_placeholder(text: str) -> bool:
    """Whether a text stands for one that is only known later."""
    return bool(TEMPLATED.search(text) or _ASKED_FOR.search(text))


class Partial(dict[str, Any]):
    """A mapping to which a function or a merge key adds unknown keys."""

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key; unknown if the key is not written."""
        return super().get(key, UNKNOWN if default is ABSENT else default)


def plain(value: Any, resources: Container[str] = (), free: bool = False) -> Any:
    """The value in the normal form; `resources` are the logical ids that a `Ref` may name."""
    if type(value) is dict:
        return _mapping(value, resources, free)
    if type(value) is list:
        return [plain(each, resources) for each in value]
    if type(value) is Opaque:
        return _hidden(value.function, value.argument, resources)
    return ABSENT if value is None else value


def _mapping(value: dict[str, Any], resources: Container[str], free: bool) -> Any:
    if len(value) == 1:
        (key,) = value
        if key == "Ref" or key.startswith("Fn::"):
            return _hidden(key, value[key], resources)
    result: dict[str, Any] = {}
    partial = False
    for key, each in value.items():
        if key.startswith("Fn::") or key == "<<":
            partial = True
            continue
        name = key if free else lower(key)
        made = plain(each, resources, name in _FREE)
        if made is not ABSENT:
            result[name] = made
    return Partial(result) if partial else result


def _hidden(function: str, argument: Any, resources: Container[str]) -> Any:
    if function == "Ref":
        if argument == "AWS::NoValue":
            return ABSENT
        if isinstance(argument, str) and argument in resources:
            return Opaque("Resource", argument)
    return Opaque(function, argument)


def lower(key: str) -> str:
    """The key in the spelling of the API."""
    return key[:1].lower() + key[1:]


def written_key(mapping: dict[str, Any], key: str) -> str:
    """The key of the document's mapping that became `key`."""
    return key if key in mapping else key[:1].upper() + key[1:]
