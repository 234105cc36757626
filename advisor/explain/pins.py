"""The pinned limits behind a rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.condition import facts_read, limits_read
from advisor.formula import limits, refs
from advisor.model import Advises, Limit, Rule, RuleBook
from advisor.template import REFERENCE

__all__ = ["pinned_behind"]


def pinned_behind(rule: Rule, book: RuleBook) -> tuple[Limit, ...]:
    """The pinned limits of a rule's condition, of its words, and of derived facts it reads."""
    named = dict.fromkeys((*limits_read(rule.when), *_in_words(rule), *_in_facts(rule, book)))
    found = (book.limits[name] for name in named if name in book.limits)
    return tuple(each for each in found if each.pinned is not None)


def _in_words(rule: Rule) -> Iterator[str]:
    """The names in a rule's templates, facts included."""
    said = rule.effect.text if isinstance(rule.effect, Advises) else ""
    for template in (rule.because, said):
        yield from (name for name, _, _ in REFERENCE.findall(template))


def _in_facts(rule: Rule, book: RuleBook) -> Iterator[str]:
    """The limits in the formulas of the facts of a rule."""
    yield from _computed_with((*facts_read(rule.when), *_in_words(rule)), book)


def _computed_with(names: Iterable[str], book: RuleBook) -> Iterator[str]:
    for name in names:
        formula = book.facts[name].formula if name in book.facts else None
        if formula is not None:
            yield from limits(formula)
            yield from _computed_with(refs(formula), book)
