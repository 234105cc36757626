"""The phrases that all reports for people share, such as margins, sizes and statuses."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from advisor.catalogue import Instance
from advisor.display.phrases import listed
from advisor.explain import Advice, Explanation, HeldLimit, Margin, Piece, Reason
from advisor.explain.survey import survey
from advisor.explain.words import in_words, shown
from advisor.model import Limit, Platform, Rule
from advisor.outcome import Outcome, Status, Taken
from advisor.sizing import Sizing
from advisor.units import share, show

NOTHING = "nothing fits"
# The share of a limit that must be used for the limit to be worth mentioning.
_IN_SIGHT = 0.05


def margin_words(margin: Margin) -> str:
    """How far a fact is from a limit: `96 of 120 GiB, 20 % spare`."""
    words = share(margin.value, margin.limit, margin.unit)
    if margin.used is None:
        return words
    if not margin.spare:
        return f"{words}, none spare"
    if margin.spare > 0:
        return f"{words}, {math.floor(margin.spare * 100 / margin.limit)} % spare"
    return f"{words}, {math.ceil(-margin.spare * 100 / margin.limit):,} % over"


def margins_in_sight(explanation: Explanation) -> tuple[HeldLimit, ...]:
    """For each fact the tightest limit that the platform keeps, unless it is far away."""
    near: dict[str, HeldLimit] = {}
    for each in explanation.margins:
        if (each.margin.used or 0) >= _IN_SIGHT:
            near.setdefault(each.margin.fact, each)
    return tuple(near.values())


def line_of(reason: Reason) -> str:
    """The line of the spec, or `assumed`, and the pack of a reason, in brackets; may be empty."""
    line = f"line {reason.at.line}" if reason.at else "assumed" if reason.assumed else ""
    told = ", ".join(each for each in (line, origin_words(reason)) if each)
    return f" ({told})" if told else ""


def origin_words(said: Reason | Advice) -> str:
    """The pack of a rule and the pins it rests on; empty if all are of the shipped book."""
    words = (pack_words(said.rule), pin_words(said.pinned))
    return ", ".join(each for each in words if each)


def pin_words(pinned: Iterable[Limit]) -> str:
    """For each limit the pack that pinned it, why, and the source; empty without limits."""
    return ", ".join(
        f"`{limit.id}` pinned by pack {limit.pack}, {limit.pinned}; {_origin(limit)}"
        for limit in pinned
    )


def _origin(limit: Limit) -> str | None:
    source = limit.current.source
    return source.title or source.judgement


def pack_words(rule: Rule) -> str:
    """The pack of a rule; empty for a rule of the shipped book."""
    return "" if rule.pack == "advisor" else f"pack {rule.pack}"


def size_words(size: Sizing) -> str:
    """The size to ask for: `4 vCPU, 8 GiB`; empty if it is unknown."""
    known = [
        show(amount, unit)
        for amount, unit in ((size.vcpus, "vCPU"), (size.memory, "MiB"))
        if amount is not None
    ]
    if size.storage is not None:
        known.append(f"{show(size.storage, 'MiB')} of disk")
    return ", ".join(known)


def instance_words(instance: Instance) -> str:
    """An instance type with its vCPUs, memory and GPUs."""
    has = f"{instance.vcpus} vCPU, {show(instance.memory, 'MiB')}"
    if instance.gpus:
        memory = f" of {show(instance.gpu_memory, 'MiB')}" if instance.gpu_memory else ""
        has += f", {show(instance.gpus)} {instance.gpu_model}{memory}"
    return f"{instance.type} ({has})"


def option_title(taken: Taken, option_id: str | None) -> str:
    """The title of an option; `none` for None."""
    return "none" if option_id is None else taken.decision.option(option_id).title


def platform_title(explanation: Explanation, platform_id: str | None) -> str:
    """The title of a platform; `nothing fits` for None."""
    for platform in explanation.book.platforms:
        if platform.id == platform_id:
            return platform.title
    return NOTHING


def sides(explanation: Explanation, fact: str) -> list[tuple[str, str]]:
    """The answer for each value of an unknown fact; neighbouring values with one answer are joined.

    Numbers ascend, so that only the last row names its lower end.
    """
    unit = explanation.book.facts[fact].unit
    rows = []
    pieces = explanation.depends_on[fact]
    for answer, group in groupby(pieces, key=lambda piece: _answer(piece.outcome)):
        several = tuple(group)
        words = _upto(several[-1], unit) or _over(several[0], unit)
        if not several[0].numeric:
            words = listed((shown(piece.value, unit) for piece in several), "or")
        rows.append((words, answer))
    return rows


def _upto(piece: Piece, unit: str | None) -> str:
    if piece.high is None:
        return ""
    return f"{'at most' if piece.high.included else 'under'} {show(piece.high.at, unit)}"


def _over(piece: Piece, unit: str | None) -> str:
    if piece.low is None:
        return "whatever it is"
    return f"{'at least' if piece.low.included else 'over'} {show(piece.low.at, unit)}"


def _answer(outcome: Outcome) -> str:
    return outcome.platform.title if outcome.platform else NOTHING


def status_words(status: Status) -> str:
    """How sure an answer is, in a word or two."""
    match status:
        case Status.SETTLED:
            return "settled"
        case Status.CONDITIONAL:
            return "conditional"
        case Status.NO_FIT:
            return "nothing fits"


def close_calls(taken: Taken, explanation: Explanation) -> tuple[str, ...]:
    """The near ties worth mentioning; none if there is no reason for any of the options."""
    ids = (taken.choice, *taken.near_ties)
    reasons = (r for each in ids if each for r in explanation.reasons[taken.decision.id, each])
    return taken.near_ties if any(r.truth and r.strength for r in reasons) else ()


def against(taken: Taken, option_id: str, explanation: Explanation) -> str:
    """The first reason against an option, else the first for the chosen one."""
    here = explanation.reasons[taken.decision.id, option_id]
    found = [each for each in here if each.truth and not each.strength]
    if not found and taken.choice is not None:
        found = [r for r in explanation.reasons[taken.decision.id, taken.choice] if r.truth]
    if not found:
        return f"{option_title(taken, taken.choice)} comes first where nothing tells them apart"
    return f"{found[0].because} ({found[0].rule.code})"


def counts_if(reason: Reason, explanation: Explanation) -> str:
    """The title of a reason that may hold, and the condition under which it does."""
    return f"{reason.rule.title}; counts if {in_words(reason.rule.when, explanation.book)}"


def assumed_words(explanation: Explanation) -> str:
    """The assumptions that decisions read, as one sentence; noes and nones are only named."""
    facts, read = explanation.book.facts, survey(explanation.book).read
    values: list[str] = []
    noes: dict[str, None] = {}
    for name, (value, words) in explanation.assumed.items():
        if name not in read:
            continue
        if value is False or value is None or value == ():
            noes[name.partition(".")[0]] = None
        else:
            values.append(f"{name} {words or shown(value, facts[name].unit)}")
    return f"{', '.join(values)}; no {listed(noes, 'or')}" if noes else ", ".join(values)


def settled_words(explanation: Explanation) -> str:
    """A sentence on a settled answer: what came close, or that nothing can change it."""
    close = [
        option_title(taken, each)
        for taken in explanation.taken
        for each in close_calls(taken, explanation)
    ]
    if close:
        return f"Settled, though {listed(close)} {'comes' if len(close) == 1 else 'come'} close."
    if explanation.missing:
        return "Settled: nothing that is not given can change it."
    return "Settled: everything it depends on is given."


class Intended(NamedTuple):
    """The platform that a spec names or a definition uses, and whether it was chosen.

    `because` says why it was not; it is empty if it was.
    """

    platform: Platform
    in_use: bool
    chosen: bool
    because: str


def intended(explanation: Explanation) -> Intended | None:
    """The platform that the spec names or the definition uses; None if there is none."""
    used = explanation.document is not None and explanation.document.in_use
    named = explanation.stated.get("platform")
    meant = next((each for each in explanation.book.platforms if each.id == named), None)
    if meant is None:
        return None
    chosen = meant == explanation.platform
    return Intended(meant, used, chosen, "" if chosen else _against_platform(meant, explanation))


def _against_platform(platform: Platform, explanation: Explanation) -> str:
    for taken in explanation.taken:
        wanted = platform.choices.get(taken.decision.id, taken.choice)
        if wanted is not None and wanted != taken.choice:
            return against(taken, wanted, explanation)
    return ""


def intended_words(explanation: Explanation) -> str:
    """Whether the definition's or the spec's platform was chosen, and if not, why.

    Empty if none is named, or if the platform that the spec names was chosen.
    """
    meant = intended(explanation)
    if meant is None:
        return ""
    if meant.chosen:
        return "This is what it uses now" if meant.in_use else ""
    whose = "which it uses now" if meant.in_use else "which the spec intends"
    return f"Not {meant.platform.title}, {whose}: {meant.because}" if meant.because else ""
