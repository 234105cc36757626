"""YAML and JSON as found in repositories and written by AWS's tools, read leniently.

Short CloudFormation tags and bare placeholders become `Opaque`. Comments and extra commas in JSON,
and text before it, are skipped and reported as blemishes.
"""

from __future__ import annotations

from dataclasses import dataclass

from advisor.errors import AdvisorError, Problem
from advisor.reading import read_text
from advisor.reading.document import Document, TextError
from advisor.reading.lenient_json import Blemish, cleaned, with_placeholders
from advisor.reading.source import decode

__all__ = ["LenientDocument", "read_lenient"]


@dataclass(frozen=True)
class LenientDocument(Document):
    """A document read leniently, with what a strict reader would have refused."""

    blemishes: tuple[Blemish, ...] = ()


def read_lenient(data: bytes, path: str) -> Document:
    """The document in these bytes; AdvisorError if it cannot be read even leniently."""
    text = decode(data, path)
    name = path.lower()
    looks_like_json = text.lstrip()[:1] in ("{", "[") and not name.endswith((".yaml", ".yml"))
    return _json(text, path) if name.endswith(".json") or looks_like_json else _yaml(text, path)


def _yaml(text: str, path: str) -> Document:
    from advisor.reading.lenient_yaml import parse_lenient_yaml

    if text.isspace():
        raise AdvisorError(Problem("is empty", path))
    try:
        value, locate = parse_lenient_yaml(text)
    except TextError as faults:
        raise faults.located(text, path) from None
    return Document(path, text, value, locate)


def _json(text: str, path: str) -> Document:
    try:
        return read_text(text, path, "json")
    except AdvisorError as error:
        clean = cleaned(text)
        if clean is None or clean.text == text:
            raise
        try:
            document = read_text(clean.text, path, "json")
        except AdvisorError as second:
            raise second from error
    value = with_placeholders(document.value) if clean.has_placeholders else document.value
    return LenientDocument(path, text, value, document.locate, blemishes=clean.blemishes)
