"""Flips: for each other platform, the smallest change of one fact that leads to it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from advisor.condition import UNKNOWN, Value
from advisor.explain.binding import just_short, turning
from advisor.explain.pieces import Piece, Try, distinct_values, pieces
from advisor.model import Fact, Kind, Rule, RuleBook
from advisor.outcome import Outcome, Status

# The size of a change of a fact that is not a number, to compare with the ratio of numbers: a yes
# that becomes a no is a bigger change than a number that quadruples.
_OTHER_CHANGE = math.log(4)


class Flip(NamedTuple):
    """A change of one fact that leads to another platform, tested with every decision.

    `rules` are those that require the whole change: they hold on only one side of it.
    """

    platform: str
    status: Status
    fact: str
    before: Value
    after: Value
    words: str
    change: float
    rules: tuple[Rule, ...] = ()


def flips(
    book: RuleBook, facts: Mapping[str, Value], now: Outcome, change: Iterable[Fact], attempt: Try
) -> tuple[Flip, ...]:
    """For each other platform, the smallest change of one of these facts that leads to it."""
    best: dict[str, tuple[Flip, Piece]] = {}
    here = now.platform.id if now.platform else None
    for fact in change:
        if facts[fact.name] is UNKNOWN:
            continue  # another answer for an unknown fact is a branch, not a change
        for flip, piece in _flips_of(book, fact, facts[fact.name], attempt):
            known = best.get(flip.platform)
            if flip.platform != here and (known is None or flip.change < known[0].change):
                best[flip.platform] = flip, piece
    nearest = sorted(best.values(), key=lambda found: found[0].change)
    return tuple(
        flip._replace(rules=_binding(flip, piece, now, attempt)) for flip, piece in nearest
    )


def _binding(flip: Flip, piece: Piece, now: Outcome, attempt: Try) -> tuple[Rule, ...]:
    """The rules that hold just short of a change or after it, but not both."""
    known = {flip.before: now}
    if not piece.numeric:  # of an interval, the outcome is that of some value in it
        known[piece.value] = piece.outcome

    def at(value: Value) -> Outcome:
        return known[value] if value in known else attempt(flip.fact, value)

    return turning(just_short(flip.before, flip.after, flip.platform, at), at(flip.after))


def _flips_of(
    book: RuleBook, fact: Fact, before: Value, attempt: Try
) -> Iterator[tuple[Flip, Piece]]:
    for piece in _changed(book, fact, before, attempt):
        platform = piece.outcome.platform
        after = _nearest(piece, before)
        if platform is None or after == before:
            continue
        words = _words(book, piece, before, after)
        change = _distance(before, after)
        flip = Flip(platform.id, piece.outcome.status, fact.name, before, after, words, change)
        yield flip, piece


def _changed(book: RuleBook, fact: Fact, before: Value, attempt: Try) -> Iterable[Piece]:
    if fact.kind is Kind.NUMBER:
        return pieces(book, fact, attempt)
    others = (value for value in distinct_values(book, fact) if value != before)
    return (Piece(fact.name, attempt(fact.name, value), value) for value in others)


def _words(book: RuleBook, piece: Piece, before: Value, after: Value) -> str:
    """The change in words: the end of the interval that must be reached."""
    if (
        not piece.numeric
        or not isinstance(before, int | float)
        or not isinstance(after, int | float)
    ):
        return piece.words(book)
    return (piece._replace(low=None) if after < before else piece._replace(high=None)).words(book)


def _nearest(piece: Piece, before: Value) -> Value:
    """The value of a piece that is nearest to the present one."""
    if not piece.numeric:
        return piece.value
    now = float(before) if isinstance(before, int | float) else 0.0
    low, high = piece.low, piece.high
    if low is not None and (now < low.at or (now == low.at and not low.included)):
        return low.at if low.included else low.at + 1
    if high is not None and (now > high.at or (now == high.at and not high.included)):
        return high.at if high.included else max(high.at - 1, high.at / 2)
    # The piece contains the present number, or there is no number yet and any will do.
    return before if isinstance(before, int | float) else piece.value


def _distance(before: Value, after: Value) -> float:
    """The size of a change: the ratio of numbers, and a fixed size for other facts."""
    numbers = [
        float(value)
        for value in (before, after)
        if isinstance(value, int | float) and not isinstance(value, bool) and value > 0
    ]
    return abs(math.log(numbers[1] / numbers[0])) if len(numbers) > 1 else _OTHER_CHANGE
