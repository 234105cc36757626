"""Adds a pack to the draft of a book: its facts, limits, rules and decisions, and its changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from advisor.condition import UNKNOWN, Value
from advisor.errors import AdvisorError, Problem
from advisor.model import Fact, Kind
from advisor.reading import Document
from advisor.rulebook.draft import (
    SHIPPED,
    DecisionDraft,
    Draft,
    OwnFact,
    Pack,
    Written,
    written_list,
)
from advisor.rulebook.overriding import override, pin, reword
from advisor.rulebook.own_facts import own_value
from advisor.rulebook.pack_shapes import OwnFactShape, PackDecisionShape, PackShape
from advisor.rulebook.reading_files import Files
from advisor.rulebook.shapes import AdviceShape, FactsShape, PlatformsShape
from advisor.rulebook.sources import Complaints

__all__ = ["PACK", "put_on"]

PACK = "pack.yaml"
_RESERVED = (
    PACK, "advice.yaml", "platforms.yaml", "derived.yaml", "mutants.yaml", "promises.yaml",
    "nofit.yaml", "proofs.yaml",
)  # fmt: skip


def put_on(draft: Draft, folder: Path, complaints: Complaints) -> None:
    """Add the pack in a folder to a draft, and note every problem in it."""
    files = Files(folder, complaints)
    found = files.shaped(PACK, PackShape)
    if found is None:
        return
    document, shape = found
    if shape.id == SHIPPED or any(each.id == shape.id for each in draft.packs):
        complaints.add(document, ("id",), f"the id `{shape.id}` is taken by another pack")
        return
    draft.packs.append(Pack(shape.id, shape.title, folder))
    _facts(draft, document, shape, complaints)
    draft.limits.update(files.limits(shape.id, draft.limits))
    _decisions(draft, files, document, shape)
    _advice(draft, files, shape.id)
    _platforms(draft, files, shape.id)
    _derived(draft, files, shape.id)
    for name, each in shape.overrides.items():
        override(draft, Written(each, document, ("overrides", name), shape.id), name, complaints)
    for name, pinned in shape.pins.items():
        pin(draft, Written(pinned, document, ("pins", name), shape.id), name, complaints)
    reword(draft, Written(shape.texts, document, ("texts",), shape.id), complaints)


def _facts(draft: Draft, document: Document, shape: PackShape, complaints: Complaints) -> None:
    for name, each in shape.facts.items():
        path = ("facts", name)
        if name in draft.own:
            owner = draft.own[name].pack
            complaints.add(document, path, f"`{name}` is declared by the pack `{owner}` already")
            continue
        fact = Fact(name, Kind(each.kind), each.title, each.unit, tuple(each.choices))
        try:
            absent = _absent(fact, each)
        except ValueError as error:
            complaints.add(document, (*path, "absent"), f"`absent` {error}")
            absent = UNKNOWN
        draft.own[name] = OwnFact(fact, absent, shape.id)


def _absent(fact: Fact, shape: OwnFactShape) -> Value:
    if shape.absent is None:
        return None
    return UNKNOWN if shape.absent == "unknown" else own_value(fact, shape.absent)


def _decisions(draft: Draft, files: Files, document: Document, shape: PackShape) -> None:
    """Add the decisions: first those that pack.yaml lists, in that order, then the others."""
    found = {
        each[1].decision: each
        for path in sorted(files.folder.glob("*.yaml"))
        if path.name not in _RESERVED and (each := files.shaped(path.name, PackDecisionShape))
    }
    for index, name in enumerate(shape.decisions):
        if name not in found:
            path = ("decisions", index)
            files.complaints.unknown(document, path, "a decision of a file here", name, found)
    order = [name for name in shape.decisions if name in found]
    for name in dict.fromkeys((*order, *found)):
        _decision(draft, *found[name], shape.id, files.complaints)


def _decision(
    draft: Draft, document: Document, file: PackDecisionShape, pack: str, complaints: Complaints
) -> None:
    known = draft.decisions.get(file.decision)
    for message in _misplaced(file, known, draft):
        complaints.add(document, ("decision",), message)
    if known is None:
        asked = Written(file.asked, document, ("asked",), pack)
        known = DecisionDraft(file.decision, file.question or "", asked, [], [])
        draft.decisions[file.decision] = known
    taken = {option.shape.id: option.pack for option in known.options}
    for option in written_list(file.options, document, "options", pack):
        name = option.shape.id
        if name in taken:
            message = f"the option `{name}` is one of `{taken[name]}` already"
            complaints.add(document, (*option.path, "id"), message)
        else:
            known.options.append(option)
    known.rules += written_list(file.rules, document, "rules", pack)


def _misplaced(file: PackDecisionShape, known: DecisionDraft | None, draft: Draft) -> Iterator[str]:
    if known is not None and (file.question is not None or file.asked):
        yield (
            f"`{file.decision}` is a decision of `{known.asked.pack}`: add `rules` and `options`, "
            "and give other words under `texts` in pack.yaml"
        )
    if known is None and (file.question is None or not file.options):
        there = ", ".join(draft.decisions)
        yield (
            f"`{file.decision}` is a new decision and needs `question` and `options`; there are "
            f"{there}"
        )


def _advice(draft: Draft, files: Files, pack: str) -> None:
    found = files.optional("advice.yaml", AdviceShape)
    if found is not None:
        document, file = found
        draft.advice += written_list(file.rules, document, "rules", pack)


def _platforms(draft: Draft, files: Files, pack: str) -> None:
    found = files.optional("platforms.yaml", PlatformsShape)
    if found is None:
        return
    document, file = found
    taken = {each.shape.id: each.pack for each in draft.platforms}
    for each in written_list(file.platforms, document, "platforms", pack):
        name = each.shape.id
        if name in taken:
            message = f"the platform `{name}` is one of `{taken[name]}` already"
            files.complaints.add(document, (*each.path, "id"), message)
        else:
            draft.platforms.append(each)


def _derived(draft: Draft, files: Files, pack: str) -> None:
    found = files.optional("derived.yaml", FactsShape)
    if found is None:
        return
    document, file = found
    for name, shape in file.facts.items():
        path = ("facts", name)
        if not name.startswith("x."):
            message = f"the derived fact `{name}` of a pack must start with `x.`"
            files.complaints.add(document, path, message, f"call it `x.{name}`")
        elif name in draft.derived or name in draft.own:
            files.complaints.add(document, path, f"`{name}` is declared already")
        else:
            draft.derived[name] = Written(shape, document, path, pack)


def pack_folder(folder: Path) -> Path:
    """The folder, if it holds a pack; else AdvisorError with what a pack needs."""
    if (folder / PACK).is_file():
        return folder
    if (folder / "book.yaml").is_file():
        raise AdvisorError(
            Problem("is a whole rule book, and only the first can be one", str(folder))
        )
    advice = "`advisor rules init-pack DIR` writes a pack"
    raise AdvisorError(Problem(f"has no {PACK}", str(folder), help=advice))
