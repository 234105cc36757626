"""Collects the problems in the files of a rule book."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from advisor.errors import AdvisorError, Problem, did_you_mean
from advisor.reading import Document

KeyPath = tuple[str | int, ...]


@dataclass
class Complaints:
    """The problems of a load so far, so that all are reported at once."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, document: Document, path: KeyPath, message: str, help: str | None = None) -> None:
        """Note a problem at a path of a document, or at the nearest place above the path."""
        place = document.place(*path)
        while place is None and path:
            path = path[:-1]
            place = document.place(*path)
        self.problems.append(Problem(message, document.path, place, help))

    def unknown(
        self, document: Document, path: KeyPath, what: str, name: str, known: Iterable[str]
    ) -> None:
        """Note an unknown name, with the nearest known one as a suggestion."""
        near = did_you_mean(name, known)
        self.add(document, path, f"`{name}` is not {what}", near and f"did you mean `{near}`?")

    def raise_if_any(self) -> None:
        """Raise AdvisorError with all problems, in the order of the files, if there are any."""
        if self.problems:
            raise AdvisorError(dict.fromkeys(self.problems))
