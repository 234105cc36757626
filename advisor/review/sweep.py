"""One workload over ranges of its facts: the answer at every combination, as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from advisor.display.card import Card, Section, Table
from advisor.explain import Explanation
from advisor.review.columns import Rows, compact

__all__ = ["Sweep"]

_MOST = 60  # rows of a card: more are read in a data frame


@dataclass(frozen=True)
class Sweep(Rows):
    """The answers for every combination of the values given.

    It is a sequence of rows of plain values, which pandas and Polars take as they are: the facts
    as given, `platform`, `status`, the size (vCPUs, MiB), USD a month, what it depends on.
    """

    varied: tuple[Mapping[str, Any], ...]
    answers: tuple[Explanation, ...]

    def row(self, index: int) -> dict[str, Any]:
        """The values of a combination and its answer; IndexError beyond the last."""
        given = {name: _plain(value) for name, value in self.varied[index].items()}
        return given | super().row(index)

    def card(self) -> Card:
        """Where the answer changes along the values, and below it every answer."""
        names = tuple(self.varied[0]) if self.varied else ()
        head = (*names, *(label for label, _ in compact(self.answers[0]))) if self.answers else ()
        rows = tuple(
            (*map(_words, given.values()), *(words for _, words in compact(answer)))
            for given, answer in zip(self.varied[:_MOST], self.answers[:_MOST], strict=True)
        )
        more = len(self) - len(rows)
        return Card(
            kind=f"sweep of {self.answers[0].name}" if self.answers else "sweep",
            title=f"{len(self)} answers over {', '.join(names)}" if names else "No answers",
            lead=self._lead(),
            sections=(Section("Answers", (Table(rows, head),)),),
            note=f"and {more:,} more rows" if more else "",
        )

    def _lead(self) -> str:
        counted = sorted(str(each["platform"] or "nothing fits") for each in self)
        groups = ((name, len(list(several))) for name, several in groupby(counted))
        ranked = sorted(groups, key=lambda each: -each[1])
        return ", ".join(f"{name}: {count}" for name, count in ranked)


def _plain(value: Any) -> Any:
    """A value that a data frame can hold."""
    return value if isinstance(value, str | bool | int | float) or value is None else str(value)


def _words(value: Any) -> str:
    return "not given" if value is None else str(value)
