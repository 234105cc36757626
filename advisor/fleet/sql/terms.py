"""Facts as SQL: a constant, or an expression that is NULL where the fact is unknown or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from advisor.condition import Value
from advisor.fleet.sql.logic import Sure, any_sure, not_sure
from advisor.model import Kind


@dataclass(frozen=True, slots=True)
class Fixed:
    """The same value for every row."""

    value: Value


@dataclass(frozen=True, slots=True)
class Term:
    """A value for each row, NULL where none or unknown; `none` and `unknown` tell which."""

    kind: Kind
    value: str
    none: Sure = False
    unknown: Sure = False
    nonzero: bool = False

    @property
    def nullable(self) -> bool:
        """Whether the value can be NULL."""
        return self.none is not False or self.unknown is not False


@dataclass(frozen=True, slots=True)
class Choice:
    """The choice of an earlier decision: where each option was chosen; none elsewhere."""

    taken: Mapping[str, Sure] = field(default_factory=dict)

    @property
    def some(self) -> Sure:
        """Where any option was chosen."""
        return any_sure(self.taken.values())

    @property
    def none(self) -> Sure:
        """Where no option was chosen."""
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
