"""Reads rules: what they do, their reasons and examples; checks every name they use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
from advisor.rulebook.shapes import RuleShape
from advisor.rulebook.sources import Complaints, KeyPath
from advisor.template import REFERENCE


def rule_of(reader: ConditionReader, written: Written[RuleShape], options: frozenset[str]) -> Rule:
    """A rule with every name it uses looked up; `options` are those of its decision."""
    document, complaints = reader.document, reader.complaints
    shape, path = written.shape, written.path
    effect = _effect(shape)
    if isinstance(effect, RulesOut | Favours):
        key = "rules_out" if isinstance(effect, RulesOut) else "favours"
        for option in effect.options:
            if option not in options:
                complaints.unknown(document, (*path, key), "an option here", option, options)
    for key, text in (("because", shape.because), ("advises", shape.advises or "")):
        for name, row, column in REFERENCE.findall(text):
            check_reference(reader, (*path, key), name, row, column)
    return Rule(
        shape.id,
        shape.code,
        shape.title,
        reader.read(shape.when, (*path, "when")),
        effect,
        shape.because,
        source_of(shape.source),
        shape.group,
        tuple(shape.criteria),
        tuple(
            Example(
                each.facts,
                None if each.expect == "unknown" else bool(each.expect),
                each.chosen,
                each.says,
            )
            for each in shape.examples
        ),
        written.pack,
        document.path,
        document.place(*path),
    )


def check_reference(
    reader: ConditionReader, path: KeyPath, name: str, row: str, column: str
) -> None:
    """Note a name in a template that is neither a fact nor a limit, or a cell that is not there."""
    known = (*reader.facts, *reader.limits)
    if name not in known:
        reader.complaints.unknown(reader.document, path, "a fact or a limit", name, known)
        return
    table = reader.limits[name].current.value if name in reader.limits else None
    if row and row not in reader.facts:
        reader.complaints.unknown(reader.document, path, "a fact", row, reader.facts)
    elif column and (not isinstance(table, Table) or column not in table.columns):
        reader.complaints.add(reader.document, path, f"`{name}` has no column `{column}`")


def _effect(shape: RuleShape) -> Effect:
    if shape.rules_out is not None:
        return RulesOut(tuple(shape.rules_out))
    if shape.favours is not None and shape.strength is not None:
        return Favours(tuple(shape.favours), shape.strength)
    return Advises(shape.advises or "")


def note_duplicates(rules: Sequence[Written[RuleShape]], complaints: Complaints) -> None:
    """Note every id and code that a second rule uses."""
    for key in ("id", "code"):
        seen: dict[str, str] = {}
        for rule in rules:
            name = getattr(rule.shape, key)
            if name in seen:
                message = f"the {key} `{name}` is taken by a rule in {seen[name]}"
                complaints.add(rule.document, (*rule.path, key), message)
            seen.setdefault(name, rule.document.path)


def choice_facts(options: Mapping[str, frozenset[str]]) -> dict[str, Fact]:
    """The earlier choices, as facts that later rules may read."""
    return {
        name: Fact(name, Kind.TEXT, f"the choice of {name}", choices=tuple(sorted(ids)))
        for name, ids in options.items()
    }
