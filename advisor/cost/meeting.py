"""The nearest value at which two costs along one fact meet."""

from __future__ import annotations

import math
from collections.abc import Sequence

from advisor.cost.along import Along
from advisor.cost.curve import NEAR, meeting

_DEPTH = 40  # halvings of an interval in which a cost is not a straight line
_INSIDE = 0.381966  # where a line is tested for being straight


class Pair:
    """Two costs along one fact; neither ever falls when the fact rises."""

    def __init__(self, ours: Along, theirs: Along) -> None:
        self._ours, self._theirs = ours, theirs

    def difference(self, value: float) -> float:
        """How much more the first costs than the second, at their dearer ends."""
        return self._ours.point(value).high - self._theirs.point(value).high

    def possible(self, value: float) -> bool:
        """Whether both can run the workload and have a price."""
        return self._ours.possible(value) and self._theirs.possible(value)

    def nearest(self, now: float) -> float | None:
        """The nearest value, among those that both can run, at which the cheaper one changes."""
        low, high = self._ours.reach(now)
        marks = {*self._ours.marks((low, high)), *self._theirs.marks((low, high))}
        spots = sorted({now, *marks, *(self._ours.next(each) for each in marks if each < high)})
        place = spots.index(now)
        ways = (spots[place:], spots[place::-1])
        found = [at for way in ways if (at := self._first(self._reached(way))) is not None]
        return min(found, key=lambda each: abs(math.log(each / now)), default=None)

    def _reached(self, spots: Sequence[float]) -> Sequence[float]:
        """The values up to which both are possible: one that is ruled out stays so further on."""
        if self.possible(spots[-1]):
            return spots
        low, high = 0, len(spots) - 1
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.possible(spots[middle]) else (low, middle)
        return spots[:high]

    def _first(self, spots: Sequence[float]) -> float | None:
        """The first of several values, or a value between two of them, at which it has changed."""
        if len(spots) < 2 or self._apart(spots[0], spots[-1]):  # noqa: PLR2004  # between two
            return None
        if len(spots) == 2:  # noqa: PLR2004  # likewise
            return self._between(spots[0], spots[1], _DEPTH)
        middle = len(spots) // 2
        found = self._first(spots[: middle + 1])
        return self._first(spots[middle:]) if found is None else found

    def _apart(self, one: float, other: float) -> bool:
        """Whether they cannot meet between two values, since neither falls."""
        low, high = sorted((one, other))
        return (
            self._ours.point(high).high < self._theirs.point(low).high
            or self._theirs.point(high).high < self._ours.point(low).high
        )

    def _between(self, near: float, far: float, depth: int) -> float | None:
        """The nearest change between two values without a jump between them."""
        before, after = self.difference(near), self.difference(far)
        changes = (before > 0) != (after > 0)
        if self._adjacent(near, far) or not depth:
            return far if changes else None
        if not changes and self._apart(near, far):
            return None
        root = meeting((near, before), (far, after)) if changes else near + _INSIDE * (far - near)
        middle = self._ours.value(root)
        if not min(near, far) < middle < max(near, far):
            middle = self._ours.value((near + far) / 2)
        expected = before + (middle - near) / (far - near) * (after - before)
        if self._equal(self.difference(middle), expected, middle):
            return beyond(root, self._ours.whole, up=far > near) if changes else None
        # A bend far away would slow this down, so every other step halves the interval.
        half = self._ours.value(math.sqrt(near * far))
        if depth % 2 and min(near, far) < half < max(near, far):
            middle = half
        found = self._between(near, middle, depth - 1)
        return self._between(middle, far, depth - 1) if found is None else found

    def _adjacent(self, one: float, other: float) -> bool:
        return self._ours.next(min(one, other)) >= max(one, other)

    def _equal(self, one: float, other: float, at: float) -> bool:
        return math.isclose(one, other, abs_tol=NEAR * self._ours.point(at).high)


def beyond(root: float, whole: bool, *, up: bool) -> float:
    """The first value beyond a meeting, coming from below (`up`) or from above."""
    if not whole:
        return root
    return float(math.ceil(root) if up else math.floor(root))
