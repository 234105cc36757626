"""Reads folders into a rule book, or reports every problem in them at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from advisor.catalogue import read_catalogue
from advisor.errors import AdvisorError
from advisor.facts import spec_facts
from advisor.model import Fact, Limit, RuleBook
from advisor.reading import Document
from advisor.rulebook.binding import SIZES_FROM, bound, formula_names, sizes_made
from advisor.rulebook.draft import SHIPPED, DecisionDraft, Draft, Written, written_list
from advisor.rulebook.examples import failures
from advisor.rulebook.reading_files import Files
from advisor.rulebook.shapes import (
    AdviceShape,
    BookShape,
    DecisionShape,
    FactsShape,
    PlatformsShape,
)

__all__ = ["book_from", "draft_of", "formula_names", "packed_draft", "packed_from", "spec_names"]


def book_from(folder: Path, pack: str = SHIPPED, examples: bool = True) -> RuleBook:
    """The rule book of a folder; AdvisorError with every mistake in it."""
    files = Files(folder)
    draft = draft_of(files, pack)
    book = bound(draft, spec_names(), files.complaints)
    files.complaints.raise_if_any()
    if examples:
        files.complaints.problems.extend(failures(book))
        files.complaints.raise_if_any()
    return book


def packed_from(base: Path, folders: Iterable[Path], examples: bool = True) -> RuleBook:
    """The rule book of a folder and of packs on top; AdvisorError with every mistake."""
    files = Files(base)
    draft = packed_draft(files, folders)
    book = bound(draft, spec_names(), files.complaints)
    files.complaints.raise_if_any()
    if examples:
        # The examples of the base book may fail rightly, if a pack pins a limit they rest on.
        own = {each.id for each in draft.packs}
        files.complaints.problems.extend(failures(book, own))
        files.complaints.raise_if_any()
    return book


def packed_draft(files: Files, folders: Iterable[Path]) -> Draft:
    """The draft of a folder with packs on top; AdvisorError with the mistakes in any of them."""
    from advisor.rulebook.packs import put_on

    draft = draft_of(files)
    for folder in folders:
        put_on(draft, folder, files.complaints)
    files.complaints.raise_if_any()
    if any(limit.pack != SHIPPED for limit in draft.limits.values()):
        _with_sizes(draft.limits, files.folder)
    return draft


def spec_names() -> Mapping[str, Fact]:
    """The facts of the spec, by name."""
    return {each.fact.name: each.fact for each in spec_facts()}


def draft_of(files: Files, pack: str = SHIPPED) -> Draft:
    """The draft of a whole book; AdvisorError with every mistake in the form of its files."""
    order = files.shaped("book.yaml", BookShape)
    names = order[1].decisions if order else []
    decisions = [found for name in names if (found := files.shaped(f"{name}.yaml", DecisionShape))]
    advice = files.shaped("advice.yaml", AdviceShape)
    platforms = files.shaped("platforms.yaml", PlatformsShape)
    derived = files.shaped("derived.yaml", FactsShape)
    limits = files.limits(pack, {})
    if not files.complaints.problems:
        _with_sizes(limits, files.folder)
    # Stop here: each name that is missing would be reported again wherever it is used.
    files.complaints.raise_if_any()
    if advice is None or platforms is None or derived is None:
        raise AdvisorError(files.complaints.problems)

    as_of = max(value.source.checked for limit in limits.values() for value in limit.values)
    return Draft(
        files.folder,
        as_of,
        {file.decision: _decision(document, file, pack) for document, file in decisions},
        written_list(advice[1].rules, advice[0], "rules", pack),
        written_list(platforms[1].platforms, platforms[0], "platforms", pack),
        {
            name: Written(shape, derived[0], ("facts", name), pack)
            for name, shape in derived[1].facts.items()
        },
        limits,
    )


def _decision(document: Document, file: DecisionShape, pack: str) -> DecisionDraft:
    return DecisionDraft(
        file.decision,
        file.question,
        Written(file.asked, document, ("asked",), pack),
        written_list(file.options, document, "options", pack),
        written_list(file.rules, document, "rules", pack),
    )


def _with_sizes(limits: dict[str, Limit], folder: Path) -> None:
    """Add the limit that is computed from other limits and the catalogue, if the book has those."""
    if not set(SIZES_FROM) <= set(limits):
        return
    sizes = sizes_made(limits, read_catalogue(folder / "instances.csv"))
    limits[sizes.id] = sizes
