"""Numbers codes of 64 bits in the order of their first appearance, many thousands at a time.

A code is in the slot of its last bits unless another one is there; the few others are kept aside.
Arrow's own look-up hashes all known codes on every call, which takes twice as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

T = TypeVar("T", bound="np.generic")
_SLOTS = 1 << 20


class Codes:
    """Codes of 64 bits and their numbers, which begin with 1; 0 stands for a slot that is free."""

    def __init__(self) -> None:
        import numpy as np

        self._slots = np.zeros(_SLOTS, np.int32)
        self._codes = np.zeros(1, np.uint64)
        self._aside: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._codes) - 1

    def numbers(self, codes: NDArray[np.uint64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The number of each code, and where each that was not known comes first."""
        import numpy as np
        import pyarrow as pa

        known = len(self)
        found = _taken(self._slots, _slot(codes))
        missed = np.flatnonzero((_taken(self._codes, found) != codes) | (found == 0))
        if not len(missed):
            return found, missed
        found = found.copy()  # which Arrow's own cannot be changed
        alike = pa.array(codes[missed]).dictionary_encode()
        which = alike.indices.to_numpy()
        each = self._number_each(alike.dictionary.to_numpy())
        found[missed] = each.take(which)
        first = np.empty(len(each), np.int64)
        first[which[::-1]] = missed[::-1]  # of several, the last that is assigned remains
        return found, first[each > known]

    def _number_each(self, codes: NDArray[np.uint64]) -> NDArray[np.int32]:
        """The same for codes that differ and are not in their slots."""
        import numpy as np

        found = np.zeros(len(codes), np.int32)
        crowded = np.flatnonzero(self._slots.take(_slot(codes)))
        found[crowded] = [self._aside.get(code, 0) for code in codes[crowded].tolist()]
        new = np.flatnonzero(found == 0)
        if len(new):
            found[new] = np.arange(len(self._codes), len(self._codes) + len(new))
            self._codes = np.concatenate([self._codes, codes[new]])
            self._lay(codes[new], found[new])
        return found

    def _lay(self, codes: NDArray[np.uint64], numbers: NDArray[np.int32]) -> None:
        slots = _slot(codes)
        free = self._slots.take(slots) == 0
        self._slots[slots[free]] = numbers[free]
        aside = self._slots.take(slots) != numbers
        self._aside.update(zip(codes[aside].tolist(), numbers[aside].tolist(), strict=True))


def _taken(values: NDArray[T], where: NDArray[Any]) -> NDArray[T]:
    """Values at some places, by Arrow, which takes a fourth of the time that NumPy does."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found: NDArray[T] = pc.take(pa.array(values), pa.array(where), boundscheck=False).to_numpy()
    return found


def _slot(codes: NDArray[np.uint64]) -> NDArray[np.int64]:
    return (codes & (_SLOTS - 1)).view("int64")
