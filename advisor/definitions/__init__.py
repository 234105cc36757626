"""AWS definitions as they are: what a document is, and what it says, and where."""

from __future__ import annotations

from advisor.definitions.collect import definitions
from advisor.definitions.definition import Definition
from advisor.definitions.recognise import Form, Kind, may_be_definition, recognise
from advisor.reading import Document
from advisor.reading.lenient import read_lenient

__all__ = [
    "Definition",
    "Form",
    "Kind",
    "definitions",
    "may_be_definition",
    "read_definition_bytes",
    "recognise",
]


def read_definition_bytes(data: bytes, path: str) -> Document:
    """The document that these bytes hold, with what functions and placeholders hide left open."""
    return read_lenient(data, path)
