"""Reads promises.yaml and nofit.yaml: the promises of options, and the classes of no fit."""

from __future__ import annotations

from pathlib import Path

from advisor.model import RuleBook
from advisor.reading import Document
from advisor.rulebook.conditions import ConditionReader
from advisor.rulebook.draft import PackedBook
from advisor.rulebook.limits import source_of
from advisor.rulebook.promise_shapes import ClassShape, NoFitShape, PromiseShape, PromisesShape
from advisor.rulebook.promises import NoFit, Promise, Promised
from advisor.rulebook.reading_files import Files
from advisor.rulebook.sources import Complaints, KeyPath

__all__ = ["folders_of", "promises_in", "promises_of"]


def promises_of(book: RuleBook) -> Promised:
    """The promises and no-fit classes of a book and its packs; AdvisorError with every mistake."""
    complaints = Complaints()
    found = promises_in(book, complaints)
    complaints.raise_if_any()
    return found


def promises_in(book: RuleBook, complaints: Complaints) -> Promised:
    """The same as `promises_of`, with problems noted instead of raised."""
    folders = [Files(folder, complaints) for folder in folders_of(book)]
    return Promised(
        tuple(promise for files in folders for promise in _promises(files, book)),
        tuple(no_fit for files in folders for no_fit in _classes(files, book)),
    )


def folders_of(book: RuleBook) -> tuple[Path, ...]:
    """The folders of a book and of its packs."""
    packs = book.packs if isinstance(book, PackedBook) else ()
    return (book.folder, *(pack.folder for pack in packs))


def _promises(files: Files, book: RuleBook) -> list[Promise]:
    found = files.optional("promises.yaml", PromisesShape)
    if found is None:
        return []
    reader = _reader(found[0], book, files.complaints)
    return [
        _promise(each, reader, ("promises", index), book)
        for index, each in enumerate(found[1].promises)
    ]


def _promise(
    shape: PromiseShape, reader: ConditionReader, path: KeyPath, book: RuleBook
) -> Promise:
    for decision, option in shape.of.items():
        _check_option(reader, (*path, "of"), decision, option, book)
    holds = reader.read(shape.holds, (*path, "holds"))
    where = (reader.document.path, reader.document.place(*path))
    return Promise(shape.id, shape.title, shape.of, holds, source_of(shape.source), where)


def _classes(files: Files, book: RuleBook) -> list[NoFit]:
    found = files.optional("nofit.yaml", NoFitShape)
    if found is None:
        return []
    reader = _reader(found[0], book, files.complaints)
    return [
        _class(each, reader, ("classes", index), book)
        for index, each in enumerate(found[1].classes)
    ]


def _class(shape: ClassShape, reader: ConditionReader, path: KeyPath, book: RuleBook) -> NoFit:
    for decision, options in shape.beyond.items():
        for option in options:
            _check_option(reader, (*path, "beyond"), decision, option, book)
    when = reader.read(shape.when, (*path, "when"))
    beyond = {decision: tuple(options) for decision, options in shape.beyond.items()}
    where = (reader.document.path, reader.document.place(*path))
    return NoFit(shape.id, shape.title, shape.because, shape.way_out, when, beyond, where)


def _reader(document: Document, book: RuleBook, complaints: Complaints) -> ConditionReader:
    return ConditionReader(document, book.facts, book.limits, complaints, book.as_of)


def _check_option(
    reader: ConditionReader, path: KeyPath, decision: str, option: str, book: RuleBook
) -> None:
    options = {each.id: [one.id for one in each.options] for each in book.decisions}
    if decision not in options:
        reader.complaints.unknown(reader.document, path, "a decision", decision, options)
    elif option not in options[decision]:
        reader.complaints.unknown(reader.document, path, "an option", option, options[decision])
