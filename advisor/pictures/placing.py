"""Places labels without overlaps: boxes, free places, and rows pushed apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

__all__ = ["Box", "first_free", "spread"]


class Box(NamedTuple):
    """A rectangle: its upper left corner, width and height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    def touches(self, other: Box) -> bool:
        """Whether two boxes share more than an edge."""
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )

    def holds(self, other: Box) -> bool:
        """Whether the other box is inside, edges included."""
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def grown(self, by: float) -> Box:
        """The box, larger by some pixels on each side."""
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)


def first_free(places: Iterable[Box], taken: Iterable[Box], within: Box) -> Box | None:
    """The first place within the frame that touches no taken box; None if there is none."""
    others = tuple(taken)
    free = (p for p in places if within.holds(p) and not any(p.touches(each) for each in others))
    return next(free, None)


def spread(wanted: Sequence[float], room: float, low: float, high: float) -> tuple[float, ...]:
    """Places near rising wishes, each at least `room` after the one before.

    They are between `low` and `high` if they fit, else packed evenly from `low` on. Conflicting
    wishes are moved together, so that their middle stays.
    """
    runs: list[tuple[float, int]] = []  # per run: the mean wish for its first place, and its length
    for wish in wanted:
        runs.append((wish, 1))
        while len(runs) > 1 and _start(runs[-2], room, low, high) + runs[-2][1] * room > _start(
            runs[-1], room, low, high
        ):
            (second, m), (first, n) = runs.pop(), runs.pop()
            runs.append(((first * n + (second - n * room) * m) / (n + m), n + m))
    starts = ((_start(run, room, low, high), run[1]) for run in runs)
    return tuple(start + index * room for start, count in starts for index in range(count))


def _start(run: tuple[float, int], room: float, low: float, high: float) -> float:
    wish, count = run
    return max(low, min(wish, high - (count - 1) * room))
