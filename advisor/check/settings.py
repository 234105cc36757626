"""Turns a project's configuration and the options of a call into the settings of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from advisor.check.case import Judge
from advisor.check.checks import SpecChecks, spec_checks
from advisor.check.diagnostics import Severity
from advisor.check.selection import Selection
from advisor.condition import Value
from advisor.config import Config
from advisor.decide import alternatives
from advisor.engines import engine
from advisor.errors import AdvisorError, Place, Problem, did_you_mean
from advisor.model import RuleBook
from advisor.rulebook import load_rules

__all__ = ["Settings", "book_of", "settings"]


class Settings(NamedTuple):
    """The judge and the selection of a run."""

    judge: Judge
    selection: Selection


def settings(
    config: Config,
    *,
    rules: Sequence[str | Path] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    today: date | None = None,
) -> Settings:
    """The settings of a run; AdvisorError for names that do not exist."""
    book = load_rules(*(rules or config.rules))
    checks = spec_checks(book)
    problems = [
        *_unknown_codes(config, checks, select, ignore),
        *_unknown_alternatives(config, book),
    ]
    if problems:
        raise AdvisorError(problems)
    usual: dict[str, Value] = {}
    if config.consider:
        usual["consider"] = config.consider
    if config.region:
        usual["region"] = config.region
    # The clock may be behind the rule book, whose dates are known facts.
    day = today or max(date.today(), book.as_of)  # noqa: DTZ011  # AWS's dates have no time zone
    selection = Selection(
        tuple(select) or config.select,
        (*config.ignore, *ignore),
        dict(
            zip(
                config.globs(config.per_file_ignores), config.per_file_ignores.values(), strict=True
            )
        ),
        {name: Severity(word) for name, word in config.severities.items()},
    )
    return Settings(Judge(checks, engine(), day, usual), selection)


class _Where(NamedTuple):
    """The place of a name in the configuration."""

    text: str
    path: str | None = None
    place: Place | None = None


def book_of(config: Config, rules: Sequence[str | Path]) -> RuleBook:
    """The rule book of a project; AdvisorError where its configuration names something unknown."""
    book = load_rules(*(rules or config.rules))
    if problems := tuple(_unknown_alternatives(config, book)):
        raise AdvisorError(problems)
    return book


def _unknown_codes(
    config: Config, checks: SpecChecks, select: Iterable[str], ignore: Iterable[str]
) -> Iterable[Problem]:
    path = config.shown
    for option, names in (("--select", select), ("--ignore", ignore)):
        yield from _unknown(names, checks, _Where(option))
    written: list[tuple[tuple[str, ...], Iterable[str]]] = [
        (("select",), config.select),
        (("ignore",), config.ignore),
        (("severities",), config.severities),
        *((("per-file-ignores", glob), names) for glob, names in config.per_file_ignores.items()),
    ]
    for keys, names in written:
        yield from _unknown(names, checks, _Where(".".join(keys), path, config.place(*keys)))


def _unknown(names: Iterable[str], checks: SpecChecks, where: _Where) -> Iterable[Problem]:
    known: Mapping[str, object] | None = None
    for name in names:
        known = known or checks.names
        if name == "ALL" or name in known or any(each.startswith(name) for each in known if name):
            continue
        near = did_you_mean(name, known)
        advice = f"did you mean `{near}`?" if near else "`advisor rule --all` lists the rules"
        yield Problem(f"`{name}` in `{where.text}` is no rule", where.path, where.place, advice)


def _unknown_alternatives(config: Config, book: RuleBook) -> Iterable[Problem]:
    known = list(alternatives(book))
    for name in config.consider:
        if name not in known:
            near = did_you_mean(name, known)
            advice = f"did you mean `{near}`?" if near else f"there are {', '.join(known)}"
            place = config.place("consider")
            yield Problem(f"`consider` cannot be `{name}`", config.shown, place, advice)
