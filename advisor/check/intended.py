"""Whether the platform that a spec intends can run it, and is the recommended one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from advisor.check.case import Case
from advisor.check.diagnostics import Diagnostic, origin
from advisor.condition import Value, truth
from advisor.decide import decide
from advisor.model import Decision, Platform, RulesOut
from advisor.outcome import Finding, Status, Taken

if TYPE_CHECKING:
    from advisor.explain.reasons import Reason

__all__ = ["intended"]


class _Objection(NamedTuple):
    """A rule that rules the platform out, with the facts it was evaluated for."""

    finding: Finding
    facts: dict[str, Value]


def intended(case: Case) -> Iterator[Diagnostic]:
    """A finding where the spec names another platform than the recommended one."""
    name = case.stated.get("platform")
    best = case.outcome.platform
    if name is None or best is None or best.id == name:
        return
    platform = next(each for each in case.book.platforms if each.id == name)
    objections = tuple(_objections(case, platform))
    if objections:
        yield _ruled_out(case, platform, best, objections)
    elif not _still_open(case, platform):
        yield _not_best(case, platform, best)


def _objections(case: Case, platform: Platform) -> Iterator[_Objection]:
    """Every rule that rules out one of the platform's choices, the earlier ones being taken."""
    known = dict(case.facts)
    for decision in case.book.decisions:
        if truth(decision.asked, known) is not True:
            continue
        choice = platform.choices.get(decision.id)
        if choice is not None:
            for rule, holds in zip(
                decision.rules, case.judge.engine.evaluate(decision.rules, known), strict=True
            ):
                effect = rule.effect
                if holds and isinstance(effect, RulesOut) and choice in effect.options:
                    yield _Objection(Finding(rule, True), dict(known))
        known[decision.id] = choice or _choice(case, decision, known)


def _choice(case: Case, decision: Decision, known: dict[str, Value]) -> str | None:
    """The choice in a decision that the platform leaves open."""
    alone = replace(case.book, decisions=(decision,))
    taken = decide(alone, known, case.judge.engine).decisions[decision.id]
    return taken.choice if taken else None


def _ruled_out(
    case: Case, platform: Platform, best: Platform, objections: tuple[_Objection, ...]
) -> Diagnostic:
    from advisor.explain.reasons import reason

    reasons = [
        reason(each.finding, case.book, each.facts, case.stated, case.document)
        for each in objections
    ]
    first = reasons[0].rule
    sources = dict.fromkeys(each.rule.source for each in reasons)
    return case.found(
        "platform-ruled-out",
        f"`{platform.id}` is ruled out by {first.code}: "
        f"{'; '.join(each.because for each in reasons)}",
        case.document.place("platform"),
        help=f"use `{best.id}` ({best.title}), which fits",
        notes=[*_notes(reasons, case), *(origin(source) for source in sources)],
        source=first.source,
    )


def _notes(reasons: Sequence[Reason], case: Case) -> Iterator[str]:
    """Each rule with where its facts are stated, and its limit."""
    from advisor.explain.words import limit_shown

    for each in reasons:
        where = case.where(each.facts)
        yield f"{each.rule.code} ({each.rule.id}): {each.rule.title}{f'; {where}' if where else ''}"
        if each.limit is not None:
            value = each.limit.current
            shown = limit_shown(value.value, each.limit.unit)
            checked = f"(checked {value.source.checked})"
            yield f"limit `{each.limit.id}`: {each.limit.title}, {shown} {checked}"


def _still_open(case: Case, platform: Platform) -> bool:
    """Whether an unknown fact could still make the platform the answer."""
    if case.outcome.status is not Status.CONDITIONAL:
        return False
    pieces = case.explanation.depends_on.values()
    return any(piece.outcome.platform == platform for several in pieces for piece in several)


def _not_best(case: Case, platform: Platform, best: Platform) -> Diagnostic:
    taken = _parting(case, platform)
    notes: list[str] = []
    advice = f"say `platform: {best.id}`, or suppress this with the reason for the choice"
    if taken is not None and taken.choice is not None:
        notes = [
            f"{each.rule.code} ({each.rule.id}): {each.because}"
            for each in case.explanation.reasons[taken.decision.id, taken.choice]
            if each.truth
        ]
        option = taken.decision.option(taken.choice)
        if not notes:
            notes = [f"{option.title}: {option.because}"]
        wanted = platform.choices.get(taken.decision.id)
        if wanted in taken.near_ties:
            notes.append("it is a close call: the reasons differ by one at most")
        if wanted is not None and taken.decision.option(wanted).alternative:
            advice = f"name `{wanted}` in `consider` to let it compete"
    return case.found(
        "platform-not-recommended",
        f"`{platform.id}` can run it, and `{best.id}` ({best.title}) is recommended",
        case.document.place("platform"),
        help=advice,
        notes=notes,
    )


def _parting(case: Case, platform: Platform) -> Taken | None:
    """The first decision whose choice is not the platform's."""
    for name, taken in case.outcome.decisions.items():
        wanted = platform.choices.get(name)
        if taken is not None and wanted is not None and taken.choice != wanted:
            return taken
    return None
