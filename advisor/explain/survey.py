"""The facts that the decisions of a rule book read, and the values they compare them with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from advisor.condition import Among, Compare, Constant, Exists, FactRef, Scalar, leaves
from advisor.formula import refs
from advisor.model import RuleBook

Leaf = Compare | Among | Exists


class Survey(NamedTuple):
    """The facts that decisions read, directly or through derived facts.

    `constants` has what each is compared with; `searched` names those that are compared with facts
    or computed with, so that the borders between answers must be searched for.
    """

    constants: Mapping[str, tuple[Scalar, ...]]
    read: frozenset[str]
    searched: frozenset[str]


@lru_cache(maxsize=16)
def survey(book: RuleBook) -> Survey:
    """The survey of a book, computed once."""
    found = [leaf for each in book.decisions for rule in each.rules for leaf in leaves(rule.when)]
    constants: dict[str, dict[Scalar, None]] = {name: {} for name in book.facts}
    for leaf in found:
        constants[leaf.fact].update(dict.fromkeys(_constants(leaf)))
    read = {leaf.fact for leaf in found}
    searched = {name for leaf in found for name in _compared_facts(leaf)}
    read |= searched
    for derived in reversed(book.derived):
        if derived.name in read and derived.formula is not None:
            names = set(refs(derived.formula))
            read |= names
            searched |= names
    _follow(book, constants, read, searched)
    kept = {name: tuple(values) for name, values in constants.items()}
    return Survey(kept, frozenset(read), frozenset(searched))


def _constants(leaf: Leaf) -> Iterator[Scalar]:
    match leaf:
        case Compare(operand=Constant(value)):
            yield value
        case Among(values=several):
            yield from several
        case Compare() | Exists():
            return


def _compared_facts(leaf: Leaf) -> Iterator[str]:
    if isinstance(leaf, Compare) and isinstance(leaf.operand, FactRef):
        yield leaf.fact
        yield leaf.operand.fact


def _follow(
    book: RuleBook,
    constants: Mapping[str, dict[Scalar, None]],
    read: set[str],
    searched: set[str],
) -> None:
    """Add a fact that is the default of another one wherever that one is read."""
    for name, fact in book.facts.items():
        if fact.follows is not None and name in read:
            read.add(fact.follows)
            constants[fact.follows].update(constants[name])
            if name in searched:
                searched.add(fact.follows)
