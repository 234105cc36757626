"""Findings of the instances of a Terraform resource: each said once, with whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from advisor.check.diagnostics import Diagnostic
from advisor.definitions import Definition
from advisor.errors import quoted

__all__ = ["said_once"]

Resource: TypeAlias = tuple[str, str]  # the file, and the address in it
_NAMED = 3  # instances in one message
_LONGEST = 100  # characters of an address


def said_once(
    found: Iterable[tuple[Definition, Diagnostic]], definitions: Sequence[Definition]
) -> Iterator[Diagnostic]:
    """The findings; those that only some instances have name them."""
    said: dict[tuple[Resource, Diagnostic], dict[str, None]] = {}
    for definition, diagnostic in found:
        if definition.instance is None:
            yield diagnostic
        else:
            alike = said.setdefault((_resource(definition), diagnostic), {})
            alike[definition.instance] = None
    if not said:
        return
    every: dict[Resource, set[str | None]] = {}
    for each in definitions:
        every.setdefault(_resource(each), set()).add(each.instance)
    for (resource, diagnostic), some in said.items():
        if len(some) == len(every[resource]):
            yield diagnostic
        else:
            yield replace(diagnostic, message=f"{diagnostic.message} ({_names(list(some))})")


def _resource(definition: Definition) -> Resource:
    return definition.document.path, str(definition.instance).partition("[")[0]


def _names(addresses: Sequence[str]) -> str:
    shown = ", ".join(quoted(each, _LONGEST) for each in addresses[:_NAMED])
    more = len(addresses) - _NAMED
    return f"{shown} and {more} more" if more > 0 else shown
