"""The value of a limit that is taken from the catalogue of instance types."""

from __future__ import annotations

import csv
from math import floor

from advisor.fresh.hints import Hint
from advisor.fresh.reading import CannotTellError
from advisor.model import RuleBook

__all__ = ["largest"]


def largest(hint: Hint, book: RuleBook) -> float:
    """The largest value of a column among the rows that the hint selects."""
    with (book.folder / "instances.csv").open(encoding="utf-8", newline="") as file:
        values = [
            float(row[hint.largest or ""] or 0)
            for row in csv.DictReader(file)
            if all(row.get(name) == wanted for name, wanted in hint.where.items())
        ]
    if not values:
        raise CannotTellError("no row is like that")
    # Rounded down: a job gets whole MiB only.
    return floor(max(values) * hint.scale + hint.plus)
