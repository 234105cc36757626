"""Translates names of AWS's API to Terraform's in messages about Terraform files.

Within JSON, such as `container_properties`, Terraform uses the names of the API.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from advisor.definitions.recognise import TERRAFORM
from advisor.definitions.terraform.shapes import RESOURCES, Shape, camel
from advisor.rulebook.subjects import Key, Named, Path, Subject

__all__ = ["arguments_of", "with_arguments"]

_SHAPES: Final = {subject: RESOURCES[resource] for resource, subject in TERRAFORM.items()}
_CAMEL = re.compile(r"\b[A-Za-z]+[a-z0-9][A-Z]\w*")


def arguments_of(definition: str, subjects: Iterable[Subject]) -> Mapping[str, str]:
    """Terraform's arguments for names of the API that it spells otherwise, by those names."""
    if definition not in _SHAPES:
        return {}
    return {
        key: argument
        for subject in subjects
        if subject.definition == definition
        for keys in _ways(subject)
        for key, argument in _arguments(keys, _SHAPES[definition])
        if key != argument
    }


def with_arguments(text: str, arguments: Mapping[str, str]) -> str:
    """A text about a definition, with Terraform's names."""

    def said(match: re.Match[str]) -> str:
        name = match[0][:1].lower() + match[0][1:]
        return arguments.get(name, match[0])

    return _CAMEL.sub(said, text)


def _ways(subject: Subject) -> Iterator[tuple[str, ...]]:
    """The keys from the definition to each value that checks read."""
    starts = [_keys(path) for path in subject.elements] or [()]
    for reading in subject.readings.values():
        for path in reading.paths:
            if path.origin == "definition":
                yield _keys(path)
            elif path.origin == "element":
                yield from ((*start, *_keys(path)) for start in starts)


def _keys(path: Path) -> tuple[str, ...]:
    keys: list[str] = []
    for step in path.steps:
        if isinstance(step, Named):  # the rest of the path is in another definition
            break
        if isinstance(step, Key):
            keys.append(step.name)
    return tuple(keys)


def _arguments(keys: Iterable[str], shape: Shape) -> Iterator[tuple[str, str]]:
    """Each key with its argument, down to where the names of the API begin."""
    for key in keys:
        named = {of_api: argument for argument, of_api in shape.names.items()}
        argument = named.get(key) or re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", key).lower()
        if key not in named and camel(argument) != key:
            return
        yield key, argument
        if argument in shape.json or argument in shape.free:
            return
        shape = shape.inside.get(argument, Shape())
