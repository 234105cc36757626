"""From the files of a folder to a rule book, or every problem in them at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from advisor import formula
from advisor.catalogue import Catalogue, default_sizes, read_catalogue
from advisor.errors import AdvisorError, Problem
from advisor.facts import spec_facts
from advisor.model import (
    Fact,
    Kind,
    Limit,
    LimitValue,
    Platform,
    RuleBook,
    Source,
    Table,
)
from advisor.reading import Document, read_file
from advisor.rulebook.conditions import ConditionReader
from advisor.rulebook.examples import failures
from advisor.rulebook.limits import limits_of
from advisor.rulebook.rules import choice_facts, decision_of, note_duplicates, rules_of
from advisor.rulebook.shapes import (
    AdviceShape,
    BookShape,
    DecisionShape,
    FactsShape,
    LimitsShape,
    PlatformsShape,
)
from advisor.rulebook.sources import Complaints
from advisor.validation import validated

Model = TypeVar("Model", bound=BaseModel)


@dataclass
class _Files:
    """The files of a book, read and shaped, with the problems met on the way."""

    folder: Path
    complaints: Complaints = field(default_factory=Complaints)

    def shaped(self, name: str, model: type[Model]) -> tuple[Document, Model] | None:
        """A file and its shape; None, with the problems noted, when it is not that."""
        try:
            document = read_file(self.folder / name)
            return document, validated(model, document)
        except AdvisorError as error:
            self.complaints.problems.extend(error.problems)
            return None


def book_from(folder: Path, pack: str = "advisor", examples: bool = True) -> RuleBook:
    """The rule book of a folder; AdvisorError with every mistake in it."""
    files = _Files(folder)
    order = files.shaped("book.yaml", BookShape)
    names = order[1].decisions if order else []
    decisions = [found for name in names if (found := files.shaped(f"{name}.yaml", DecisionShape))]
    advice = files.shaped("advice.yaml", AdviceShape)
    platforms = files.shaped("platforms.yaml", PlatformsShape)
    derived = files.shaped("derived.yaml", FactsShape)
    limits = _limits(files, pack)
    # What is missing would be reported again at every place that refers to it.
    files.complaints.raise_if_any()
    if advice is None or platforms is None or derived is None:
        raise AdvisorError(files.complaints.problems)

    as_of = max(value.source.checked for limit in limits.values() for value in limit.values)
    options = {file.decision: frozenset(o.id for o in file.options) for _, file in decisions}
    facts = {each.fact.name: each.fact for each in spec_facts()} | choice_facts(options)
    computed = _derived(*derived, facts, limits, files.complaints)
    facts |= {fact.name: fact for fact in computed}

    def reader(document: Document) -> ConditionReader:
        return ConditionReader(document, facts, limits, files.complaints, as_of)

    note_duplicates(
        [*((document, file.rules) for document, file in decisions), (advice[0], advice[1].rules)],
        files.complaints,
    )
    book = RuleBook(
        facts,
        tuple(computed),
        limits,
        tuple(decision_of(reader(each), file, options, pack) for each, file in decisions),
        rules_of(reader(advice[0]), advice[1].rules, frozenset(), pack),
        _platforms(*platforms, options, files.complaints),
        folder,
        as_of,
    )
    files.complaints.raise_if_any()
    if examples:
        files.complaints.problems.extend(failures(book))
        files.complaints.raise_if_any()
    return book


def _limits(files: _Files, pack: str) -> dict[str, Limit]:
    limits: dict[str, Limit] = {}
    for path in sorted((files.folder / "limits").glob("*.yaml")):
        shaped = files.shaped(f"limits/{path.name}", LimitsShape)
        for limit in limits_of(*shaped, files.complaints, pack) if shaped else ():
            if limit.id in limits:
                files.complaints.add(shaped[0], (), f"`{limit.id}` is written twice")  # type: ignore[index]  # there is a limit, so there is a file
            limits[limit.id] = limit
    if not files.complaints.problems:
        sizes = ec2_sizes(limits, read_catalogue(files.folder / "instances.csv"))
        limits[sizes.id] = sizes
    return limits


def ec2_sizes(limits: Mapping[str, Limit], catalogue: Catalogue) -> Limit:
    """The sizes of the families that Batch takes by default, as a limit made from the catalogue."""
    families = limits["ec2.default_x86_64"].current.value
    usable = limits["ec2.usable_memory"].current.value
    if not isinstance(families, tuple) or not isinstance(usable, int | float):
        message = "`ec2.default_x86_64` must be a list and `ec2.usable_memory` a number"
        raise AdvisorError(Problem(message))
    rows = default_sizes(catalogue, families, usable)
    source = Source(
        catalogue.checked,
        judgement=f"vCPUs and usable memory of {', '.join(families)} in {catalogue.origin}",
    )
    return Limit(
        "ec2.default_sizes",
        "sizes of the instance families that AWS Batch takes by default",
        None,
        (
            LimitValue(
                Table(("vcpus", "memory", "installed"), ("vCPU", "MiB", "MiB"), rows), source
            ),
        ),
    )


def _derived(
    document: Document,
    file: FactsShape,
    facts: Mapping[str, Fact],
    limits: Mapping[str, Limit],
    complaints: Complaints,
) -> list[Fact]:
    known = dict(facts)
    names = formula_names(limits.values())
    for name, shape in file.facts.items():
        path = ("facts", name, "formula")
        try:
            tree = formula.parse(shape.formula, names)
        except ValueError as error:
            complaints.add(document, path, str(error))
            continue
        for ref in formula.refs(tree):
            if ref not in known or known[ref].kind is not Kind.NUMBER:
                # A derived fact may read only those above it, so that there are no circles.
                complaints.unknown(document, path, "a number fact declared before", ref, known)
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


def _platforms(
    document: Document,
    file: PlatformsShape,
    options: Mapping[str, frozenset[str]],
    complaints: Complaints,
) -> tuple[Platform, ...]:
    for index, shape in enumerate(file.platforms):
        for decision, choice in shape.choices.items():
            path = ("platforms", index, "choices", decision)
            if decision not in options:
                complaints.unknown(document, path, "a decision", decision, options)
            elif choice not in options[decision]:
                complaints.unknown(document, path, "an option", choice, options[decision])
    return tuple(Platform(each.id, each.title, each.choices) for each in file.platforms)
