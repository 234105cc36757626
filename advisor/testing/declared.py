"""The mutants that a book lists as equivalent, with the reason why no test can notice them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import Field

from advisor.errors import AdvisorError, Problem
from advisor.reading import Document, read_file
from advisor.rulebook.shapes import Shape
from advisor.rulebook.sources import Complaints
from advisor.testing.suite import Suite
from advisor.validation import validated

__all__ = ["FILE", "Declared", "declared"]

FILE = "mutants.yaml"


class EquivalentShape(Shape):
    """Mutants that change no answer, and why."""

    mutants: list[str] = Field(min_length=1)
    because: str = Field(min_length=1)


class FewNetsShape(Shape):
    """Limits of which some wrong value is caught by less than two nets, and why."""

    limits: list[str] = Field(min_length=1)
    because: str = Field(min_length=1)


class MutantsShape(Shape):
    """The file of mutants that rightly survive."""

    equivalent: list[EquivalentShape]
    few_nets: list[FewNetsShape] = Field([])


@dataclass(frozen=True, slots=True)
class Declared:
    """The listed mutants: the reason for each, by its name, and the files they are listed in."""

    reasons: Mapping[str, str]
    documents: tuple[tuple[Document, MutantsShape], ...]

    @property
    def few_nets(self) -> Mapping[str, str]:
        """Why some wrong values of a limit are caught by less than two nets, by its id."""
        return {
            limit: each.because
            for _, file in self.documents
            for each in file.few_nets
            for limit in each.limits
        }

    def stale(self, survivors: Iterable[str]) -> tuple[Problem, ...]:
        """A problem for each listed mutant that does not survive, or does not exist."""
        names = set(survivors)
        complaints = Complaints()
        for document, file in self.documents:
            for number, each in enumerate(file.equivalent):
                for index, name in enumerate(each.mutants):
                    if name not in names:
                        path = ("equivalent", number, "mutants", index)
                        complaints.add(document, path, f"`{name}` is noticed, or is no mutant")
        return tuple(complaints.problems)


def declared(suite: Suite) -> Declared:
    """The mutants listed in the folders under test; AdvisorError with every mistake in them."""
    found: list[tuple[Document, MutantsShape]] = []
    problems: list[Problem] = []
    for folder in suite.folders:
        if not (folder / FILE).is_file():
            continue
        try:
            document = read_file(folder / FILE)
            found.append((document, validated(MutantsShape, document)))
        except AdvisorError as error:
            problems.extend(error.problems)
    if problems:
        raise AdvisorError(problems)
    reasons = {
        name: each.because for _, file in found for each in file.equivalent for name in each.mutants
    }
    return Declared(reasons, tuple(found))
