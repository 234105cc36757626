"""Reads JSON as commands print it: one or more documents per file, in one or more files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from advisor.errors import AdvisorError, Place, Problem, quoted
from advisor.fleet.readers.files import File, whole
from advisor.reading.document import Lines

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_BLANK = " \t\r\n,\x1e"  # commas and record separators between documents are allowed


def documents(
    opened: DuckDBPyConnection, files: Sequence[File], what: str
) -> Iterator[tuple[File, Any]]:
    """Every document with its file; AdvisorError with the place of one that is not JSON."""
    decoder = json.JSONDecoder()
    for file in files:
        try:
            text = whole(file, opened).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            message = f"is not UTF-8: byte {error.start:,} of it"
            raise AdvisorError(Problem(message, file.shown)) from error
        at = _skipped(text, 0)
        while at < len(text):
            try:
                value, end = decoder.raw_decode(text, at)
            except (ValueError, RecursionError) as error:
                raise AdvisorError(_broken(file, text, at, error, what)) from error
            yield file, value
            at = _skipped(text, end)


def _skipped(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at


def _broken(file: File, text: str, at: int, error: Exception, what: str) -> Problem:
    at = getattr(error, "pos", at)
    place: Place = Lines(text).place(min(at, len(text)))
    if at >= len(text.rstrip()):
        return Problem("ends in the middle of a document", file.shown, place, "is it cut off?")
    shown = quoted(text[at : at + 20].splitlines()[0] if text[at : at + 20].strip() else "")
    return Problem(f"is no {what}: {shown} cannot be read as JSON", file.shown, place)
