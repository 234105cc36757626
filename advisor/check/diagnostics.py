"""What `advisor check` says: one diagnostic for each finding, and the edits that would repair it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from advisor.errors import Place

__all__ = ["Diagnostic", "Edit", "Severity"]


class Severity(StrEnum):
    """How bad it is, the worst first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Edit:
    """A text to put in the place of another; nothing is replaced where start and end are equal.

    `end` is the place after the last character.
    """

    start: Place
    end: Place
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding in a file: which rule, how bad, where, and what would be right."""

    code: str
    rule: str
    severity: Severity
    message: str
    path: str
    place: Place | None
    end: Place | None = None
    help: str | None = None
    notes: tuple[str, ...] = ()
    see: str | None = None
    edits: tuple[Edit, ...] = ()
