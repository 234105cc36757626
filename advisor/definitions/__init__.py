"""Existing AWS definitions: recognising documents, and reading facts and workloads from them."""

from __future__ import annotations

from advisor.definitions.collect import definitions
from advisor.definitions.definition import Definition
from advisor.definitions.described import (
    WORKLOADS,
    Described,
    workload_documents,
    workload_of,
)
from advisor.definitions.recognise import Form, Kind, recognise
from advisor.definitions.terraform import is_terraform
from advisor.reading import Document
from advisor.reading.lenient import read_lenient
from advisor.reading.telling import may_be_definition

__all__ = [
    "WORKLOADS",
    "Definition",
    "Described",
    "Form",
    "Kind",
    "definitions",
    "may_be_definition",
    "read_definition_bytes",
    "recognise",
    "workload_documents",
    "workload_of",
]


def read_definition_bytes(data: bytes, path: str) -> Document:
    """The document in these bytes; values behind functions and placeholders are left open."""
    if is_terraform(path):
        # Imported here because most definitions are not Terraform.
        from advisor.definitions.terraform.document import read_terraform

        return read_terraform(data, path)
    return read_lenient(data, path)
