"""The condition tree that every reader of the rule book walks, and what it means.

A condition is true, false or unknown (``None``), by Kleene's logic, as in SQL. A fact's value is a
number, a text, a boolean, a tuple of texts, ``None`` (the value *none*: "there is none") or
``UNKNOWN``. A comparison with none is false; ``Exists`` of an unknown fact is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from operator import eq, ge, gt, le, lt
from typing import Any as Anything
from typing import Final, Literal


class Unknown(Enum):
    """The type of ``UNKNOWN``: a fact that nobody has stated."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown.UNKNOWN

Truth = bool | None
Scalar = float | str | bool
Value = float | str | bool | tuple[str, ...] | None | Unknown
Facts = Mapping[str, Value]
Operator = Literal["eq", "gt", "gte", "lt", "lte"]


@dataclass(frozen=True, slots=True)
class Constant:
    """A value in a comparison, and the limit it was taken from."""

    value: Scalar
    limit: str | None = None


@dataclass(frozen=True, slots=True)
class FactRef:
    """Another fact, as the right-hand side of a comparison of numbers."""

    fact: str


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is true; true when there are none."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """True when some part is true; false when there are none."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True when the part is false."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Compare:
    """A fact against a value; false when either side is none."""

    fact: str
    operator: Operator
    operand: Constant | FactRef


@dataclass(frozen=True, slots=True)
class Among:
    """True when the fact, or one element of a list fact, is among the values."""

    fact: str
    values: tuple[Scalar, ...]
    limit: str | None = None


@dataclass(frozen=True, slots=True)
class Exists:
    """True when the fact has a value other than none and the empty list."""

    fact: str


Condition = All | Any | Not | Compare | Among | Exists

OPERATORS: Final[Mapping[Operator, Callable[[Anything, Anything], bool]]] = {
    "eq": eq, "gt": gt, "gte": ge, "lt": lt, "lte": le,
}  # fmt: skip


def truth(condition: Condition, facts: Facts) -> Truth:
    """Whether a condition holds for these facts: the meaning that every engine must share."""
    match condition:
        case All(parts):
            return conjunction(truth(part, facts) for part in parts)
        case Any(parts):
            return negation(conjunction(negation(truth(part, facts)) for part in parts))
        case Not(part):
            return negation(truth(part, facts))
        case Compare(fact, operator, operand):
            left = facts[fact]
            right = operand.value if isinstance(operand, Constant) else facts[operand.fact]
            if left is None or right is None:
                return False
            if left is UNKNOWN or right is UNKNOWN:
                return None
            return _kind(left) is _kind(right) and OPERATORS[operator](left, right)
        case Among(fact, values):
            value = facts[fact]
            if value is UNKNOWN:
                return None
            elements = value if isinstance(value, tuple) else (value,)
            return any(
                _kind(element) is _kind(each) and element == each
                for element in elements
                for each in values
            )
        case Exists(fact):
            value = facts[fact]
            return None if value is UNKNOWN else value is not None and value != ()


def _kind(value: Value) -> type:
    """Boolean, number or text: in Python True equals 1, and in a rule book it does not."""
    if isinstance(value, bool):
        return bool
    return float if isinstance(value, int | float) else type(value)


def conjunction(truths: Iterator[Truth]) -> Truth:
    """False if any is false, else unknown if any is unknown, else true."""
    result: Truth = True
    for each in truths:
        if each is False:
            return False
        if each is None:
            result = None
    return result


def negation(value: Truth) -> Truth:
    """The opposite; unknown stays unknown."""
    return None if value is None else not value


def leaves(condition: Condition) -> Iterator[Compare | Among | Exists]:
    """Every comparison in a condition, from left to right."""
    match condition:
        case All(parts) | Any(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case Compare() | Among() | Exists():
            yield condition


def facts_read(condition: Condition) -> tuple[str, ...]:
    """The names of the facts a condition reads, in the order it reads them, each once."""
    names: dict[str, None] = {}
    for leaf in leaves(condition):
        names[leaf.fact] = None
        if isinstance(leaf, Compare) and isinstance(leaf.operand, FactRef):
            names[leaf.operand.fact] = None
    return tuple(names)


def limits_read(condition: Condition) -> tuple[str, ...]:
    """The ids of the limits a condition was bound to, each once."""
    names: dict[str, None] = {}
    for leaf in leaves(condition):
        match leaf:
            case Compare(operand=Constant(limit=str() as limit)) | Among(limit=str() as limit):
                names[limit] = None
    return tuple(names)
