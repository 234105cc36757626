"""Puts a pack on top of a book: its facts, limits, rules and decisions, and what it overrides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from advisor.condition import UNKNOWN, Value
from advisor.errors import AdvisorError, Problem
from advisor.model import Fact, Kind
from advisor.reading import Document
from advisor.rulebook.draft import SHIPPED, DecisionDraft, Draft, OwnFact, Pack, Written
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
    """Add a pack to a draft; what is wrong with it is noted."""
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
    _lists(draft, files, shape.id)
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
    """The files of decisions, those that pack.yaml lists first and in that order."""
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
    for index, option in enumerate(file.options):
        path = ("options", index)
        if option.id in taken:
            message = f"the option `{option.id}` is one of `{taken[option.id]}` already"
            complaints.add(document, (*path, "id"), message)
            continue
        known.options.append(Written(option, document, path, pack))
    known.rules += [
        Written(rule, document, ("rules", index), pack) for index, rule in enumerate(file.rules)
    ]


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


def _lists(draft: Draft, files: Files, pack: str) -> None:
    """Advice, platforms and derived facts, each a file that need not be there."""
    if advice := files.optional("advice.yaml", AdviceShape):
        document, rules = advice
        draft.advice += [
            Written(rule, document, ("rules", index), pack)
            for index, rule in enumerate(rules.rules)
        ]
    if platforms := files.optional("platforms.yaml", PlatformsShape):
        document, listed = platforms
        taken = {each.shape.id: each.pack for each in draft.platforms}
        for index, platform in enumerate(listed.platforms):
            path = ("platforms", index)
            if platform.id in taken:
                message = f"the platform `{platform.id}` is one of `{taken[platform.id]}` already"
                files.complaints.add(document, (*path, "id"), message)
                continue
            draft.platforms.append(Written(platform, document, path, pack))
    if derived := files.optional("derived.yaml", FactsShape):
        document, computed = derived
        for name, each in computed.facts.items():
            where = ("facts", name)
            if not name.startswith("x."):
                advice_text = f"call it `x.{name}`"
                message = f"the derived fact `{name}` of a pack must start with `x.`"
                files.complaints.add(document, where, message, advice_text)
            elif name in draft.derived or name in draft.own:
                files.complaints.add(document, where, f"`{name}` is declared already")
            else:
                draft.derived[name] = Written(each, document, where, pack)


def pack_folder(folder: Path) -> Path:
    """The folder itself, if it is one of a pack; AdvisorError with what a pack needs otherwise."""
    if (folder / PACK).is_file():
        return folder
    if (folder / "book.yaml").is_file():
        raise AdvisorError(
            Problem("is a whole rule book, and only the first can be one", str(folder))
        )
    advice = "`advisor rules init-pack DIR` writes a pack"
    raise AdvisorError(Problem(f"has no {PACK}", str(folder), help=advice))
