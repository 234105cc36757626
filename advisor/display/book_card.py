"""The card of a rule book: decisions, options, and the changes by packs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from advisor.display.card import Card, Section, Table


def book_card(
    packs: Sequence[str],
    counts: str,
    decisions: Iterable[tuple[str, Sequence[str], int]],
    changes: Iterable[tuple[str, str]],
) -> Card:
    """The card of a rule book.

    A decision is a question, the titles of its options and the number of its rules; a change is an
    id and what a pack did to it.
    """
    rows = tuple((question, ", ".join(titles), str(rules)) for question, titles, rules in decisions)
    return Card(
        kind="rule book",
        title=", ".join(packs) or "no rules",
        lead=counts,
        sections=(
            Section("Decisions", (Table(rows, ("question", "options", "rules")),)),
            Section("Changed or switched off by a pack", (Table(tuple(changes)),)),
        ),
    )
