"""From a file to the specs in it: one that was written, or what definitions and jobs say."""

from __future__ import annotations

from pathlib import Path

from advisor.errors import AdvisorError, Problem, quoted
from advisor.model import RuleBook
from advisor.reading import Document, ReadingError, read_bytes
from advisor.reading.source import read_source
from advisor.reading.telling import may_be_definition, may_be_job

__all__ = ["only_one", "problems_in", "workloads_in"]

_TOLD = 50  # workloads named in one message


def workloads_in(path: str | Path, book: RuleBook) -> list[Document]:
    """The workloads of a file as specs: a spec itself, or what definitions and jobs in it say.

    Raises AdvisorError where the file cannot be read, or describes something else.
    """
    data, shown = read_source(path)
    described = _described(data, shown, book) if may_be_definition(data) else []
    if not described and may_be_job(data):
        from advisor.definitions.schedulers import scheduler_documents

        described = scheduler_documents(data, shown)
    return described or [_written(data, shown)]


def only_one(documents: list[Document]) -> Document:
    """The one workload of a file; AdvisorError where there are several."""
    if len(documents) == 1:
        return documents[0]
    names = ", ".join(quoted(str(each.value.get("name", "?"))) for each in documents[:_TOLD])
    message = f"holds {len(documents)} workloads: {names}"
    advice = "take `recommend_each`, or one at a time"
    raise AdvisorError(Problem(message, documents[0].path, help=advice))


def _described(data: bytes, path: str, book: RuleBook) -> list[Document]:
    # Imported here: a spec, which nearly every call reads, pays nothing for it.
    from advisor.definitions import (
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
        return []  # a strict reader says best what is wrong
    if recognise(document) != "definition":
        return []
    return workload_documents(document, definitions([document], book))


def _written(data: bytes, path: str) -> Document:
    """The spec that bytes hold; AdvisorError with mistakes in its writing and in what it says."""
    try:
        return read_bytes(data, path)
    except ReadingError as error:
        found = (*error.problems, *problems_in(error))
        ordered = sorted(found, key=lambda each: (each.place is None, each.place))
        raise AdvisorError(ordered) from None


def problems_in(error: ReadingError) -> tuple[Problem, ...]:
    """What is wrong with what a text says, beside the mistakes in its writing."""
    if error.document is None:
        return ()
    from advisor.validation import validated
    from advisor.workload import Workload

    try:
        validated(Workload, error.document)
    except AdvisorError as more:
        return more.problems
    return ()
