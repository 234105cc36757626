"""A recommendation as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.display.layout import Ink
from advisor.explain import Explanation
from advisor.report.text_details import (
    advice,
    alternatives,
    assumptions,
    flips,
    footer,
    left_unknown,
    margins,
    questions,
    size,
    sources,
)
from advisor.report.text_reasons import why
from advisor.report.text_verdict import verdict

Section = tuple[str, Iterable[str]]


def text(explanation: Explanation, colour: bool = False) -> str:
    """The whole report."""
    ink = Ink(colour)
    lines = list(verdict(explanation, ink))
    for heading, body in _sections(explanation, ink):
        lines += _section(heading, body, ink)
    shown = "\n".join(lines)
    lines += _section("Sources", sources(explanation, shown, ink), ink)
    lines += ["", *footer(explanation, shown, ink)]
    return "\n".join(lines) + "\n"


def _section(heading: str, body: Iterable[str], ink: Ink) -> list[str]:
    shown = list(body)
    return ["", ink.heading(heading), *shown] if shown else []


def _sections(explanation: Explanation, ink: Ink) -> Iterator[Section]:
    """The sections, in the order of a reader's questions: why, what else, how large, what to do."""
    yield "Why", why(explanation, ink)
    yield "What would change it", flips(explanation, ink)
    yield "Size", size(explanation, ink)
    if explanation.costs is not None:
        # Imported only if there are costs: most specs name no runs a month.
        from advisor.report.text_costs import costs_section

        yield "Cost", costs_section(explanation.costs, ink)
    yield "To do", advice(explanation, ink)
    yield "Worth finding out", questions(explanation, ink)
    yield "Left unknown by the file", left_unknown(explanation)
    yield "Alternatives", alternatives(explanation, ink)
    yield "Margins", margins(explanation, ink)
    yield "Assumed", assumptions(explanation, ink)
    if explanation.costs is not None:
        from advisor.report.text_costs import working_section

        yield "Working of the cost", working_section(explanation.costs, ink)
