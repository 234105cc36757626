"""The collected problems of reading a rule book."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from advisor.errors import AdvisorError, Problem, did_you_mean
from advisor.reading import Document

KeyPath = tuple[str | int, ...]


@dataclass
class Complaints:
    """Collects every problem of a load, so that all are reported at once."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, document: Document, path: KeyPath, message: str, help: str | None = None) -> None:
        """Note a problem at a path of a document, or at the nearest place above it."""
        place = document.place(*path)
        while place is None and path:
            path = path[:-1]
            place = document.place(*path)
        self.problems.append(Problem(message, document.path, place, help))

    def unknown(
        self, document: Document, path: KeyPath, what: str, name: str, known: Iterable[str]
    ) -> None:
        """Note a name that is not known, with the one that may have been meant."""
        near = did_you_mean(name, known)
        self.add(document, path, f"`{name}` is not {what}", near and f"did you mean `{near}`?")

    def raise_if_any(self) -> None:
        """Raise AdvisorError with all problems, in the order of the files, if there are any."""
        if self.problems:
            raise AdvisorError(dict.fromkeys(self.problems))
