"""From a file to the specs in it: the spec itself, or one for each definition or job."""

from __future__ import annotations

from pathlib import Path

from advisor.errors import AdvisorError, Problem, quoted
from advisor.model import RuleBook
from advisor.reading import Document, ReadingError, read_bytes
from advisor.reading.source import read_source
from advisor.reading.telling import (
    may_be_assembly,
    may_be_definition,
    may_be_job,
    unrendered,
    why_no_spec,
)

__all__ = ["holds_workloads", "only_one", "problems_in", "workloads_in"]

_TOLD = 50  # workloads listed in one error


def workloads_in(path: str | Path, book: RuleBook) -> list[Document]:
    """The workloads of a file as specs: the spec itself, or one for each definition or job in it.

    Raises AdvisorError if the file cannot be read, or holds something else.
    """
    if may_be_assembly(path):
        from advisor.definitions.cdk import assembly_templates

        templates = assembly_templates(path)
        if templates is not None:
            return _synthesised(templates, str(path), book)
    data, shown = read_source(path)
    try:
        return _read(data, shown, book)
    except AdvisorError as error:
        if (template := unrendered(data, shown, error.problems)) is not None:
            raise AdvisorError(template) from None
        raise


def holds_workloads(path: str, book: RuleBook) -> bool:
    """Whether a file that was found, and not named, has something to answer for.

    One that is broken has: it is to be told, unless another tool has to fill it first.
    """
    try:
        data, shown = read_source(path)
    except AdvisorError:
        return False
    if not may_be_definition(data) and not may_be_job(data):
        return False
    try:
        return bool(_described(data, shown, book, tolerant=True) or _scheduled(data, shown))
    except AdvisorError as error:
        return unrendered(data, shown, error.problems) is None


def _read(data: bytes, shown: str, book: RuleBook) -> list[Document]:
    described = _described(data, shown, book) if may_be_definition(data) else []
    return described or _scheduled(data, shown) or [_written(data, shown)]


def _scheduled(data: bytes, path: str) -> list[Document]:
    """The jobs of another scheduler's file; none where it is no such file."""
    if not may_be_job(data):
        return []
    from advisor.definitions.schedulers import scheduler_documents

    return scheduler_documents(data, path)


def _synthesised(templates: list[str], path: str, book: RuleBook) -> list[Document]:
    """The workloads of a CDK assembly; templates without any are skipped."""
    found: list[Document] = []
    for template in templates:
        data, shown = read_source(template)
        if may_be_definition(data):
            found += _described(data, shown, book, tolerant=True)
    if not found:
        raise AdvisorError(Problem("describes no workload in any of its templates", path))
    return found


def only_one(documents: list[Document]) -> Document:
    """The one workload of a file; AdvisorError if there are several."""
    if len(documents) == 1:
        return documents[0]
    names = ", ".join(quoted(str(each.value.get("name", "?"))) for each in documents[:_TOLD])
    message = f"holds {len(documents)} workloads: {names}"
    advice = "take `recommend_each`, or one at a time"
    raise AdvisorError(Problem(message, documents[0].path, help=advice))


def _described(data: bytes, path: str, book: RuleBook, *, tolerant: bool = False) -> list[Document]:
    # Imported here: most calls read a spec, which does not need it.
    from advisor.definitions import (
        WORKLOADS,
        definitions,
        read_definition_bytes,
        recognise,
        workload_documents,
    )
    from advisor.definitions.terraform import is_terraform

    try:
        document = read_definition_bytes(data, path)
    except AdvisorError:
        if is_terraform(path):
            raise
        return []  # the strict reader has the best message
    if recognise(document) != "definition":
        return []
    found = definitions([document], book)
    if tolerant and not any(each.subject in WORKLOADS for each in found):
        return []
    return workload_documents(document, found)


def _written(data: bytes, path: str) -> Document:
    """The spec in these bytes; AdvisorError with mistakes in its syntax and in its values."""
    why = why_no_spec(data, path)
    try:
        document = read_bytes(data, path)
        value = document.value
        if why is None or (isinstance(value, dict) and "apiVersion" not in value):
            return document
        raise AdvisorError(Problem(why, path))
    except ReadingError as error:
        if why is not None:
            raise AdvisorError(Problem(why, path)) from None
        found = (*error.problems, *problems_in(error))
        ordered = sorted(found, key=lambda each: (each.place is None, each.place))
        raise AdvisorError(ordered) from None


def problems_in(error: ReadingError) -> tuple[Problem, ...]:
    """Mistakes in the values of a text that has mistakes in its syntax as well."""
    if error.document is None:
        return ()
    from advisor.validation import validated
    from advisor.workload import Workload

    try:
        validated(Workload, error.document)
    except AdvisorError as more:
        return more.problems
    return ()
