"""Reads the files in `checks/` into subjects, or reports every problem in them at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from advisor import formula
from advisor.condition import Value
from advisor.formula import Names
from advisor.model import Fact, Kind, RuleBook
from advisor.reading import Document
from advisor.rulebook.check_files import SubjectDraft, subject_drafts
from advisor.rulebook.check_shapes import CheckFactShape, CheckShape, LimitName
from advisor.rulebook.conditions import ConditionReader
from advisor.rulebook.draft import Written
from advisor.rulebook.limits import source_of
from advisor.rulebook.load import formula_names
from advisor.rulebook.paths import path_of
from advisor.rulebook.rules import check_references, truth_of
from advisor.rulebook.sources import Complaints, KeyPath
from advisor.rulebook.subjects import Check, Example, Named, Path, Reading, Reads, Reports, Subject

__all__ = ["bound_subjects", "checks_of"]

Listed = list[str] | LimitName | None

_KINDS: Mapping[Reads, Kind] = {
    "number": Kind.NUMBER, "count": Kind.NUMBER, "text": Kind.TEXT, "list": Kind.LIST,
    "others": Kind.LIST,
    "boolean": Kind.BOOLEAN, "given": Kind.BOOLEAN,
    "matches": Kind.BOOLEAN, "mismatches": Kind.BOOLEAN,
}  # fmt: skip


def checks_of(book: RuleBook) -> dict[str, Subject]:
    """The subjects of a book with their checks; AdvisorError with every mistake in them."""
    complaints = Complaints()
    drafts = subject_drafts(book, complaints)
    complaints.raise_if_any()
    _note_duplicates(book, drafts.values(), complaints)
    subjects = bound_subjects(book, drafts.values(), complaints)
    _note_rootless(drafts.values(), complaints)
    _note_unnamed(subjects.values(), drafts.values(), complaints)
    complaints.raise_if_any()
    return subjects


def bound_subjects(
    book: RuleBook, drafts: Iterable[SubjectDraft], complaints: Complaints
) -> dict[str, Subject]:
    """Drafts of subjects bound to the limits of a book."""
    names = formula_names(book.limits.values())
    return {draft.name: _subject(book, draft, names, complaints) for draft in drafts}


def _note_duplicates(
    book: RuleBook, drafts: Iterable[SubjectDraft], complaints: Complaints
) -> None:
    """Note every id and code of a check that another rule or check of the book has."""
    taken = {key: {getattr(rule, key): rule.path for rule in book.rules} for key in ("id", "code")}
    for draft in drafts:
        for rule in draft.rules:
            for key, seen in taken.items():
                name = getattr(rule.shape, key)
                if name in seen:
                    message = f"the {key} `{name}` is taken by a rule in {seen[name]}"
                    complaints.add(rule.document, (*rule.path, key), message)
                seen.setdefault(name, rule.document.path)


def _note_rootless(drafts: Collection[SubjectDraft], complaints: Complaints) -> None:
    """Note every subject that is a part of one that does not exist."""
    roots = {draft.name for draft in drafts if draft.of is None}
    for draft in drafts:
        if draft.of is not None and draft.of not in roots:
            complaints.unknown(draft.document, ("of",), "a subject of its own", draft.of, roots)


def _note_unnamed(
    subjects: Iterable[Subject], drafts: Iterable[SubjectDraft], complaints: Complaints
) -> None:
    """Note every path with a step to a subject that does not exist."""
    known = [each.name for each in subjects if not each.elements]
    for draft in drafts:
        for fact in draft.facts.values():
            for text in fact.shape.path:
                for step in path_of(text).steps if _is_path(text) else ():
                    if isinstance(step, Named) and step.subject not in known:
                        path = (*fact.path, "path")
                        complaints.unknown(fact.document, path, "a subject", step.subject, known)


def _is_path(text: str) -> bool:
    try:
        path_of(text)
    except ValueError:
        return False
    return True


def _subject(book: RuleBook, draft: SubjectDraft, names: Names, complaints: Complaints) -> Subject:
    facts: dict[str, Fact] = {}
    readings: dict[str, Reading] = {}
    for name, each in draft.facts.items():
        if each.shape.formula is None:
            readings[name] = _reading(book, each.document, each.shape, each.path, complaints)
        facts[name] = _fact(each.document, name, each.shape, facts, names, complaints)

    def reader(document: Document) -> ConditionReader:
        return ConditionReader(document, facts, book.limits, complaints, book.as_of)

    return Subject(
        draft.name,
        draft.title,
        draft.of or draft.name,
        tuple(_paths(draft.document, draft.elements, ("elements",), complaints)),
        facts,
        readings,
        tuple(_check(reader(each.document), draft.name, each) for each in draft.rules),
    )


def _fact(
    document: Document,
    name: str,
    shape: CheckFactShape,
    known: Mapping[str, Fact],
    names: Names,
    complaints: Complaints,
) -> Fact:
    if shape.formula is None:
        choices = tuple(shape.choices)
        return Fact(name, _KINDS[shape.kind], shape.title, shape.unit, choices)
    path = ("facts", name, "formula")
    try:
        tree = formula.parse(shape.formula, names)
    except ValueError as error:
        complaints.add(document, path, str(error))
        return Fact(name, Kind.NUMBER, shape.title, shape.unit)
    for ref in formula.refs(tree):
        if ref not in known or known[ref].kind is not Kind.NUMBER:
            complaints.unknown(document, path, "a number fact declared before", ref, known)
    return Fact(
        name, Kind.NUMBER, shape.title, shape.unit, formula=tree, formula_text=shape.formula
    )


def _reading(
    book: RuleBook,
    document: Document,
    shape: CheckFactShape,
    path: KeyPath,
    complaints: Complaints,
) -> Reading:
    def listed(key: str, value: Listed) -> frozenset[str] | None:
        if isinstance(value, LimitName):
            return _listed(book, document, value.limit, (*path, key), complaints)
        return None if value is None else frozenset(value)

    absent: Value = tuple(shape.absent) if isinstance(shape.absent, list) else shape.absent
    return Reading(
        shape.kind,
        tuple(_paths(document, shape.path, (*path, "path"), complaints)),
        shape.pattern,
        listed("among", shape.among),
        frozenset(shape.choices) if shape.kind == "others" else listed("without", shape.without),
        absent,
        shape.partial,
        shape.scale,
    )


def _listed(
    book: RuleBook, document: Document, name: str, path: KeyPath, complaints: Complaints
) -> frozenset[str]:
    """The texts of a limit that is a list; none, and a problem noted, if it is no such limit."""
    limit = book.limits.get(name)
    if limit is None:
        complaints.unknown(document, path, "a limit", name, book.limits)
    elif isinstance(limit.current.value, tuple):
        return frozenset(limit.current.value)
    else:
        complaints.add(document, path, f"`{name}` is not a list")
    return frozenset()


def _paths(
    document: Document, texts: Iterable[str], path: KeyPath, complaints: Complaints
) -> Iterable[Path]:
    for text in texts:
        try:
            yield path_of(text)
        except ValueError as error:
            complaints.add(document, path, str(error))


def _check(reader: ConditionReader, subject: str, written: Written[CheckShape]) -> Check:
    document, shape, path = written.document, written.shape, written.path
    check_references(reader, (*path, "reports"), shape.reports)
    check_references(reader, (*path, "help"), shape.help)
    check_references(reader, (*path, "because"), shape.because)
    for name in shape.at:
        if name not in reader.facts:
            reader.complaints.unknown(document, (*path, "at"), "a fact", name, reader.facts)
    return Check(
        shape.id,
        shape.code,
        shape.title,
        subject,
        reader.read(shape.when, (*path, "when")),
        Reports(shape.severity, shape.reports, shape.help, tuple(shape.at)),
        shape.because,
        source_of(shape.source),
        shape.fix,
        tuple(
            Example(each.definition, truth_of(each.expect), each.says) for each in shape.examples
        ),
        pack=written.pack,
        path=document.path,
        place=document.place(*path),
    )
