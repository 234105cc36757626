"""The answer for runs in a month that are given as a range, a number that rules read as unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.decide import decide
from advisor.facts import complete
from advisor.outcome import Outcome, Status

if TYPE_CHECKING:
    from advisor.explain.explanation import Explanation

__all__ = ["outcome_within"]

_RUNS = "runs_per_month"


def outcome_within(explanation: Explanation) -> Outcome:
    """The outcome at the lower end of the range, if no number in it changes the answer.

    The outcome as it is, for an unknown number, if one does, or if there is no range.
    """
    runs, outcome = explanation.runs, explanation.outcome
    if runs is None or outcome.status is not Status.CONDITIONAL:
        return outcome
    within = [each for each in explanation.pieces(_RUNS) if each.meets(runs.low, runs.high)]
    if len(within) > 1:
        return outcome
    stated = {**explanation.stated, _RUNS: runs.low}
    return decide(explanation.book, complete(explanation.book, stated), explanation.engine)
