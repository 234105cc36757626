"""The arguments of Terraform's functions as known values; one that is not known has no result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from advisor.definitions.terraform.templates import in_words
from advisor.definitions.terraform.written import Encoded, Piece, Written, simple
from advisor.definitions.values import number
from advisor.reading.opaque import Opaque

__all__ = [
    "MOST_ITEMS",
    "PARTLY",
    "Function",
    "Plain",
    "Result",
    "UnsureError",
    "as_number",
    "as_text",
    "entries_of",
    "items_of",
    "known",
    "text_of",
]

Plain: TypeAlias = str | float | bool | None
Result: TypeAlias = Written | Encoded | Opaque | list[Written] | Plain
Function: TypeAlias = Callable[[Sequence[Written]], Result]
MOST_ITEMS: Final = 2_000  # elements of a list; definitions have far fewer
PARTLY: Final = "<<"  # the key of a mapping that may have further, unknown keys


class UnsureError(Exception):
    """The result of a function is unknown."""


def known(argument: Written) -> Plain:
    """A scalar; UnsureError if it is unknown, or a mapping or list."""
    value: Plain | Opaque = simple(argument)
    if isinstance(value, Opaque):
        raise UnsureError
    return value


def text_of(argument: Written) -> str:
    """A text; UnsureError for anything else."""
    value = known(argument)
    if not isinstance(value, str):
        raise UnsureError
    return value


def as_text(argument: Written) -> str | None:
    """A scalar in the form it has within a text; UnsureError if it is unknown."""
    value = known(argument)
    return None if value is None else in_words(Piece("", 0, Written(value, 0)))


def as_number(argument: Written) -> float:
    """A number, also one written as text; UnsureError for anything else."""
    value = number(known(argument))
    if not isinstance(value, int | float):
        raise UnsureError
    return value


def items_of(argument: Written) -> list[Written]:
    """The elements of a list; UnsureError for anything else."""
    if not isinstance(argument.value, list):
        raise UnsureError
    return argument.value


def entries_of(argument: Written) -> dict[str, Written]:
    """The entries of a mapping; UnsureError for anything else."""
    if not isinstance(argument.value, dict):
        raise UnsureError
    return argument.value
