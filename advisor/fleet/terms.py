"""Facts as SQL: a constant, or an expression that is NULL where the fact is unknown or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from advisor.condition import Value
from advisor.fleet.logic import Sure, any_sure, not_sure
from advisor.model import Kind


@dataclass(frozen=True, slots=True)
class Fixed:
    """The same value for every row."""

    value: Value


@dataclass(frozen=True, slots=True)
class Term:
    """A value for each row: NULL where it is none, or unknown; which of them is said beside it."""

    kind: Kind
    value: str
    none: Sure = False
    unknown: Sure = False
    nonzero: bool = False

    @property
    def nullable(self) -> bool:
        """Whether it can be NULL."""
        return self.none is not False or self.unknown is not False


@dataclass(frozen=True, slots=True)
class Choice:
    """What an earlier decision chose: for each option, where it is the one; none elsewhere."""

    taken: Mapping[str, Sure] = field(default_factory=dict)

    @property
    def some(self) -> Sure:
        """Whether anything was chosen."""
        return any_sure(self.taken.values())

    @property
    def none(self) -> Sure:
        """Whether nothing was chosen."""
        return not_sure(self.some)


Fact = Fixed | Term | Choice
Terms = Mapping[str, Fact]


def unknown_of(fact: Fact) -> Sure:
    """Where a fact is unknown."""
    match fact:
        case Fixed(value):
            from advisor.condition import UNKNOWN

            return value is UNKNOWN
        case Term(unknown=unknown):
            return unknown
        case Choice():
            return False
