"""Explanations with pictures; the code of each picture is imported when needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.explain import Explanation

if TYPE_CHECKING:
    from advisor.pictures.picture import Picture

__all__ = ["Drawn"]


class Drawn(Explanation):
    """An `Explanation` that makes pictures of itself."""

    def map(
        self,
        x: str = "memory",
        y: str = "duration",
        *,
        x_range: tuple[float, float] | None = None,
        y_range: tuple[float, float] | None = None,
    ) -> Picture:
        """Which platform wins over two numeric facts, with exact borders.

        Ranges are in the facts' canonical units (MiB, s, vCPU, ...); without one an axis holds
        every value that matters. Raises AdvisorError for what cannot be an axis.
        """
        from advisor.pictures.map_drawing import map_picture

        return map_picture(self, x, y, x_range, y_range)

    def margins_picture(self) -> Picture:
        """How near the workload is to the limits of its platform and those that exclude others."""
        from advisor.pictures.margins import margins_picture

        return margins_picture(self)

    def break_even_picture(self, x: str | None = None) -> Picture:
        """What every platform costs along one fact, with where the cheaper one changes.

        `x` is `runs_per_month`, `duration` or `memory`; without it the first of them along which
        another platform gets cheaper. Raises AdvisorError where nothing is priced.
        """
        from advisor.pictures.break_even import break_even_picture

        return break_even_picture(self, x)

    def tree_picture(self) -> Picture:
        """The path through the decisions, with the reasons against the options not taken."""
        from advisor.pictures.tree import tree_picture

        return tree_picture(self)
