"""Several workloads, or several versions of one, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.display.card import Card, Cell, Section, Table
from advisor.explain import Explanation
from advisor.report.card import TONES
from advisor.review.columns import Rows, compact, fact_words

__all__ = ["Comparison"]


@dataclass(frozen=True)
class Comparison(Rows):
    """Recommendations side by side; as a sequence, a row of plain values for each."""

    answers: tuple[Explanation, ...]

    def card(self) -> Card:
        """A column for each answer: the facts in which they differ, and what follows."""
        names = tuple(each.name for each in self.answers)
        found = tuple(self._found())
        return Card(
            kind="comparison",
            title=f"{len(names)} workloads",
            sections=(
                Section("What they ask for", (_table(tuple(self._asked()), names),)),
                Section("What is recommended", (_table(found, names),)),
            ),
            note=f"rules as of {self.answers[0].book.as_of}" if self.answers else "",
        )

    def _asked(self) -> Iterator[tuple[str, ...]]:
        """The stated facts in which the answers differ."""
        stated = dict.fromkeys(name for each in self.answers for name in each.stated)
        for name in stated:
            words = tuple(fact_words(each, name) for each in self.answers)
            if len(set(words)) > 1:
                yield (f"`{name}`", *words)

    def _found(self) -> Iterator[tuple[str | Cell, ...]]:
        columns = [compact(each) for each in self.answers]
        for lines in zip(*columns, strict=True):
            label = lines[0][0]
            words = [words for _, words in lines]
            if label == "platform":
                tones = (TONES[each.status] for each in self.answers)
                cells = (Cell(text, tone=tone) for text, tone in zip(words, tones, strict=True))
                yield (label, *cells)
            elif any(words):
                yield (label, *words)


def _table(rows: tuple[tuple[str | Cell, ...], ...], names: tuple[str, ...]) -> Table:
    return Table(rows, ("", *names)) if rows else Table(())
