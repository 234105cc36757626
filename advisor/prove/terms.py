"""Facts as Z3 terms: whether each is unknown or none, and its value otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import z3

from advisor.prove.kleene import FALSE
from advisor.prove.numbers import Number


class NumberTerm(NamedTuple):
    """A fact that is a number."""

    unknown: z3.BoolRef
    none: z3.BoolRef
    value: Number


class BooleanTerm(NamedTuple):
    """A fact that is true or false."""

    unknown: z3.BoolRef
    none: z3.BoolRef
    value: z3.BoolRef


class TextTerm(NamedTuple):
    """A fact that is a text: which of the texts named in the book it is, or another one."""

    unknown: z3.BoolRef
    none: z3.BoolRef
    values: Mapping[str, z3.BoolRef]


class ListTerm(NamedTuple):
    """A fact that is a list: which of the texts named in the book it has, and whether any."""

    unknown: z3.BoolRef
    none: z3.BoolRef
    values: Mapping[str, z3.BoolRef]
    some: z3.BoolRef


Term = NumberTerm | BooleanTerm | TextTerm | ListTerm


def text_of(choices: Mapping[str, z3.BoolRef]) -> TextTerm:
    """An earlier choice as a fact: none where no option is chosen."""
    return TextTerm(FALSE, z3.Not(z3.Or(list(choices.values()))), choices)
