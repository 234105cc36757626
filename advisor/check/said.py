"""Findings in what a spec says: contradictions, facts without effect, and advice."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.check.case import Case
from advisor.check.checks import Check
from advisor.check.diagnostics import Diagnostic, Severity
from advisor.condition import facts_read
from advisor.errors import quoted
from advisor.model import Advises, Rule

__all__ = ["said", "unread"]


def said(case: Case) -> Iterator[Diagnostic]:
    """A finding for each check whose condition holds."""
    truths = case.truths()
    checks = case.judge.checks
    said_better: set[str] = set()
    for check, truth in zip(checks.conditions, truths, strict=False):
        if truth:
            said_better.update(check.instead_of)
            yield _checked(check, case)
    for (rule, severity), truth in zip(
        checks.advice, truths[len(checks.conditions) :], strict=True
    ):
        if truth and rule.id not in said_better:
            yield _advised(rule, severity, case)


def unread(case: Case) -> Iterator[Diagnostic]:
    """A finding for each fact below `x` that no pack in use declares."""
    for name in case.stated:
        if name.startswith("x.") and name not in case.book.facts:
            place = case.document.key_place("x", name.removeprefix("x."))
            message = f"no pack in use declares {quoted(name)}, so that nothing reads it"
            advice = "name its pack by `--rules` or in the configuration, or remove the fact"
            yield case.found("fact-nobody-reads", message, place, help=advice)


def _checked(check: Check, case: Case) -> Diagnostic:
    names = facts_read(check.when) if check.when is not None else ()
    place = case.place((check.at, *names) if check.at else names)
    advice = _filled(check.help, case) if check.help else None
    return case.found(check.id, _filled(check.reports, case), place, help=advice)


def _advised(rule: Rule, severity: Severity, case: Case) -> Diagnostic:
    """Advice as a finding under its own code, so that `advisor rule` explains it."""
    effect = rule.effect
    return Diagnostic(
        rule.code,
        rule.id,
        severity,
        _filled(rule.because, case),
        case.document.path,
        case.place(facts_read(rule.when)) or case.document.place(),
        help=_filled(effect.text, case) if isinstance(effect, Advises) else None,
        source=rule.source,
    )


def _filled(template: str, case: Case) -> str:
    from advisor.explain.words import filled

    return filled(template, case.book, case.outcome.facts)
