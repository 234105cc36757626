"""Binds a draft to a rule book: looks up every name, and puts limits into the conditions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from advisor import formula
from advisor.catalogue import Catalogue, default_sizes
from advisor.errors import AdvisorError, Problem
from advisor.model import (
    Decision,
    Fact,
    Kind,
    Limit,
    LimitValue,
    Option,
    Platform,
    Rule,
    RuleBook,
    Source,
    Table,
)
from advisor.reading import Document
from advisor.rulebook.conditions import ConditionReader
from advisor.rulebook.draft import DecisionDraft, Draft, PackedBook, Written
from advisor.rulebook.limits import source_of
from advisor.rulebook.rules import choice_facts, note_duplicates, rule_of
from advisor.rulebook.shapes import DerivedShape, OptionShape, PlatformShape, RuleShape
from advisor.rulebook.sources import Complaints

SIZES = "ec2.default_sizes"
SIZES_FROM = ("ec2.default_x86_64", "ec2.usable_memory")


def bound(draft: Draft, spec: Mapping[str, Fact], complaints: Complaints) -> RuleBook:
    """The book of a draft, for the facts of a spec; if it notes a problem, do not use the book."""
    options = {each.id: _option_ids(each) for each in draft.decisions.values()}
    own = {name: each.fact for name, each in draft.own.items()}
    facts = {**spec, **own, **choice_facts(options)}
    computed = _derived(draft.derived, facts, draft.limits, complaints)
    facts |= {fact.name: fact for fact in computed}
    names = _Names(facts, draft.limits, complaints, draft.as_of)
    note_duplicates(draft.rules, complaints)
    decisions = tuple(_decision(each, names) for each in draft.decisions.values())
    advice = _rules(draft.advice, names, frozenset())
    platforms = tuple(_platform(each, options, complaints) for each in draft.platforms)
    parts = (facts, tuple(computed), draft.limits, decisions, advice, platforms, draft.folder)
    if not draft.packs:
        return RuleBook(*parts, draft.as_of)
    packs = tuple(draft.packs)
    return PackedBook(
        *parts, draft.as_of, draft.overridden, packs, draft.own, draft.check_overrides
    )


class _Names(NamedTuple):
    """What the conditions of a book may refer to, whatever their file."""

    facts: Mapping[str, Fact]
    limits: Mapping[str, Limit]
    complaints: Complaints
    as_of: date

    def reader(self, document: Document) -> ConditionReader:
        return ConditionReader(document, *self)


def _decision(draft: DecisionDraft, names: _Names) -> Decision:
    asked = names.reader(draft.asked.document).read(draft.asked.shape, draft.asked.path)
    options = tuple(_option(each.shape) for each in draft.options)
    rules = _rules(draft.rules, names, _option_ids(draft))
    return Decision(draft.id, draft.question, asked, options, rules)


def _option_ids(draft: DecisionDraft) -> frozenset[str]:
    return frozenset(each.shape.id for each in draft.options)


def _rules(
    written: Iterable[Written[RuleShape]], names: _Names, options: frozenset[str]
) -> tuple[Rule, ...]:
    return tuple(rule_of(names.reader(each.document), each, options) for each in written)


def _option(shape: OptionShape) -> Option:
    source = source_of(shape.source) if shape.source else None
    return Option(shape.id, shape.title, shape.because, shape.alternative, source)


def sizes_made(limits: Mapping[str, Limit], catalogue: Catalogue) -> Limit:
    """The sizes of the instance families of Batch's default, from the catalogue, as a limit."""
    families, usable = (limits[name].current.value for name in SIZES_FROM)
    if not isinstance(families, tuple) or not isinstance(usable, int | float):
        message = f"`{SIZES_FROM[0]}` must be a list and `{SIZES_FROM[1]}` a number"
        raise AdvisorError(Problem(message))
    rows = default_sizes(catalogue, families, usable)
    source = Source(
        catalogue.checked,
        judgement=f"vCPUs and usable memory of {', '.join(families)} in {catalogue.origin}",
    )
    table = Table(("vcpus", "memory", "installed"), ("vCPU", "MiB", "MiB"), rows)
    title = "sizes of the instance families that AWS Batch takes by default"
    return Limit(SIZES, title, None, (LimitValue(table, source),))


def _derived(
    written: Mapping[str, Written[DerivedShape]],
    facts: Mapping[str, Fact],
    limits: Mapping[str, Limit],
    complaints: Complaints,
) -> list[Fact]:
    known = dict(facts)
    names = formula_names(limits.values())
    for name, each in written.items():
        path = (*each.path, "formula")
        shape = each.shape
        try:
            tree = formula.parse(shape.formula, names)
        except ValueError as error:
            complaints.add(each.document, path, str(error))
            continue
        for ref in formula.refs(tree):
            if ref not in known or known[ref].kind is not Kind.NUMBER:
                # Only facts above it, so that no facts depend on each other in a circle.
                complaints.unknown(each.document, path, "a number fact declared before", ref, known)
        known[name] = Fact(
            name, Kind.NUMBER, shape.title, shape.unit, formula=tree, formula_text=shape.formula
        )
    return [fact for fact in known.values() if fact.formula is not None]


def formula_names(limits: Iterable[Limit]) -> formula.Names:
    """The limits that formulas may refer to: numbers, and tables of numbers."""
    numbers: dict[str, float] = {}
    tables: dict[str, tuple[tuple[str, ...], tuple[formula.Row, ...]]] = {}
    for limit in limits:
        value = limit.current.value
        if isinstance(value, int | float):
            numbers[limit.id] = value
        elif isinstance(value, Table) and all(
            isinstance(cell, int | float) for row in value.rows for cell in row
        ):
            rows = tuple(tuple(float(cell or 0) for cell in row) for row in value.rows)
            tables[limit.id] = (value.columns, rows)
    return formula.Names(numbers, tables)


def _platform(
    written: Written[PlatformShape], options: Mapping[str, frozenset[str]], complaints: Complaints
) -> Platform:
    shape = written.shape
    for decision, choice in shape.choices.items():
        path = (*written.path, "choices", decision)
        if decision not in options:
            complaints.unknown(written.document, path, "a decision", decision, options)
        elif choice not in options[decision]:
            complaints.unknown(written.document, path, "an option", choice, options[decision])
    return Platform(shape.id, shape.title, shape.choices)
