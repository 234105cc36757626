"""The known classes of workloads that nothing fits, for one workload."""

from __future__ import annotations

from collections.abc import Collection

from advisor.condition import Facts, truth
from advisor.decide import considered
from advisor.model import RuleBook
from advisor.rulebook.promises import NoFit, Promise, promised

__all__ = ["classes_of"]


def classes_of(book: RuleBook, facts: Facts) -> tuple[NoFit, ...]:
    """The known classes that a workload is of, by the same conditions as in proofs.

    The class's condition must hold, and each option that it is beyond must not compete, or break a
    promise.
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
    """Whether an option is an alternative that the workload does not consider."""
    (found,) = (each for each in book.decisions if each.id == decision)
    return found.option(option).alternative and option not in named


def _is_broken(promises: Collection[Promise], decision: str, option: str, facts: Facts) -> bool:
    """Whether a promise of an option certainly does not hold."""
    of = {decision: option}
    return any(truth(each.holds, facts) is False for each in promises if each.of == of)
