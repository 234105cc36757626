"""Phrases that all texts share."""

from __future__ import annotations

from collections.abc import Iterable


def listed(items: Iterable[str], last: str = "and") -> str:
    """Items as a list in a sentence: `a, b and c`."""
    several = list(items)
    if len(several) < 2:  # noqa: PLR2004  # one needs no conjunction
        return "".join(several)
    return f"{', '.join(several[:-1])} {last} {several[-1]}"
