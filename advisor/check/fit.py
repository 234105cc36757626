"""Whether any platform can run a spec: contradictions, jobs never placed, open answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from advisor.check.case import Case
from advisor.check.diagnostics import Diagnostic, origin
from advisor.condition import UNKNOWN
from advisor.outcome import Status

if TYPE_CHECKING:
    from advisor.explain import Piece, Reason

__all__ = ["fit"]

_ON_INSTANCES = ("ec2", "ecs-managed-instances")


def fit(case: Case) -> Iterator[Diagnostic]:
    """Findings: nothing fits, instance types are too small, the answer turns on unknown facts."""
    if case.outcome.status is Status.NO_FIT:
        yield _no_fit(case)
        return
    if "instance_types" in case.stated and case.outcome.facts.get("compute") in _ON_INSTANCES:
        yield from _too_small(case)
    if case.outcome.status is Status.CONDITIONAL:
        yield from _turns_on(case)


def _no_fit(case: Case) -> Diagnostic:
    """The rules that together leave no platform, each with its reason."""
    from advisor.report.conflicts import conflicts

    found = conflicts(case.explanation)
    first = next(taken for taken in case.explanation.taken if taken.status is Status.NO_FIT)
    # Once Batch is the service, what is left is a job that none of its environments takes.
    placed = first.decision is case.book.decisions[0]
    what = "no platform fits" if placed else f"no answer to `{first.decision.id}` fits"
    reasons = "; ".join(f"{each.reason.because} ({each.reason.rule.code})" for each in found)
    titles = {option.id: option.title for option in first.decision.options}
    notes = [
        f"{_listed(titles[option] for option in each.options)} ruled out by "
        f"{each.reason.rule.code} ({each.reason.rule.id}){_by(case, each.reason)}"
        for each in found
    ]
    sources = dict.fromkeys(each.reason.rule.source for each in found)
    notes += [origin(source) for source in sources]
    advice = [f"{each.text}: {each.because}" for each in case.explanation.advice]
    return case.found(
        "no-platform-fits" if placed else "never-placed",
        f"{what}: {reasons}",
        next((each.reason.at for each in found if each.reason.at), None),
        notes=notes,
        help=advice[0] if advice else None,
        source=next((each.reason.rule.source for each in found), None),
    )


def _by(case: Case, reason: Reason) -> str:
    where = case.where(reason.facts)
    return f": {where}" if where else ""


def _listed(words: Iterator[str]) -> str:
    return " and ".join(words)


def _too_small(case: Case) -> Iterator[Diagnostic]:
    from advisor.catalogue import unknown_names
    from advisor.sizing import catalogue, instances_for

    facts, named = case.outcome.facts, case.stated["instance_types"]
    if not isinstance(named, tuple) or unknown_names(catalogue(case.book.folder), named):
        return  # a type newer than the catalogue may be as large as it likes
    if instances_for(case.book, facts, facts.get("purchase") == "spot"):
        return
    from advisor.explain.words import shown

    asked = ", ".join(
        f"`{name}` {shown(facts[name], case.book.facts[name].unit)}"
        for name in ("vcpus", "memory", "gpus", "gpu_memory", "architecture")
        if name in case.stated and facts[name] is not UNKNOWN
    )
    message = f"none of {', '.join(f'`{name}`' for name in named)} holds one job ({asked})"
    place = case.place(["instance_types"])
    yield case.found(
        "instance-types-too-small",
        message,
        place,
        help="name larger types, or leave `instance_types` out",
    )


def _turns_on(case: Case) -> Iterator[Diagnostic]:
    """A note for each unknown fact that could lead to another platform."""
    here = case.outcome.platform.id if case.outcome.platform else None
    for fact, pieces in case.explanation.depends_on.items():
        answers = {_platform(piece) for piece in pieces}
        if len(answers | {here}) < 2:  # noqa: PLR2004  # one answer for every value
            continue
        ranged = fact == "runs_per_month" and case.explanation.runs is not None
        message = f"`{fact}` is {'a range' if ranged else 'not given'}, and the answer turns on it"
        notes = [f"{_answer(piece)} where {piece.words(case.book)}" for piece in pieces]
        if here is not None:
            notes.append(f"as it stands: `{here}`")
        give = f"give {'a narrower ' if ranged else ''}`{fact}`: {case.book.facts[fact].title}"
        place = case.document.place(fact) if ranged else None
        yield case.found("verdict-turns-on-unknown", message, place, notes=notes, help=give)


def _platform(piece: Piece) -> str | None:
    return piece.outcome.platform.id if piece.outcome.platform else None


def _answer(piece: Piece) -> str:
    name = _platform(piece)
    return f"`{name}`" if name else "nothing fits"
