"""Strict YAML and JSON with positions: a document, or every problem with path, line and column.

The suffix of the path decides the format: `.json`, or `.yaml` and `.yml`. Without one of these, as
on standard input, a text that starts with `{` or `[` is JSON, and any other is YAML.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from advisor.errors import AdvisorError, Problem
from advisor.reading.document import Document, ReadingError, TextError, unwritten
from advisor.reading.source import LARGEST_FILE, check_text, decode, read_source

__all__ = [
    "LARGEST_FILE",
    "Document",
    "Format",
    "ReadingError",
    "read_bytes",
    "read_file",
    "read_text",
    "unwritten",
]

Format = Literal["yaml", "json"]

_SUFFIXES: dict[str, Format] = {".json": "json", ".yaml": "yaml", ".yml": "yaml"}


def read_file(path: str | Path) -> Document:
    """The document in a file, or on standard input for `-`."""
    data, shown = read_source(path)
    return read_bytes(data, shown)


def read_bytes(data: bytes, path: str, format: Format | None = None) -> Document:
    """The document in these bytes; `path` is only for messages and for the format."""
    return _parse(decode(data, path), path, format)


def read_text(text: str, path: str, format: Format | None = None) -> Document:
    """The document in this text; `path` is only for messages and for the format."""
    return _parse(check_text(text, path), path, format)


def _parse(text: str, path: str, format: Format | None) -> Document:
    if not text or text.isspace():
        raise AdvisorError(Problem("is empty", path))
    try:
        if (format or _format(text, path)) == "json":
            # Parsers are imported when needed: importing YAML's takes most of a start.
            from advisor.reading.json_text import parse_json

            value, locate = parse_json(text)
        else:
            from advisor.reading.yaml_text import parse_yaml

            value, locate = parse_yaml(text)
    except TextError as faults:
        raise faults.located(text, path) from None
    return Document(path, text, value, locate)


def _format(text: str, path: str) -> Format:
    suffix = path[path.rfind(".") :].lower() if "." in path else ""
    guess: Format = "json" if text.lstrip()[:1] in ("{", "[") else "yaml"
    return _SUFFIXES.get(suffix, guess)
