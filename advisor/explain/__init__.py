"""Explains an outcome: reasons, margins, what it depends on, what would change it."""

from advisor.explain.explanation import Alternative, Explanation, Missing
from advisor.explain.flips import Flip
from advisor.explain.pieces import Bound, Piece, answer
from advisor.explain.ranged import outcome_within
from advisor.explain.reasons import Advice, HeldLimit, Margin, Reason

__all__ = [
    "Advice", "Alternative", "Bound", "Explanation", "Flip", "HeldLimit", "Margin", "Missing",
    "Piece", "Reason", "answer", "outcome_within",
]  # fmt: skip
