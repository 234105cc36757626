"""AWS definitions among the files: recognised by their content, checked all together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from advisor.check.diagnostics import Diagnostic
from advisor.errors import AdvisorError, Problem
from advisor.model import RuleBook
from advisor.reading import Document, read_bytes
from advisor.reading.telling import may_be_job, unrendered, why_no_spec

__all__ = [
    "definition_findings",
    "is_templated",
    "may_be_definition",
    "may_be_workload",
    "missing_package",
    "of_a_scheduler",
    "read_definition",
    "read_named",
]

# Templates of other tools become YAML only when those tools run.
_TEMPLATED = re.compile(rb"\{\{|\{%")


def may_be_definition(data: bytes) -> bool:
    """Whether a file can hold a definition at all, before it is worth being read."""
    from advisor.definitions import may_be_definition as may_be

    return may_be(data)


def is_templated(data: bytes) -> bool:
    """Whether the file is a template that another tool must render first."""
    return _TEMPLATED.search(data) is not None


def may_be_workload(document: Document) -> bool:
    """Whether a document looks like a workload spec."""
    from advisor.definitions import recognise

    return recognise(document) == "workload"


def read_definition(data: bytes, path: str) -> Document | None:
    """The document, if it holds a definition; else None."""
    from advisor.definitions import read_definition_bytes, recognise

    try:
        document = read_definition_bytes(data, path)
    except AdvisorError as error:
        raise _rendered_first(error, data, path) from None
    return document if recognise(document) == "definition" else None


def missing_package(data: bytes, path: str) -> Problem | None:
    """What to install where Terraform cannot be read; None where nothing is missing."""
    from advisor.definitions.terraform import missing_package as missing

    return missing(path) if may_be_definition(data) else None


def read_named(data: bytes, path: str) -> Document | None:
    """A file without definitions, read strictly; None if it cannot be a spec either."""
    try:
        return read_bytes(data, path)
    except AdvisorError as error:
        told = _rendered_first(error, data, path)
        if told is not error or why_no_spec(data, path) is None:
            raise told from None
        return None


def _rendered_first(error: AdvisorError, data: bytes, path: str) -> AdvisorError:
    """A mistake in reading; of a template, that it has to be rendered first."""
    template = unrendered(data, path, error.problems)
    return error if template is None else AdvisorError(template)


def of_a_scheduler(data: bytes, path: str) -> Problem | None:
    """What to say of another scheduler's file, in which there is nothing to check."""
    from advisor.definitions.schedulers import scheduler_documents

    if not may_be_job(data):
        return None
    try:
        found = scheduler_documents(data, path)
    except AdvisorError:
        return None
    message = "holds jobs of another scheduler, in which there is nothing to check"
    return Problem(message, path, help="give it to `advisor recommend`") if found else None


def definition_findings(
    documents: Sequence[Document], book: RuleBook, *, fixes: bool
) -> Iterator[Diagnostic]:
    """The findings in all definitions of a run, which may refer to each other."""
    from advisor.check.rules_of_definitions import findings
    from advisor.definitions import definitions

    yield from findings(definitions(documents, book), book, fixes=fixes)
