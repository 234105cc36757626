"""What a user can do wrong: problems, where they are, and the one exception that carries them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["AdvisorError", "Place", "Problem", "did_you_mean", "quoted"]


class Place(NamedTuple):
    """A position in a text: line and column count from 1, columns in characters."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.line}:{self.column}"


class Problem(NamedTuple):
    """One thing that is wrong, where it is, and what would be right."""

    message: str
    path: str | None = None
    place: Place | None = None
    help: str | None = None

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.path, self.place) if part is not None)
        text = f"{self.message}; {self.help}" if self.help else self.message
        return f"{where}: {text}" if where else text


class AdvisorError(Exception):
    """The user's mistakes, all of them at once; the command line exits with 2."""

    problems: tuple[Problem, ...]

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def quoted(text: str, limit: int = 40) -> str:
    """The text in backticks, cut short and on one line, as messages show what a user wrote."""
    shown = text if len(text) <= limit else f"{text[:limit]}…"
    if not shown.isprintable():
        shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in shown)
    return f"`{shown}`"


def did_you_mean(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate most like the word, or None where nothing is like it."""
    # difflib costs a few milliseconds of start-up and is only needed once something is wrong.
    from difflib import get_close_matches

    # Reversed, so that of two that differ in case alone the first is offered.
    by_lower = {candidate.lower(): candidate for candidate in reversed(list(candidates))}
    # An absurdly long word resembles nothing, and comparing it would take quadratic time.
    matches = get_close_matches(word[:100].lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[matches[0]] if matches else None
