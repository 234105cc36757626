"""The files of checks as written, with the additions and changes of packs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import AdvisorError
from advisor.model import RuleBook
from advisor.reading import Document, read_file
from advisor.rulebook.check_shapes import (
    CheckFactShape,
    CheckShape,
    ChecksShape,
    MoreChecksShape,
)
from advisor.rulebook.draft import SHIPPED, PackedBook, Written, written_list
from advisor.rulebook.pack_shapes import OverrideShape
from advisor.rulebook.sources import Complaints
from advisor.validation import validated

__all__ = ["SubjectDraft", "check_names", "subject_drafts"]


@dataclass(slots=True)
class SubjectDraft:
    """A subject, to which packs may add facts and checks."""

    name: str
    title: str
    of: str | None
    elements: tuple[str, ...]
    document: Document
    facts: dict[str, Written[CheckFactShape]]
    rules: list[Written[CheckShape]]


def subject_drafts(book: RuleBook, complaints: Complaints) -> dict[str, SubjectDraft]:
    """The subjects of a book and its packs, by name, not yet bound; every problem is noted."""
    drafts: dict[str, SubjectDraft] = {}
    folders = [(book.folder, SHIPPED)]
    if isinstance(book, PackedBook):
        folders += [(pack.folder, pack.id) for pack in book.packs]
    for folder, pack in folders:
        for path in sorted((folder / "checks").glob("*.yaml")):
            try:
                _add(drafts, read_file(path), pack, complaints)
            except AdvisorError as error:
                complaints.problems.extend(error.problems)
    if isinstance(book, PackedBook):
        for name, each in book.check_overrides.items():
            _override(drafts, name, each, complaints)
    return drafts


def _add(
    drafts: dict[str, SubjectDraft], document: Document, pack: str, complaints: Complaints
) -> None:
    name = document.value.get("subject") if isinstance(document.value, dict) else None
    known = drafts.get(name) if isinstance(name, str) and pack != SHIPPED else None
    if known is None:
        file = validated(ChecksShape, document)
        known = SubjectDraft(
            file.subject, file.title, file.of, tuple(file.elements), document, {}, []
        )
        drafts[file.subject] = known
        facts, rules = file.facts, file.rules
    else:
        more = validated(MoreChecksShape, document)
        facts, rules = more.facts, more.rules
    for fact, shape in facts.items():
        path = ("facts", fact)
        if fact in known.facts:
            owner = known.facts[fact].pack
            complaints.add(document, path, f"`{fact}` is a fact of `{known.name}` in `{owner}`")
            continue
        known.facts[fact] = Written(shape, document, path, pack)
    known.rules += written_list(rules, document, "rules", pack)


def _override(
    drafts: Mapping[str, SubjectDraft],
    name: str,
    written: Written[OverrideShape],
    complaints: Complaints,
) -> None:
    """Switch a check off, or change it; a check of specs is not in `drafts` and is skipped."""
    for draft in drafts.values():
        for index, check in enumerate(draft.rules):
            if check.shape.id == name:
                changed = _changed(check, written, complaints)
                draft.rules[index : index + 1] = [] if changed is None else [changed]
                return


def _changed(
    check: Written[CheckShape], written: Written[OverrideShape], complaints: Complaints
) -> Written[CheckShape] | None:
    change = written.shape.change
    if change is None:
        return None
    path = (*written.path, "change")
    given = {key: getattr(change, key) for key in change.model_fields_set}
    for key in sorted(set(given) - set(CheckShape.model_fields)):
        message = f"`{check.shape.id}` is a check, which has no `{key}`"
        complaints.add(written.document, (*path, key), message)
    shape = check.shape.model_copy(update=given)
    try:
        shape.check()
    except ValueError as error:
        complaints.add(written.document, path, str(error))
    # Later problems are reported in the pack, which is where the mistake is.
    return Written(shape, written.document, path, written.pack)


def check_names(folders: Mapping[str, Path]) -> Iterator[tuple[str, str, str, str]]:
    """The pack, id, code and title of every check in the folders, including checks of specs."""
    for pack, folder in folders.items():
        for path in (*sorted((folder / "checks").glob("*.yaml")), folder / "workload.yaml"):
            try:
                rules = read_file(path).value["rules"] if path.is_file() else []
                for each in rules:
                    yield pack, each["id"], each["code"], each["title"]
            except (AdvisorError, KeyError, TypeError):
                continue  # reported when the checks are read
