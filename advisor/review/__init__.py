"""The questions of a design review: why, what if, which of these, and what over a range."""

from advisor.review.comparison import Comparison
from advisor.review.difference import Difference
from advisor.review.sweep import Sweep
from advisor.review.why import Why, why

__all__ = ["Comparison", "Difference", "Sweep", "Why", "why"]
