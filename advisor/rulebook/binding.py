"""From a draft to a rule book: every name looked up, every condition bound to its limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
    """The book of a draft; what is wrong is noted, and the book then not to be used."""
    limits = draft.limits
    options = {
        each.id: frozenset(option.shape.id for option in each.options)
        for each in draft.decisions.values()
    }
    facts = {**spec, **{name: own.fact for name, own in draft.own.items()}, **choice_facts(options)}
    computed = _derived(draft.derived, facts, limits, complaints)
    facts |= {fact.name: fact for fact in computed}

    def reader(document: Document) -> ConditionReader:
        return ConditionReader(document, facts, limits, complaints, draft.as_of)

    def rules(written: Iterable[Written[RuleShape]], known: frozenset[str]) -> tuple[Rule, ...]:
        return tuple(rule_of(reader(each.document), each, known) for each in written)

    def decision(each: DecisionDraft) -> Decision:
        asked = reader(each.asked.document).read(each.asked.shape, each.asked.path)
        answers = tuple(_option(option.shape) for option in each.options)
        return Decision(each.id, each.question, asked, answers, rules(each.rules, options[each.id]))

    note_duplicates(draft.rules, complaints)
    decisions = tuple(decision(each) for each in draft.decisions.values())
    advice = rules(draft.advice, frozenset())
    platforms = tuple(_platform(each, options, complaints) for each in draft.platforms)
    parts = (facts, tuple(computed), limits, decisions, advice, platforms, draft.folder)
    if not draft.packs:
        return RuleBook(*parts, draft.as_of)
    packs = tuple(draft.packs)
    return PackedBook(
        *parts, draft.as_of, draft.overridden, packs, draft.own, draft.check_overrides
    )


def _option(shape: OptionShape) -> Option:
    source = source_of(shape.source) if shape.source else None
    return Option(shape.id, shape.title, shape.because, shape.alternative, source)


def sizes_made(limits: Mapping[str, Limit], catalogue: Catalogue) -> Limit:
    """The sizes of the families that Batch takes by default, as a limit made from the catalogue."""
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
                # A derived fact may read only those above it, so that there are no circles.
                complaints.unknown(each.document, path, "a number fact declared before", ref, known)
        known[name] = Fact(
            name, Kind.NUMBER, shape.title, shape.unit, formula=tree, formula_text=shape.formula
        )
    return [fact for fact in known.values() if fact.formula is not None]


def formula_names(limits: Iterable[Limit]) -> formula.Names:
    """The limits that formulas may refer to."""
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
