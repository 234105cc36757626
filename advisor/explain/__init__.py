"""Explaining an outcome: reasons, margins, what it depends on, what would change it."""

from advisor.explain.explanation import Advice, Alternative, Explanation, Missing
from advisor.explain.reasons import HeldLimit, Margin, Reason
from advisor.explain.whatif import Flip, Piece, answer

__all__ = [
    "Advice", "Alternative", "Explanation", "Flip", "HeldLimit", "Margin", "Missing", "Piece",
    "Reason", "answer",
]  # fmt: skip
