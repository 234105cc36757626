"""The sources of the rules that a report names, each once, with those rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from advisor.explain import Explanation, Reason
from advisor.model import Rule, Source
from advisor.outcome import Standing, State
from advisor.report.words import margins_in_sight


@dataclass(frozen=True, slots=True)
class Cited:
    """A source and the codes of the rules that rest on it; `url` is None for a judgement."""

    codes: tuple[str, ...]
    title: str
    url: str | None
    checked: date


def cited(explanation: Explanation) -> tuple[Cited, ...]:
    """The sources of every rule that a report names, in the order of the report."""
    codes: dict[tuple[str, str | None, date], dict[str, None]] = {}
    for code, source in _named(explanation):
        key = (source.judgement or source.title, source.url, source.checked)
        codes.setdefault(key, {})[code] = None
    return tuple(Cited(tuple(found), *key) for key, found in codes.items())


def bears(reason: Reason, standing: Standing) -> bool:
    """Whether a report gives the reason: one that may hold matters only to options that may win."""
    return reason.truth is True or standing.state in (State.CHOSEN, State.OPEN)


def _named(explanation: Explanation) -> Iterator[tuple[str, Source]]:
    for code, rule in {rule.code: rule for rule in _rules(explanation)}.items():
        yield code, rule.source


def _rules(explanation: Explanation) -> Iterable[Rule]:
    for taken in explanation.taken:
        for standing in taken.standings:
            for reason in explanation.reasons[taken.decision.id, standing.option.id]:
                if bears(reason, standing):
                    yield reason.rule
    for flip in explanation.flips:
        yield from flip.rules
    for held in margins_in_sight(explanation):
        yield held.rule
    for advice in explanation.advice:
        yield advice.rule
    if explanation.costs is not None:
        from advisor.cost.words import cited_rules

        yield from cited_rules(explanation.costs)
