"""What a rule book declares beside its rules: promises, classes of no fit, exceptions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

from advisor.condition import Condition
from advisor.model import RuleBook
from advisor.prove.shapes import ProofsShape
from advisor.reading import Document
from advisor.rulebook.load_promises import folders_of, promises_in
from advisor.rulebook.promises import NoFit, Promise, Where
from advisor.rulebook.reading_files import Files
from advisor.rulebook.sources import Complaints, KeyPath


class Excepted(NamedTuple):
    """A rule that a proof skips, and why."""

    rule: str
    because: str
    where: Where
    fact: str | None = None


class Declared(NamedTuple):
    """Everything that a rule book declares to be proved."""

    promises: tuple[Promise, ...]
    no_fit: tuple[NoFit, ...]
    pointless: Mapping[str, Excepted]
    turns_back: tuple[Excepted, ...]
    more: tuple[str, ...]
    readers: Mapping[str, tuple[str, ...]]
    for_people: Mapping[str, str]
    where: Where

    @property
    def conditions(self) -> Iterator[Condition]:
        """Every condition that is declared."""
        yield from (each.holds for each in self.promises)
        yield from (each.when for each in self.no_fit)


def nothing_declared() -> Declared:
    """No declarations, for a book about which nothing is proved."""
    return Declared((), (), {}, (), (), {}, {}, ("", None))


def declared(book: RuleBook) -> Declared:
    """The declarations of a book and of its packs; AdvisorError with every mistake in them."""
    complaints = Complaints()
    promised = promises_in(book, complaints)
    found = [_exceptions_in(folder, book, complaints) for folder in folders_of(book)]
    complaints.raise_if_any()
    return Declared(
        promised.promises,
        promised.no_fit,
        {name: rule for each in found for name, rule in each.pointless.items()},
        tuple(rule for each in found for rule in each.turns_back),
        tuple(dict.fromkeys(fact for each in found for fact in each.more)),
        {name: limits for each in found for name, limits in each.readers.items()},
        {name: why for each in found for name, why in each.for_people.items()},
        found[0].where,
    )


def _exceptions_in(folder: Path, book: RuleBook, complaints: Complaints) -> Declared:
    """What `proofs.yaml` says, which need not be there."""
    path = folder / "proofs.yaml"
    written = Files(folder, complaints).optional(path.name, ProofsShape)
    if written is None:
        return nothing_declared()._replace(where=(str(path), None))
    document, shape = written
    _check_names(document, shape, book, complaints)

    def exceptions(key: str) -> list[Excepted]:
        return [
            Excepted(each.rule, each.because, (str(path), document.place(key, i)), each.fact)
            for i, each in enumerate(getattr(shape, key))
        ]

    return nothing_declared()._replace(
        pointless={each.rule: each for each in exceptions("pointless")},
        turns_back=tuple(exceptions("turns_back")),
        more=tuple(shape.more_never_helps),
        readers={reader: tuple(limits) for reader, limits in shape.readers.items()},
        for_people={each.limit: each.because for each in shape.for_people},
        where=(str(path), None),
    )


def _check_names(
    document: Document, shape: ProofsShape, book: RuleBook, complaints: Complaints
) -> None:
    """Note every name in `proofs.yaml` that the book does not have."""
    rules = [rule.id for rule in book.rules]
    for path, what, name, known in _names(shape, rules, book):
        if not any(fnmatch(each, name) for each in known):
            complaints.unknown(document, path, what, name, known)


def _names(
    shape: ProofsShape, rules: Collection[str], book: RuleBook
) -> Iterator[tuple[KeyPath, str, str, Collection[str]]]:
    """Each name: its path, what it should be, itself (a pattern, perhaps), and what there is."""
    for key in ("pointless", "turns_back"):
        for index, each in enumerate(getattr(shape, key)):
            yield (key, index, "rule"), "a rule", each.rule, rules
    for index, fact in enumerate(shape.more_never_helps):
        yield ("more_never_helps", index), "a fact", fact, book.facts
    for index, kept in enumerate(shape.for_people):
        yield ("for_people", index, "limit"), "a limit", kept.limit, book.limits
    for reader, patterns in shape.readers.items():
        for index, pattern in enumerate(patterns):
            if "*" not in pattern:  # a pattern may be of limits that a book does not have
                yield ("readers", reader, index), "a limit", pattern, book.limits
