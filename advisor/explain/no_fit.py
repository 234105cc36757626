"""The classes of workloads for which nothing fits that a workload is of."""

from __future__ import annotations

from collections.abc import Collection

from advisor.condition import Facts, truth
from advisor.decide import considered
from advisor.model import RuleBook
from advisor.rulebook.promises import NoFit, Promise, promised

__all__ = ["classes_of"]


def classes_of(book: RuleBook, facts: Facts) -> tuple[NoFit, ...]:
    """The classes that are known of a workload that nothing fits, as proofs understand them.

    A workload is of one where its condition holds and it is beyond each of the options.
    """
    promises, classes = promised(book)
    named = considered(book, facts)
    return tuple(
        each
        for each in classes
        if truth(each.when, facts) is True
        and all(
            _is_shut(book, decision, option, named) or _is_broken(promises, decision, option, facts)
            for decision, options in each.beyond.items()
            for option in options
        )
    )


def _is_shut(book: RuleBook, decision: str, option: str, named: Collection[str]) -> bool:
    """Whether an option does not compete: an alternative that nobody names."""
    (found,) = (each for each in book.decisions if each.id == decision)
    return found.option(option).alternative and option not in named


def _is_broken(promises: Collection[Promise], decision: str, option: str, facts: Facts) -> bool:
    """Whether something that is promised of an option surely does not hold."""
    of = {decision: option}
    return any(truth(each.holds, facts) is False for each in promises if each.of == of)
