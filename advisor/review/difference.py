"""What changes in the answer when a workload changes: two recommendations in one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from advisor.display.card import Card, Cell, Section, Table
from advisor.display.shown import Shown
from advisor.explain import Explanation, Reason
from advisor.report.card import TONES, cited_rule
from advisor.report.words import line_of
from advisor.review.columns import compact, fact_words, platform_words

__all__ = ["Difference"]


@dataclass(frozen=True)
class Difference(Shown):
    """The recommendations before and after a change of the workload."""

    before: Explanation
    after: Explanation

    @property
    def changed(self) -> Mapping[str, tuple[str, str]]:
        """The facts that differ, derived ones too, in words: before and after."""
        return {
            name: (fact_words(self.before, name), fact_words(self.after, name))
            for name in self.before.outcome.facts
            if name in self.before.book.facts
            and name in self.after.outcome.facts
            and self.before.outcome.facts[name] != self.after.outcome.facts[name]
        }

    @property
    def same(self) -> bool:
        """Whether the change leads to the same platform, as surely as before."""
        return (self.before.platform, self.before.status) == (
            self.after.platform,
            self.after.status,
        )

    @property
    def gained(self) -> tuple[Reason, ...]:
        """The reasons that hold after the change and did not before."""
        return _only(self.after, self.before)

    @property
    def lost(self) -> tuple[Reason, ...]:
        """The reasons that held before the change and no longer do."""
        return _only(self.before, self.after)

    def card(self) -> Card:
        """The change, what follows from it, and the reasons that come and go."""
        rows = tuple(self._rows())
        return Card(
            kind=f"what if, for {self.before.name}",
            title=_changes(self._stated()) or "Nothing is changed",
            lead=self._lead(),
            tone=TONES[self.after.status],
            sections=(
                Section("What differs", (Table(rows, ("", "before", "after")),) if rows else ()),
                Section("Now holds", (_reasons(self.gained),)),
                Section("No longer holds", (_reasons(self.lost),)),
            ),
            note=f"rules as of {self.after.book.as_of}",
        )

    def _lead(self) -> str:
        if self.same:
            return f"The answer stays {platform_words(self.after)}."
        return f"{platform_words(self.before)} becomes {platform_words(self.after)}."

    def _stated(self) -> Mapping[str, tuple[str, str]]:
        """The facts that were changed by hand, not those that follow from them."""
        given = {*self.before.stated, *self.after.stated}
        return {name: pair for name, pair in self.changed.items() if name in given}

    def _rows(self) -> Iterator[tuple[str | Cell, ...]]:
        pairs = zip(compact(self.before), compact(self.after), strict=True)
        for (label, before), (_, after) in pairs:
            if before != after:
                yield label, before or "none", after or "none"


def _only(here: Explanation, there: Explanation) -> tuple[Reason, ...]:
    held = {each.rule.id for each in _holding(there)}
    found = {each.rule.id: each for each in _holding(here) if each.rule.id not in held}
    return tuple(found.values())


def _holding(answer: Explanation) -> Iterator[Reason]:
    for reasons in answer.reasons.values():
        yield from (each for each in reasons if each.truth)


def _reasons(reasons: tuple[Reason, ...]) -> Table:
    return Table(tuple((cited_rule(each), each.because + line_of(each)) for each in reasons))


def _changes(changed: Mapping[str, tuple[str, str]]) -> str:
    return ", ".join(f"{name} {before} → {after}" for name, (before, after) in changed.items())
