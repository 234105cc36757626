"""How sentences are put together, the same in every text."""

from __future__ import annotations

from collections.abc import Iterable


def listed(items: Iterable[str], last: str = "and") -> str:
    """Items as a sentence lists them: `a, b and c`."""
    several = list(items)
    if len(several) < 2:  # noqa: PLR2004  # one needs no conjunction
        return "".join(several)
    return f"{', '.join(several[:-1])} {last} {several[-1]}"
