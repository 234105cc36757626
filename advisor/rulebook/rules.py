"""Turns written rules into data, and reports the names in them that are unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from advisor.condition import Truth
from advisor.model import (
    Advises,
    Effect,
    Example,
    Fact,
    Favours,
    Kind,
    Rule,
    RulesOut,
    Table,
)
from advisor.rulebook.conditions import ConditionReader
from advisor.rulebook.draft import Written
from advisor.rulebook.limits import source_of
from advisor.rulebook.shapes import ExampleShape, RuleShape
from advisor.rulebook.sources import Complaints, KeyPath
from advisor.template import REFERENCE


def rule_of(reader: ConditionReader, written: Written[RuleShape], options: frozenset[str]) -> Rule:
    """A rule as data; names it uses that are unknown are noted. `options` are its decision's."""
    shape, path = written.shape, written.path
    _check_options(reader, written, options)
    check_references(reader, (*path, "because"), shape.because)
    check_references(reader, (*path, "advises"), shape.advises)
    return Rule(
        shape.id,
        shape.code,
        shape.title,
        reader.read(shape.when, (*path, "when")),
        _effect(shape),
        shape.because,
        source_of(shape.source),
        shape.group,
        tuple(shape.criteria),
        tuple(map(_example, shape.examples)),
        written.pack,
        reader.document.path,
        reader.document.place(*path),
    )


def _check_options(
    reader: ConditionReader, written: Written[RuleShape], options: frozenset[str]
) -> None:
    """Note the options of a rule that its decision does not have."""
    for key in ("rules_out", "favours"):
        for option in getattr(written.shape, key) or ():
            if option not in options:
                path = (*written.path, key)
                reader.complaints.unknown(reader.document, path, "an option here", option, options)


def check_references(reader: ConditionReader, path: KeyPath, template: str | None) -> None:
    """Note the references of a template to facts, limits or cells that do not exist."""
    for name, row, column in REFERENCE.findall(template or ""):
        _check_reference(reader, path, name, row, column)


def _check_reference(
    reader: ConditionReader, path: KeyPath, name: str, row: str, column: str
) -> None:
    known = (*reader.facts, *reader.limits)
    if name not in known:
        reader.complaints.unknown(reader.document, path, "a fact or a limit", name, known)
        return
    table = reader.limits[name].current.value if name in reader.limits else None
    if row and row not in reader.facts:
        reader.complaints.unknown(reader.document, path, "a fact", row, reader.facts)
    elif column and (not isinstance(table, Table) or column not in table.columns):
        reader.complaints.add(reader.document, path, f"`{name}` has no column `{column}`")


def _example(shape: ExampleShape) -> Example:
    return Example(shape.facts, truth_of(shape.expect), shape.chosen, shape.says)


def truth_of(expect: bool | Literal["unknown"]) -> Truth:
    """The truth that an example expects of its condition; None for unknown."""
    return None if expect == "unknown" else expect


def _effect(shape: RuleShape) -> Effect:
    if shape.rules_out is not None:
        return RulesOut(tuple(shape.rules_out))
    if shape.favours is not None and shape.strength is not None:
        return Favours(tuple(shape.favours), shape.strength)
    return Advises(shape.advises or "")


def note_duplicates(rules: Sequence[Written[RuleShape]], complaints: Complaints) -> None:
    """Note every id and code that is used twice."""
    for key in ("id", "code"):
        seen: dict[str, str] = {}
        for rule in rules:
            name = getattr(rule.shape, key)
            if name in seen:
                message = f"the {key} `{name}` is taken by a rule in {seen[name]}"
                complaints.add(rule.document, (*rule.path, key), message)
            seen.setdefault(name, rule.document.path)


def choice_facts(options: Mapping[str, frozenset[str]]) -> dict[str, Fact]:
    """For each decision the fact that holds its choice, which rules of later decisions may read."""
    return {
        name: Fact(name, Kind.TEXT, f"the choice of {name}", choices=tuple(sorted(ids)))
        for name, ids in options.items()
    }
