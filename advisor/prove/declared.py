"""What a rule book declares beside its rules: promises, classes of no fit, exceptions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple, TypeVar

from pydantic import BaseModel

from advisor.condition import Condition
from advisor.errors import Place
from advisor.model import RuleBook, Source
from advisor.prove.shapes import NoFitShape, PromisesShape, ProofsShape
from advisor.reading import Document, read_file
from advisor.rulebook.conditions import ConditionReader
from advisor.rulebook.draft import PackedBook
from advisor.rulebook.limits import source_of
from advisor.rulebook.sources import Complaints, KeyPath
from advisor.validation import validated

Model = TypeVar("Model", bound=BaseModel)
Where = tuple[str, Place | None]


class Promise(NamedTuple):
    """What must hold wherever these choices are recommended."""

    id: str
    title: str
    of: Mapping[str, str]
    holds: Condition
    source: Source
    where: Where


class NoFit(NamedTuple):
    """A class of workloads for which nothing fits: a condition, and options it is beyond."""

    id: str
    title: str
    because: str
    when: Condition
    beyond: Mapping[str, tuple[str, ...]]
    where: Where


class Excepted(NamedTuple):
    """A rule that a proof leaves out, and why."""

    rule: str
    because: str
    where: Where
    fact: str | None = None


class Declared(NamedTuple):
    """All that a rule book declares to be proved of it."""

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
    """What is declared where nothing is to be proved."""
    return Declared((), (), {}, (), (), {}, {}, ("", None))


def declared(book: RuleBook) -> Declared:
    """What the folders of a book and of its packs declare; AdvisorError with every mistake."""
    folders = [book.folder]
    folders += [pack.folder for pack in book.packs] if isinstance(book, PackedBook) else []
    complaints = Complaints()
    found = [_declared_in(folder, book, complaints) for folder in folders]
    complaints.raise_if_any()
    return Declared(
        tuple(promise for each in found for promise in each.promises),
        tuple(no_fit for each in found for no_fit in each.no_fit),
        {name: rule for each in found for name, rule in each.pointless.items()},
        tuple(rule for each in found for rule in each.turns_back),
        tuple(dict.fromkeys(fact for each in found for fact in each.more)),
        {name: limits for each in found for name, limits in each.readers.items()},
        {name: why for each in found for name, why in each.for_people.items()},
        found[0].where,
    )


def _declared_in(folder: Path, book: RuleBook, complaints: Complaints) -> Declared:
    promises = _promises(folder, book, complaints)
    no_fit = _no_fit(folder, book, complaints)
    path = folder / "proofs.yaml"
    document, shape = _shaped(path, ProofsShape, ProofsShape())
    _check_names(document, shape, book, complaints)

    def exceptions(key: str) -> list[Excepted]:
        return [
            Excepted(each.rule, each.because, (str(path), _place(document, (key, i))), each.fact)
            for i, each in enumerate(getattr(shape, key))
        ]

    return Declared(
        promises,
        no_fit,
        {each.rule: each for each in exceptions("pointless")},
        tuple(exceptions("turns_back")),
        tuple(shape.more_never_helps),
        {reader: tuple(limits) for reader, limits in shape.readers.items()},
        {each.limit: each.because for each in shape.for_people},
        (str(path), None),
    )


def _shaped(path: Path, model: type[Model], empty: Model) -> tuple[Document | None, Model]:
    """A file and its shape; what is not there declares nothing."""
    if not path.is_file():
        return None, empty
    document = read_file(path)
    return document, validated(model, document)


def _place(document: Document | None, path: KeyPath) -> Place | None:
    return document.place(*path) if document else None


def _reader(book: RuleBook, document: Document, complaints: Complaints) -> ConditionReader:
    return ConditionReader(document, book.facts, book.limits, complaints, book.as_of)


def _promises(folder: Path, book: RuleBook, complaints: Complaints) -> tuple[Promise, ...]:
    document, shape = _shaped(folder / "promises.yaml", PromisesShape, PromisesShape(promises=[]))
    if document is None:
        return ()
    reader = _reader(book, document, complaints)
    found = []
    for index, each in enumerate(shape.promises):
        path = ("promises", index)
        for decision, option in each.of.items():
            _check_option(book, document, (*path, "of"), decision, option, complaints)
        holds = reader.read(each.holds, (*path, "holds"))
        where = (document.path, document.place(*path))
        found.append(Promise(each.id, each.title, each.of, holds, source_of(each.source), where))
    return tuple(found)


def _no_fit(folder: Path, book: RuleBook, complaints: Complaints) -> tuple[NoFit, ...]:
    document, shape = _shaped(folder / "nofit.yaml", NoFitShape, NoFitShape(classes=[]))
    if document is None:
        return ()
    reader = _reader(book, document, complaints)
    found = []
    for index, each in enumerate(shape.classes):
        path = ("classes", index)
        for decision, options in each.beyond.items():
            for option in options:
                _check_option(book, document, (*path, "beyond"), decision, option, complaints)
        when = reader.read(each.when, (*path, "when"))
        beyond = {decision: tuple(options) for decision, options in each.beyond.items()}
        where = (document.path, document.place(*path))
        found.append(NoFit(each.id, each.title, each.because, when, beyond, where))
    return tuple(found)


def _check_option(
    book: RuleBook,
    document: Document,
    path: KeyPath,
    decision: str,
    option: str,
    complaints: Complaints,
) -> None:
    options = {each.id: [one.id for one in each.options] for each in book.decisions}
    if decision not in options:
        complaints.unknown(document, path, "a decision", decision, options)
    elif option not in options[decision]:
        complaints.unknown(document, path, "an option", option, options[decision])


def _check_names(
    document: Document | None, shape: ProofsShape, book: RuleBook, complaints: Complaints
) -> None:
    """Note every name in `proofs.yaml` that the book does not have."""
    if document is None:
        return
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
