"""Diagnostics: one for each finding of `advisor check`, with the edits that would repair it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from advisor.errors import Place
from advisor.model import Source
from advisor.pages import see

__all__ = ["Diagnostic", "Edit", "Severity", "origin"]


class Severity(StrEnum):
    """How bad a finding is, the worst first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Edit:
    """A replacement of the text between two places; an insertion where they are equal.

    `end` is the place behind the last replaced character.
    """

    start: Place
    end: Place
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding in a file: which rule, how bad, where, and what would be right.

    `source` is where the rule behind it comes from, which its page and `advisor rule` give too.
    """

    code: str
    rule: str
    severity: Severity
    message: str
    path: str
    place: Place | None
    end: Place | None = None
    help: str | None = None
    notes: tuple[str, ...] = ()
    source: Source | None = None
    edits: tuple[Edit, ...] = ()

    @property
    def see(self) -> str | None:
        """The page that explains the rule; for one without a page, as in a pack, its source."""
        return see(self.code) or (self.source.url if self.source else None)


def origin(source: Source) -> str:
    """The source of a rule, for notes of findings that name another rule than their own."""
    if source.url is None:
        return f"source: advisor's judgement, {source.judgement}"
    return f"source: {source.title}, {source.url}"
