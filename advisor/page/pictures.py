"""The pictures of a recommendation for a page, if there is something to draw."""

from __future__ import annotations

from typing import NamedTuple

from advisor.explain import Explanation
from advisor.pictures.picture import Picture

__all__ = ["Drawings", "drawings"]


class Drawings(NamedTuple):
    """The pictures of a recommendation; None for those with nothing to draw."""

    map: Picture | None = None
    tree: Picture | None = None
    margins: Picture | None = None
    break_even: Picture | None = None


def drawings(explanation: Explanation) -> Drawings:
    """The pictures of a recommendation."""
    if explanation.platform is None and not _reachable(explanation):
        return Drawings()
    from advisor.pictures.break_even import break_even_picture
    from advisor.pictures.map_drawing import map_picture
    from advisor.pictures.margins import margins_picture
    from advisor.pictures.tree import tree_picture

    return Drawings(
        map=map_picture(explanation),
        margins=margins_picture(explanation),
        tree=tree_picture(explanation),
        break_even=break_even_picture(explanation) if _crossed(explanation) else None,
    )


def _crossed(explanation: Explanation) -> bool:
    """Whether another platform becomes cheaper along some fact."""
    return explanation.costs is not None and bool(explanation.costs.break_evens)


def _reachable(explanation: Explanation) -> bool:
    """Whether any platform fits for other values of the facts on the map's axes."""
    return any(each.fact in ("memory", "duration") for each in explanation.flips)
