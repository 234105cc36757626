"""The frozen data of the rules that check: subjects, the facts read of them, what is reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from advisor.condition import Condition, Truth, Value
from advisor.errors import Place
from advisor.model import Fact, Source

__all__ = [
    "Check", "Each", "Entries", "Example", "Key", "Keys", "Level", "Named", "Origin", "Path",
    "Reading", "Reads", "Reports", "Step", "Subject", "Where",
]  # fmt: skip

Level = Literal["error", "warning", "note"]
Origin = Literal["element", "parent", "definition", "document"]
Reads = Literal[
    "number", "boolean", "text", "list", "others", "given", "count", "matches", "mismatches"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Key:
    """The value at a key."""

    name: str


@dataclass(frozen=True, slots=True)
class Each:
    """Every element of a list."""


@dataclass(frozen=True, slots=True)
class Entries:
    """Every entry of a mapping, as a mapping of its `name` and its `value`."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of a mapping that have a value."""


@dataclass(frozen=True, slots=True)
class Where:
    """The first element of a list whose key has a value; `own` names a key of the subject's."""

    key: str
    value: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """The definition of another subject that the value names."""

    subject: str


Step = Key | Each | Entries | Keys | Where | Named


@dataclass(frozen=True, slots=True)
class Path:
    """A way to values: from the element, the mapping around it, its definition, its document."""

    text: str
    origin: Origin
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a fact is read: the first path that leads to something, and what is made of it.

    A pattern is looked for along every path. `pattern`, `among` and `without` choose the elements
    of a list; `partial` leaves out those that are unknown, so only ask what the list contains.
    `others` are the words that are none of `without`, whatever their capitals.
    """

    reads: Reads
    paths: tuple[Path, ...]
    pattern: str | None = None
    among: frozenset[str] | None = None
    without: frozenset[str] | None = None
    absent: Value = None
    partial: bool = False
    scale: float | None = None


@dataclass(frozen=True, slots=True)
class Reports:
    """What is said where a check holds, and at which fact."""

    severity: Level
    text: str
    help: str | None = None
    at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A definition as the API takes it, on whose subjects a check must hold, not hold or neither.

    With several elements, it is the strongest answer of them that counts.
    """

    definition: object
    expect: Truth
    says: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A condition over the facts of a subject, and what is reported where it is true."""

    id: str
    code: str
    title: str
    subject: str
    when: Condition
    effect: Reports
    because: str
    source: Source
    fix: str | None = None
    examples: tuple[Example, ...] = ()
    pack: str = "advisor"
    path: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """What checks are asked about: where it is in a definition, its facts, and its checks.

    A subject is itself: what is worked out from it is kept by identity.
    """

    name: str
    title: str
    definition: str
    elements: tuple[Path, ...]
    facts: Mapping[str, Fact]
    readings: Mapping[str, Reading]
    checks: tuple[Check, ...]
