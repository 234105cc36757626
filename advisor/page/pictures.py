"""The pictures of a recommendation that a page shows, each where there is something to draw."""

from __future__ import annotations

from typing import Any, NamedTuple

from advisor.explain import Explanation

__all__ = ["Drawings", "drawings"]


class Drawings(NamedTuple):
    """The pictures of one recommendation."""

    tree: Any = None
    map: Any = None
    margins: Any = None
    break_even: Any = None


def drawings(explanation: Explanation) -> Drawings:  # noqa: ARG001  # the first picture reads it
    """Each picture that there is something to draw for."""
    return Drawings()
