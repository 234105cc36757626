"""What the files of limits are called."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.model import RuleBook
from advisor.reading import read_file
from advisor.rulebook.shapes import LimitsShape
from advisor.validation import validated

__all__ = ["service_titles"]


def service_titles(book: RuleBook) -> Mapping[str, str]:
    """The titles of services, by the first part of the ids of their limits."""
    files = [
        validated(LimitsShape, read_file(path))
        for path in sorted((book.folder / "limits").glob("*.yaml"))
    ]
    return {file.service: file.title for file in files}
