"""Every finding in one workload spec."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from advisor.check.case import Case, Judge
from advisor.check.checks import SpecChecks
from advisor.check.diagnostics import Diagnostic
from advisor.check.fit import fit
from advisor.check.intended import intended
from advisor.check.runtimes import runtimes
from advisor.check.said import said, unread
from advisor.condition import Value
from advisor.decide import alternatives
from advisor.errors import AdvisorError, Place, Problem, did_you_mean, quoted
from advisor.facts import Fields, stated_facts
from advisor.quick import quick_reader
from advisor.reading import Document

__all__ = ["mistakes", "of_problems", "spec_findings", "unknown_platform"]

# In the order in which a person would repair them.
_FINDERS: tuple[Callable[[Case], Iterator[Diagnostic]], ...] = (
    said,
    fit,
    intended,
    runtimes,
    unread,
)
# How the messages of validation end, by kind of mistake.
_KINDS = ((" is not a field", "unknown-field"), (" is missing", "missing-field"))
# Longer specs, in characters, are first compared with the size limit.
_QUICK = 20_000


def spec_findings(document: Document, judge: Judge) -> Iterator[Diagnostic]:
    """Every finding in a spec."""
    try:
        stated = _stated(document)
    except AdvisorError as error:
        yield from mistakes(error.problems, judge.checks, document.path)
        yield from unknown_platform(document, judge)
        return
    unknown = tuple(_unknown_names(stated, document, judge))
    if unknown:
        yield from unknown
        return
    case = Case(stated, document, judge)
    for finder in _FINDERS:
        yield from finder(case)


def unknown_platform(document: Document, judge: Judge) -> Iterator[Diagnostic]:
    """A finding if a spec, whatever else is wrong in it, names a platform that does not exist."""
    raw = document.value if isinstance(document.value, dict) else {}
    yield from _unknown_names({"platform": raw.get("platform")}, document, judge)


def _stated(document: Document) -> dict[str, Value]:
    reader = quick_reader()
    short = len(document.text) <= _QUICK
    fields = reader.fields(document.value) if reader is not None and short else None
    if fields is not None:
        return stated_facts(Fields(*fields))
    # It explains what is wrong, and brings all that recommendations need.
    from advisor.api import stated_in

    return stated_in(document)


def mistakes(problems: Iterable[Problem], checks: SpecChecks, path: str) -> Iterator[Diagnostic]:
    """Mistakes in the values of a spec, as findings."""
    for problem in problems:
        yield _of_problem(problem, _kind(problem), checks, path)


def of_problems(error: AdvisorError, checks: SpecChecks, path: str) -> Iterator[Diagnostic]:
    """The problems of a file that could not be read, as findings."""
    for problem in error.problems:
        yield _of_problem(problem, "unreadable-file", checks, path)


def _of_problem(problem: Problem, check: str, checks: SpecChecks, path: str) -> Diagnostic:
    return checks[check].found(problem.message, path, problem.place, help=problem.help)


def _kind(problem: Problem) -> str:
    found = (check for words, check in _KINDS if problem.message.endswith(words))
    return next(found, "wrong-value")


def _unknown_names(
    stated: Mapping[str, Value], document: Document, judge: Judge
) -> Iterator[Diagnostic]:
    """A finding for each platform or alternative that the rule book does not have."""
    platform, considered = stated.get("platform"), stated.get("consider")
    if isinstance(platform, str):
        known = [each.id for each in judge.book.platforms]
        spot = document.path, document.place("platform")
        yield from _unknown_name("platform", platform, spot, known, judge)
    for index, name in enumerate(considered if isinstance(considered, tuple) else ()):
        known = list(alternatives(judge.book))
        spot = document.path, document.place("consider", index) or document.place("consider")
        yield from _unknown_name("consider", name, spot, known, judge)


def _unknown_name(
    field: str, name: str, spot: tuple[str, Place | None], known: Sequence[str], judge: Judge
) -> Iterator[Diagnostic]:
    if name in known:
        return
    near = did_you_mean(name, known)
    advice = f"did you mean `{near}`?" if near else f"there are {_listed(known)}"
    message = f"`{field}` cannot be {quoted(name)}"
    yield judge.checks["unknown-name"].found(message, *spot, help=advice)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
