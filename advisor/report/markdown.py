"""A recommendation as an architecture decision record, in the format of MADR 4."""

from __future__ import annotations

from functools import cache
from types import ModuleType

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from advisor.display.escaping import Safe, code, escaped, link, prose
from advisor.display.phrases import listed
from advisor.explain import Advice, Explanation, Reason
from advisor.explain.words import shown
from advisor.model import Rule
from advisor.outcome import State, Status, Taken
from advisor.report import words
from advisor.report.cited import bears, cited
from advisor.report.conflicts import class_words, conflicts
from advisor.report.provenance import provenance_line


def markdown(explanation: Explanation) -> str:
    """The decision record, ending in a newline."""
    return _template().render(
        e=explanation,
        costs=explanation.costs,
        **_cost_words(explanation),
        platform=explanation.platform,
        intended=words.intended_words(explanation),
        stated=_stated(explanation),
        drivers=_drivers(explanation),
        because=_because(explanation),
        reason_text=lambda reason: _reason_text(reason, explanation),
        cited_advice=_cited_advice,
        conflicts=conflicts(explanation),
        class_words=class_words,
        sources=cited(explanation),
        provenance=Safe(provenance_line(explanation)),
    )


def _cost_words(explanation: Explanation) -> dict[str, ModuleType]:
    """The words for costs; their module is imported only if there are costs."""
    if explanation.costs is None:
        return {}
    from advisor.cost import words as cost_words
    from advisor.cost import working as cost_working

    return {"cost": cost_words, "working": cost_working}


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("advisor.report"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # Every value is escaped as Markdown, unless a filter marks it as Markdown.
        finalize=escaped,
        autoescape=False,  # noqa: S701  # HTML's escaping is not Markdown's; `finalize` does that
    )
    environment.filters.update(code=code, prose=prose, cite=_cite)
    environment.globals.update(
        words=words, link=link, shown=shown, effect=_effect, bears=bears, State=State, Status=Status
    )
    return environment.get_template("decision-record.md.j2")


def _stated(explanation: Explanation) -> list[tuple[str, str]]:
    facts = explanation.book.facts
    return [
        (name, shown(value, facts[name].unit))
        for name, value in explanation.stated.items()
        if name in facts
    ]


def _drivers(explanation: Explanation) -> list[tuple[str, str, str]]:
    """The stated facts that speak for or against an option, with the questions they bear on."""
    bearing: dict[str, dict[str, None]] = {}
    for taken, reason in _known(explanation):
        for name in reason.facts:
            bearing.setdefault(name, {})[taken.decision.question] = None
    return [
        (name, value, listed(question.rstrip("?") for question in bearing[name]))
        for name, value in _stated(explanation)
        if name in bearing
    ]


def _known(explanation: Explanation) -> list[tuple[Taken, Reason]]:
    return [
        (taken, reason)
        for taken in explanation.taken
        for standing in taken.standings
        for reason in explanation.reasons[taken.decision.id, standing.option.id]
        if reason.truth
    ]


def _because(explanation: Explanation) -> str:
    """The first reason of each of the first questions, to end a sentence with."""
    found: dict[str, None] = {}
    for taken in explanation.taken:
        if taken.choice is None or taken.decision.id not in ("service", "compute"):
            continue
        here = [r for r in explanation.reasons[taken.decision.id, taken.choice] if r.truth]
        out = [r for t, r in _known(explanation) if t is taken and not r.strength]
        option = taken.decision.option(taken.choice)
        found[(here or out)[0].because if here or out else option.because] = None
    return "; ".join(found)


def _effect(reason: Reason) -> str:
    """The beginning of a reason in a list of pros and cons."""
    if reason.truth:
        return "Good, because" if reason.strength else "Bad, because"
    return "Perhaps good:" if reason.strength else "Perhaps impossible:"


def _reason_text(reason: Reason, explanation: Explanation) -> Safe:
    """A reason with its rule and its place in the spec."""
    text = reason.because if reason.truth else words.counts_if(reason, explanation)
    line = f", line {reason.at.line} of the spec" if reason.at else ""
    if reason.assumed:
        line = ", assumed"
    return Safe(f"{prose(text)} ({_cite(reason.rule)}{line}{_origin(reason)})")


def _cited_advice(advice: Advice) -> Safe:
    """The rule of an advice, with the pack that adds it or pins its limits."""
    return Safe(f"{_cite(advice.rule)}{_origin(advice)}")


def _origin(said: Reason | Advice) -> str:
    origin = words.origin_words(said)
    return f", {prose(origin)}" if origin else ""


def _cite(rule: Rule) -> Safe:
    """The code of a rule, linked to its source."""
    return link(rule.code, rule.source.url) if rule.source.url else escaped(rule.code)
