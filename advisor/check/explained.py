"""A rule of any kind, explained: what it says, why, its limits, its source, its examples."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from advisor.check.checks import Check
from advisor.condition import (
    All,
    Compare,
    Condition,
    Constant,
    Not,
    facts_read,
    leaves,
    limits_read,
)
from advisor.condition import Any as AnyOf
from advisor.explain.words import in_words, limit_shown
from advisor.model import Advises, Favours, Limit, Rule, RuleBook, RulesOut, Source
from advisor.rulebook.draft import SHIPPED, PackedBook
from advisor.rulebook.examples import failure
from advisor.rulebook.subjects import Check as DefinitionCheck
from advisor.rulebook.subjects import Subject
from advisor.template import REFERENCE

__all__ = ["Explained", "ShownLimit", "every_rule", "rules_of", "with_examples"]

# A table is explained as a whole, not row by row.
_MANY = 4


class ShownLimit(NamedTuple):
    """A limit with its value in force."""

    id: str
    title: str
    value: str
    since: str | None
    source: Source
    pinned: str | None = None


class Explained(NamedTuple):
    """A rule in words."""

    code: str
    id: str
    title: str
    effect: str
    because: str
    when: str | None
    limits: tuple[ShownLimit, ...]
    source: Source
    examples: tuple[Mapping[str, Any], ...]
    pack: str
    path: str
    decision: str | None = None
    severity: str | None = None


def every_rule(book: RuleBook) -> tuple[Explained, ...]:
    """All rules of a book: of decisions, advice, and the checks of specs and of definitions."""
    from advisor.check.checks_file import read_checks
    from advisor.rulebook.checks import checks

    own, _ = read_checks(book)
    return (
        *(
            _of_decision(rule, decision.id, book)
            for decision in book.decisions
            for rule in decision.rules
        ),
        *(_of_decision(rule, None, book) for rule in book.advice),
        *(_of_spec(check, book) for check in own),
        *(
            _of_definition(check, subject, book)
            for subject in checks(book).values()
            for check in subject.checks
        ),
    )


def _of_decision(rule: Rule, decision: str | None, book: RuleBook) -> Explained:
    pinned = any(book.limits[name].pinned for name in limits_read(rule.when))
    examples = tuple(
        {"facts": dict(each.facts), **({"chosen": dict(each.chosen)} if each.chosen else {}),
         "expect": _expected(each.expect)}
        for each in rule.examples
        # Those of a rule that reads a pinned limit may speak of the value below the pin.
        if not pinned or rule.pack != SHIPPED or failure(book, rule, each) is None
    )  # fmt: skip
    return Explained(
        rule.code,
        rule.id,
        rule.title,
        _effect(rule, decision, book),
        _template(rule.because, book),
        _words(rule.when, book),
        _limits((rule.because,), rule.when, book),
        rule.source,
        examples,
        rule.pack,
        rule.path,
        decision or "advice",
    )


def _expected(truth: bool | None) -> bool | str:
    return "unknown" if truth is None else truth


def _effect(rule: Rule, decision: str | None, book: RuleBook) -> str:
    match rule.effect:
        case RulesOut(options):
            return f"rules out {_options(options, decision, book)}"
        case Favours(options, strength):
            return f"favours {_options(options, decision, book)} ({strength})"
        case Advises(text):
            return f"advises: {_template(text, book)}"


def _options(options: Iterable[str], decision: str | None, book: RuleBook) -> str:
    titles = {
        option.id: option.title
        for each in book.decisions
        if each.id == decision
        for option in each.options
    }
    return ", ".join(f"`{name}` ({titles[name]})" for name in options)


def _of_spec(check: Check, book: RuleBook) -> Explained:
    effect = f"reports a workload spec ({check.severity})"
    return Explained(
        check.code,
        check.id,
        check.title,
        f"{effect}: {_template(check.reports, book)}" if check.reports else effect,
        check.because,
        _words(check.when, book) if check.when is not None else None,
        _limits((check.reports,), check.when, book),
        check.source,
        check.examples,
        check.pack,
        check.path,
        severity=str(check.severity),
    )


def _of_definition(check: DefinitionCheck, subject: Subject, book: RuleBook) -> Explained:
    view = replace(book, facts=subject.facts)
    effect = check.effect
    return Explained(
        check.code,
        check.id,
        check.title,
        f"reports {subject.title} ({effect.severity}): {_template(effect.text, view)}",
        _template(check.because, view),
        _words(check.when, view),
        _limits((effect.text, effect.help or ""), check.when, view),
        check.source,
        tuple(
            {"definition": each.definition, "expect": _expected(each.expect)}
            for each in check.examples
        ),
        check.pack,
        check.path,
        severity=effect.severity,
    )


def _limits(
    templates: Iterable[str], when: Condition | None, book: RuleBook
) -> tuple[ShownLimit, ...]:
    names = dict.fromkeys(limits_read(when) if when is not None else ())
    for template in templates:
        names.update(
            dict.fromkeys(each for each, _, _ in REFERENCE.findall(template) if each in book.limits)
        )
    return tuple(_shown(book.limits[name]) for name in names)


def _shown(limit: Limit) -> ShownLimit:
    now = limit.current
    since = now.since.isoformat() if now.since else None
    shown = limit_shown(now.value, limit.unit)
    return ShownLimit(limit.id, limit.title, shown, since, now.source, _pin(limit))


def _pin(limit: Limit) -> str | None:
    """Which pack pinned a limit, its value before, and why; None for one that is not pinned."""
    if limit.pinned is None:
        return None
    below = limit_shown(limit.values[1].value, limit.unit)
    return f"pinned by the pack `{limit.pack}`, in place of {below}: {limit.pinned}"


def _template(text: str, book: RuleBook) -> str:
    """A template with its limits filled in and its facts as their names."""

    def said(match: re.Match[str]) -> str:
        name, row, column = match.groups()
        if row:
            return f"<{column} of {row}>"
        if name in book.limits:
            limit = book.limits[name]
            return limit_shown(limit.current.value, limit.unit)
        return f"<{name}>"

    return REFERENCE.sub(said, text)


def _words(when: Condition, book: RuleBook) -> str:
    return " and ".join(_parts(when, book)) if isinstance(when, All) else _said(when, book)


def _parts(condition: All, book: RuleBook) -> Iterator[str]:
    for part in condition.parts:
        said = _said(part, book)
        yield f"({said})" if isinstance(part, AnyOf) and len(part.parts) < _MANY else said


def _said(condition: Condition, book: RuleBook) -> str:
    if isinstance(condition, Not):
        inner = condition.part
        if _table(inner) is not None:
            return f"not ({_said(inner, book)})"
    if (table := _table(condition)) is not None:
        facts = ", ".join(f"`{name}`" for name in facts_read(condition))
        verb = "is a row of" if _is_exact(condition) else "fits a row of"
        return f"{facts} {verb} `{table}`"
    if isinstance(condition, All):
        return " and ".join(_parts(condition, book))
    if isinstance(condition, AnyOf):
        return " or ".join(_said(part, book) for part in condition.parts) or "never"
    return in_words(condition, book)


def _table(condition: Condition) -> str | None:
    """The table that a condition tests row by row."""
    if not isinstance(condition, AnyOf) or len(condition.parts) < _MANY:
        return None
    names = {
        leaf.operand.limit
        for leaf in leaves(condition)
        if isinstance(leaf, Compare) and isinstance(leaf.operand, Constant)
    }
    return next(iter(names)) if len(names) == 1 else None


def _is_exact(condition: Condition) -> bool:
    return all(isinstance(leaf, Compare) and leaf.operator == "eq" for leaf in leaves(condition))


def rules_of(book: RuleBook) -> Mapping[str, Explained]:
    """Every rule by its code and by its id."""
    return {name: each for each in every_rule(book) for name in (each.code, each.id)}


def with_examples(book: RuleBook) -> RuleBook:
    """The book with the examples that a compiled one leaves out."""
    from advisor.rulebook.compiled import COMPILED
    from advisor.rulebook.load import book_from

    if isinstance(book, PackedBook) or not (book.folder / COMPILED).is_file():
        return book  # a book with packs is read from its files
    return book_from(book.folder, examples=False)
