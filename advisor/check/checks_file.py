"""Reads rules/workload.yaml, and reports everything that is wrong in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from advisor.check.checks import Check
from advisor.check.diagnostics import Severity
from advisor.condition import Condition
from advisor.model import RuleBook
from advisor.reading import Document, read_file
from advisor.rulebook.conditions import ConditionReader
from advisor.rulebook.draft import SHIPPED, PackedBook, Written
from advisor.rulebook.limits import source_of
from advisor.rulebook.pack_shapes import ChangeShape, OverrideShape
from advisor.rulebook.rules import check_references
from advisor.rulebook.shapes import Code, Id, Shape, SourceShape
from advisor.rulebook.sources import Complaints
from advisor.shipped import shipped_folder
from advisor.validation import validated

__all__ = ["FILE", "read_checks"]

FILE = "workload.yaml"

Read = tuple[tuple[Check, ...], tuple[tuple[str, Severity], ...]]


class ExampleShape(Shape):
    """A spec, as fields or as text, and whether the check reports it."""

    spec: dict[str, Any] | str
    expect: bool


class CheckShape(Shape):
    """A check as written."""

    id: Id
    code: Code
    title: str
    severity: Literal["error", "warning", "note"]
    because: str
    source: SourceShape
    when: dict[str, Any] | None = None
    reports: str | None = None
    help: str | None = None
    at: str | None = None
    instead_of: list[Id] = Field([])
    examples: list[ExampleShape] = Field([])

    @model_validator(mode="after")
    def _reports_what_it_finds(self) -> CheckShape:
        if (self.when is None) != (self.reports is None):
            raise ValueError("must give `reports` with `when`, and only there")
        return self


class AdviceShape(Shape):
    """Ids of advice by severity."""

    warning: list[Id] = Field([])
    note: list[Id] = Field([])


class FileShape(Shape):
    """The file as written."""

    subject: Literal["workload"]
    title: str
    advice: AdviceShape = AdviceShape()
    rules: Annotated[list[CheckShape], Field(min_length=1)]


def read_checks(book: RuleBook) -> Read:
    """The checks of a book, or the shipped ones where it has none of its own."""
    own = book.folder / FILE
    shipped = not own.is_file() or book.folder == shipped_folder()
    document = read_file(shipped_folder() / FILE if shipped else own)
    file = validated(FileShape, document)
    complaints = Complaints()
    reader = ConditionReader(document, book.facts, book.limits, complaints, book.as_of)
    written = _overridden(file, document, book, complaints)
    checks = tuple(_check(reader, each) for each in written)
    advice = _advice(file, document, book, complaints)
    _note_duplicates(checks, document, book, complaints)
    complaints.raise_if_any()
    return checks, advice


def _overridden(
    file: FileShape, document: Document, book: RuleBook, complaints: Complaints
) -> Iterator[Written[CheckShape]]:
    """The checks of a file, less those that a pack switches off, with those it changes."""
    overrides = book.check_overrides if isinstance(book, PackedBook) else {}
    for index, shape in enumerate(file.rules):
        found = Written(shape, document, ("rules", index), SHIPPED)
        override = overrides.get(shape.id)
        if override is None:
            yield found
        elif override.shape.change is not None:
            yield _changed(found, override, override.shape.change, complaints)
        elif shape.when is None:
            message = f"`{shape.id}` is raised by advisor itself and cannot be switched off"
            advice = "leave it out by `ignore` in the configuration"
            complaints.add(override.document, override.path, message, advice)
            yield found


def _changed(
    found: Written[CheckShape],
    override: Written[OverrideShape],
    change: ChangeShape,
    complaints: Complaints,
) -> Written[CheckShape]:
    given = {key: getattr(change, key) for key in change.model_fields_set}
    own = {"when", "reports"} if found.shape.when is None else set()
    for key in sorted(key for key in given if key not in _CHANGED or key in own):
        path = (*override.path, "change", key)
        message = f"`{found.shape.id}` is a check of specs, which has no `{key}` to change"
        complaints.add(override.document, path, message)
    shape = found.shape.model_copy(update={key: given[key] for key in given if key in _CHANGED})
    return Written(shape, found.document, found.path, override.pack)


# The examples of a check of specs are specs, and hold for the shipped words and conditions.
_CHANGED = ("title", "severity", "because", "source", "when", "reports", "help")


def _check(reader: ConditionReader, written: Written[CheckShape]) -> Check:
    shape, path = written.shape, written.path
    when: Condition | None = None
    if shape.when is not None:
        when = reader.read(shape.when, (*path, "when"))
    check_references(reader, (*path, "reports"), shape.reports)
    check_references(reader, (*path, "help"), shape.help)
    return Check(
        shape.id,
        shape.code,
        shape.title,
        Severity(shape.severity),
        shape.because,
        source_of(shape.source),
        when,
        shape.reports or "",
        shape.help,
        shape.at,
        tuple(shape.instead_of),
        tuple({"spec": each.spec, "expect": each.expect} for each in shape.examples),
        reader.document.path,
        written.pack,
    )


def _advice(
    file: FileShape, document: Document, book: RuleBook, complaints: Complaints
) -> tuple[tuple[str, Severity], ...]:
    known = {rule.id for rule in book.advice}
    found = []
    for severity in (Severity.WARNING, Severity.NOTE):
        for index, name in enumerate(getattr(file.advice, severity.value)):
            # A user's own book need not have the advice that the shipped checks name.
            if name not in known and document.path.startswith(str(book.folder)):
                path = ("advice", severity.value, index)
                complaints.unknown(document, path, "advice", name, known)
            found.append((name, severity))
    return tuple(found)


def _note_duplicates(
    checks: tuple[Check, ...], document: Document, book: RuleBook, complaints: Complaints
) -> None:
    """Note every id and code that is used twice."""
    for key in ("id", "code"):
        seen = {getattr(rule, key) for rule in book.rules}
        for index, check in enumerate(checks):
            name = getattr(check, key)
            if name in seen:
                complaints.add(
                    document, ("rules", index, key), f"`{name}` is taken by another rule"
                )
            seen.add(name)
