"""From folders to a rule book, or every problem in them at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from advisor.catalogue import read_catalogue
from advisor.errors import AdvisorError
from advisor.facts import spec_facts
from advisor.model import Fact, Limit, RuleBook
from advisor.rulebook.binding import SIZES_FROM, bound, formula_names, sizes_made
from advisor.rulebook.draft import SHIPPED, DecisionDraft, Draft, Written
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
    """The rule book of a folder with packs on top, in their order."""
    files = Files(base)
    draft = packed_draft(files, folders)
    book = bound(draft, spec_names(), files.complaints)
    files.complaints.raise_if_any()
    if examples:
        # Those of the book below may rest on what a pack changes, as a limit that it pins.
        own = {each.id for each in draft.packs}
        files.complaints.problems.extend(failures(book, own))
        files.complaints.raise_if_any()
    return book


def packed_draft(files: Files, folders: Iterable[Path]) -> Draft:
    """The draft of a folder with packs on top; problems are noted with those of the folder."""
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
    """What the files of a whole book say; AdvisorError with every mistake of their form."""
    order = files.shaped("book.yaml", BookShape)
    names = order[1].decisions if order else []
    decisions = [found for name in names if (found := files.shaped(f"{name}.yaml", DecisionShape))]
    advice = files.shaped("advice.yaml", AdviceShape)
    platforms = files.shaped("platforms.yaml", PlatformsShape)
    derived = files.shaped("derived.yaml", FactsShape)
    limits = files.limits(pack, {})
    if not files.complaints.problems:
        _with_sizes(limits, files.folder)
    # What is missing would be reported again at every place that refers to it.
    files.complaints.raise_if_any()
    if advice is None or platforms is None or derived is None:
        raise AdvisorError(files.complaints.problems)

    as_of = max(value.source.checked for limit in limits.values() for value in limit.values)
    draft = Draft(files.folder, as_of, limits=limits)
    for document, file in decisions:
        draft.decisions[file.decision] = DecisionDraft(
            file.decision,
            file.question,
            Written(file.asked, document, ("asked",), pack),
            [Written(o, document, ("options", i), pack) for i, o in enumerate(file.options)],
            [Written(r, document, ("rules", i), pack) for i, r in enumerate(file.rules)],
        )
    document, shape = advice
    draft.advice = [Written(r, document, ("rules", i), pack) for i, r in enumerate(shape.rules)]
    document, listed = platforms
    draft.platforms = [
        Written(p, document, ("platforms", i), pack) for i, p in enumerate(listed.platforms)
    ]
    document, computed = derived
    draft.derived = {
        name: Written(each, document, ("facts", name), pack)
        for name, each in computed.facts.items()
    }
    return draft


def _with_sizes(limits: dict[str, Limit], folder: Path) -> None:
    """Put in the limit that is made from others and from the catalogue, in a book that has them."""
    if not set(SIZES_FROM) <= set(limits):
        return
    sizes = sizes_made(limits, read_catalogue(folder / "instances.csv"))
    limits[sizes.id] = sizes
