"""The frozen data of checks: subjects, how their facts are read, and what is reported."""

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
    """The first element of a list with a value at a key; with `own`, that of a key of the node."""

    key: str
    value: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """The definition of another subject, by the name that is the value."""

    subject: str


Step = Key | Each | Entries | Keys | Where | Named


@dataclass(frozen=True, slots=True)
class Path:
    """The way to values from an origin: the element, or what is around it."""

    text: str
    origin: Origin
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a fact is read: from the first path that leads to a value.

    A pattern is searched along all paths. `pattern`, `among` and `without` select elements of a
    list. `partial` drops unknown elements, so that conditions may only ask what a list contains.
    A reading of `others` yields the words that are not in `without`, in any capitals.
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
    """The message of a check that holds, and the facts it points at."""

    severity: Level
    text: str
    help: str | None = None
    at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A definition in the form of the API, and the truth that a check must have for it.

    Of several elements true counts before unknown, and unknown before false.
    """

    definition: object
    expect: Truth
    says: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A condition over the facts of a subject, and what to report if it is true."""

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
    """A kind of definition, or of elements in it, with its facts and its checks.

    Subjects are compared by identity, since caches are keyed by them.
    """

    name: str
    title: str
    definition: str
    elements: tuple[Path, ...]
    facts: Mapping[str, Fact]
    readings: Mapping[str, Reading]
    checks: tuple[Check, ...]
