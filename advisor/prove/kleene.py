"""Three-valued truth as a pair of two-valued Z3 terms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import z3


class Kleene(NamedTuple):
    """Whether something surely holds, and whether it may hold, facts being unknown."""

    surely: z3.BoolRef
    maybe: z3.BoolRef

    @property
    def never(self) -> z3.BoolRef:
        """That it is surely false."""
        return z3.Not(self.maybe)


TRUE, FALSE = z3.BoolVal(True), z3.BoolVal(False)
NEVER = Kleene(FALSE, FALSE)


def both(parts: Iterable[Kleene]) -> Kleene:
    """Kleene's conjunction."""
    each = list(parts)
    return Kleene(every(part.surely for part in each), every(part.maybe for part in each))


def either(parts: Iterable[Kleene]) -> Kleene:
    """Kleene's disjunction."""
    each = list(parts)
    return Kleene(some(part.surely for part in each), some(part.maybe for part in each))


def opposite(part: Kleene) -> Kleene:
    """Kleene's negation."""
    return Kleene(z3.Not(part.maybe), z3.Not(part.surely))


def every(parts: Iterable[z3.BoolRef]) -> z3.BoolRef:
    """The conjunction of the parts, simplified where parts are constant."""
    kept = [part for part in parts if not z3.is_true(part)]
    if any(z3.is_false(part) for part in kept):
        return FALSE
    return z3.And(kept) if len(kept) > 1 else kept[0] if kept else TRUE


def some(parts: Iterable[z3.BoolRef]) -> z3.BoolRef:
    """The disjunction of the parts, simplified where parts are constant."""
    kept = [part for part in parts if not z3.is_false(part)]
    if any(z3.is_true(part) for part in kept):
        return TRUE
    return z3.Or(kept) if len(kept) > 1 else kept[0] if kept else FALSE
