"""Repairs of definitions, as text edits that keep comments and layout.

A repair is offered only if the repaired text, read again, says exactly what was intended.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from advisor.check.diagnostics import Edit
from advisor.check.edited_text import Pair, Text, edited
from advisor.check.requirements_text import Writer
from advisor.definitions import Definition, read_definition_bytes
from advisor.definitions.plain import written_key
from advisor.definitions.values import number
from advisor.errors import AdvisorError
from advisor.reading import Document
from advisor.reading.lenient import LenientDocument
from advisor.units.showing import plain

__all__ = ["edits"]

KeyPath = tuple[str | int, ...]
_AMOUNT = re.compile(r"([\"']?)\d+(?:\.\d+)?\1")


def edits(definition: Definition, fix: str) -> tuple[Edit, ...]:
    """The edits of a repair; empty where no repair is certain."""
    # A value in Terraform may be put together from several files.
    if isinstance(definition.document, LenientDocument) or definition.form == "terraform":
        return ()
    made, wanted = _REPAIRS[fix](definition)
    if not made or wanted is None:
        return ()
    return made if _says(edited(definition.document, made), definition.document, wanted) else ()


def _says(text: str, document: Document, wanted: Any) -> bool:
    try:
        again = read_definition_bytes(text.encode(), document.path)
    except AdvisorError:
        return False
    return not isinstance(again, LenientDocument) and bool(again.value == wanted)


Repair = tuple[tuple[Edit, ...], Any]
_NONE: Repair = ((), None)


def _fargate_size(definition: Definition) -> Repair:
    """The vCPUs and the memory of the smallest size that holds them."""
    text, wanted = Text(definition.document), copy.deepcopy(definition.document.value)
    made = []
    for fact in ("vcpus", "memory"):
        path, size = definition.written(fact), definition.facts[f"fargate_{fact}"]
        if path is None or path[-1] not in ("value", "Value") or not isinstance(size, int | float):
            return _NONE
        if size == definition.facts[fact]:
            continue
        where = text.scalar(path)
        match = _AMOUNT.fullmatch(text.text[where[0] : where[1]]) if where else None
        if where is None or match is None:
            return _NONE
        made.append(text.edit(*where, f"{match[1]}{plain(size)}{match[1]}"))
        old = _at(wanted, path)
        _put(wanted, path, plain(size) if isinstance(old, str) else size)
    return tuple(made), wanted


def _legacy_resources(definition: Definition) -> Repair:
    """`vcpus` and `memory` moved into `resourceRequirements`, before the entries there."""
    container = definition.written_path(definition.node.path)
    mapping = _at(definition.document.value, container)
    text = Text(definition.document)
    legacy = _legacy(definition, mapping, container, text) if isinstance(mapping, dict) else {}
    pairs = sorted((pair for pair, _ in legacy.values()), key=lambda pair: pair.start)
    if not pairs:
        return _NONE
    names = _CAPITAL if pairs[0].key[0].isupper() else _SMALL
    entries = [{names[1]: name, names[2]: amount} for name, (_, amount) in legacy.items()]
    wanted = copy.deepcopy(definition.document.value)
    target = _at(wanted, container)
    for pair in pairs:
        del target[pair.key]
    there = target.get(names[0])
    if there is not None and not isinstance(there, list):
        return _NONE
    target[names[0]] = entries + (there or [])
    made = _moved(Writer(text, container, entries), pairs, (*container, names[0]), there)
    certain = tuple(each for each in made if each is not None)
    return (certain, wanted) if len(certain) == len(made) else _NONE


_SMALL = ("resourceRequirements", "type", "value")
_CAPITAL = ("ResourceRequirements", "Type", "Value")


def _legacy(
    definition: Definition, mapping: dict[str, Any], container: KeyPath, text: Text
) -> dict[str, tuple[Pair, str]]:
    """The deprecated fields with their amounts; empty if one of the amounts is uncertain."""
    found: dict[str, tuple[Pair, str]] = {}
    for key, resource in (("vcpus", "VCPU"), ("memory", "MEMORY")):
        written = written_key(mapping, key)
        if written not in mapping:
            continue
        amount, pair = number(mapping[written]), text.pair((*container, written))
        listed = definition.facts[f"listed_{key}"]
        if pair is None or listed is not False or not isinstance(amount, int | float):
            return {}
        found[resource] = pair, plain(amount)
    return found


def _moved(
    writer: Writer, pairs: list[Pair], path: KeyPath, there: list[Any] | None
) -> list[Edit | None]:
    if there is None:
        return [writer.in_place_of(pairs[0], str(path[-1])), *map(writer.without, pairs[1:])]
    return [writer.added_to(path, there), *map(writer.without, writer.joined(pairs))]


def _at(value: Any, path: KeyPath) -> Any:
    for key in path:
        value = value[key]
    return value


def _put(value: Any, path: KeyPath, new: Any) -> None:
    _at(value, path[:-1])[path[-1]] = new


_REPAIRS: Final[Mapping[str, Callable[[Definition], Repair]]] = {
    "fargate-size": _fargate_size,
    "legacy-resources": _legacy_resources,
}
