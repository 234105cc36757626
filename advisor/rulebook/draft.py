"""A rule book as written: every part with its file and its pack, its names not yet looked up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from advisor.condition import UNKNOWN, Value
from advisor.model import Fact, Limit, Overridden, RuleBook
from advisor.reading import Document
from advisor.rulebook.sources import KeyPath

if TYPE_CHECKING:
    # The shapes need pydantic, which a start with the compiled book does not pay for.
    from advisor.rulebook.pack_shapes import OverrideShape
    from advisor.rulebook.shapes import DerivedShape, OptionShape, PlatformShape, RuleShape

SHIPPED = "advisor"

Shaped = TypeVar("Shaped")


@dataclass(frozen=True, slots=True)
class Written(Generic[Shaped]):
    """A part of a book, the document and the path where it is written, and the id of its pack."""

    shape: Shaped
    document: Document
    path: KeyPath
    pack: str


def written_list(
    shapes: Iterable[Shaped], document: Document, key: str, pack: str
) -> list[Written[Shaped]]:
    """The elements of the list at a key of a document, each with its place."""
    return [Written(each, document, (key, i), pack) for i, each in enumerate(shapes)]


@dataclass(slots=True)
class DecisionDraft:
    """A decision, to which packs may add options and rules."""

    id: str
    question: str
    asked: Written[dict[str, Any]]
    options: list[Written[OptionShape]]
    rules: list[Written[RuleShape]]


@dataclass(frozen=True, slots=True)
class OwnFact:
    """A fact that a pack declares, and its value for a workload that does not state it."""

    fact: Fact
    absent: Value = UNKNOWN
    pack: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """An organisation's additions to a rule book."""

    id: str
    title: str
    folder: Path


@dataclass(slots=True)
class Draft:
    """A book and the packs that were put on it so far."""

    folder: Path
    as_of: date
    decisions: dict[str, DecisionDraft] = field(default_factory=dict)
    advice: list[Written[RuleShape]] = field(default_factory=list)
    platforms: list[Written[PlatformShape]] = field(default_factory=list)
    derived: dict[str, Written[DerivedShape]] = field(default_factory=dict)
    limits: dict[str, Limit] = field(default_factory=dict)
    own: dict[str, OwnFact] = field(default_factory=dict)
    packs: list[Pack] = field(default_factory=list)
    overridden: dict[str, Overridden] = field(default_factory=dict)
    changed_by: dict[tuple[str, str], str] = field(default_factory=dict)
    check_overrides: dict[str, Written[OverrideShape]] = field(default_factory=dict)

    @property
    def rules(self) -> list[Written[RuleShape]]:
        """Every rule, in the order of the files."""
        return [rule for each in self.decisions.values() for rule in each.rules] + self.advice


@dataclass(frozen=True, eq=False, repr=False)
class PackedBook(RuleBook):
    """A rule book with packs on top, and the facts that they declare."""

    packs: tuple[Pack, ...] = ()
    own: dict[str, OwnFact] = field(default_factory=dict)
    check_overrides: dict[str, Written[OverrideShape]] = field(default_factory=dict)
