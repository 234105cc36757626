"""The workload that a definition describes, with the places of its values and open questions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from advisor.definitions.definition import Definition
from advisor.definitions.described_capacity import environments_of
from advisor.definitions.described_function import function_fields
from advisor.definitions.described_job import job_fields
from advisor.definitions.described_parts import KeyPath, Said, text_of
from advisor.definitions.described_task import task_fields
from advisor.definitions.recognise import NAMES
from advisor.errors import AdvisorError, Place, Problem
from advisor.reading import Document
from advisor.reading.document import Branch

__all__ = ["WORKLOADS", "Described", "workload_documents", "workload_of"]

WORKLOADS = ("job-definition", "task-definition", "function")


class Described(NamedTuple):
    """The fields of a spec that a definition fills, the place of each, and remarks."""

    fields: dict[str, Any]
    paths: dict[str, KeyPath]
    notes: tuple[str, ...]


def workload_of(definition: Definition) -> Described:
    """The workload of a job definition, a task definition or a function."""
    said = Said(definition.node.definition, is_job=definition.subject == "job-definition")
    said.put("name", definition.name or None, ())
    called = (NAMES[definition.subject],)
    said.put("name", text_of(said.at(called)), called)
    if definition.subject == "job-definition":
        job_fields(said, environments_of(definition.node))
    elif definition.subject == "task-definition":
        task_fields(said)
    else:
        function_fields(said)
    said.as_it_runs()
    return Described(said.fields, said.paths, tuple(said.notes))


def workload_documents(document: Document, definitions: Sequence[Definition]) -> list[Document]:
    """Each workload of a document, as an equivalent spec with the places of its values.

    Raises AdvisorError if there is none.
    """
    found = [each for each in definitions if each.subject in WORKLOADS]
    if not found:
        titles = dict.fromkeys(each.about.title for each in definitions)
        message = f"describes no workload, but {', '.join(titles)}"
        help_ = "give a job definition, a task definition, a function or a spec"
        raise AdvisorError(Problem(message, document.path, help=help_))
    return [_spec(document, each, workload_of(each)) for each in found]


def _spec(document: Document, definition: Definition, described: Described) -> Document:
    return Document(
        document.path,
        document.text,
        described.fields,
        lambda: _places(definition, described),
        in_use=True,
        remarks=described.notes,
    )


def _places(definition: Definition, described: Described) -> Branch:
    """The places of the fields, as if the definition were a spec."""
    starts = _starts(definition.document.text)
    spots = {}
    for field, path in described.paths.items():
        written = definition.written_path(path)
        place = definition.document.place(*written)
        # A value from another file has no place in this one.
        if place is not None and definition.document.home(*written) is definition.document:
            spots[field] = _offset(starts, place)
    return Branch(0, spots, spots)


def _starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\r\n|\r|\n", text))]


def _offset(starts: Sequence[int], place: Place) -> int:
    return starts[place.line - 1] + place.column - 1
