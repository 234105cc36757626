"""Whether a rule book still says what AWS says: its limits and words against installed packages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from advisor.fresh.comparing import Comparison, Verdict
from advisor.model import Limit, RuleBook

__all__ = ["Comparison", "Freshness", "Verdict", "fresh"]


@dataclass(frozen=True, slots=True)
class Freshness:
    """What came of comparing a book, with the versions it was compared with."""

    versions: dict[str, str]
    comparisons: Sequence[Comparison]
    older: Sequence[Limit]
    today: date
    age: int | None

    @property
    def differing(self) -> tuple[Comparison, ...]:
        """The comparisons that differ."""
        return tuple(each for each in self.comparisons if each.verdict is Verdict.DIFFER)

    @property
    def is_fresh(self) -> bool:
        """Whether nothing differs and nothing is too old."""
        return not self.differing and not self.older


def fresh(book: RuleBook, today: date, age: int | None = None) -> Freshness:
    """Compare a book with the installed botocore and cfn-lint; `age` is in days.

    Raises `AdvisorError` where they are not installed, or a `verify` hint is not understood.
    """
    from advisor.fresh.comparing import compared
    from advisor.fresh.enums import compared_checks, compared_enums
    from advisor.fresh.packages import Packages
    from advisor.fresh.watched import watched

    packages = Packages()
    seen = watched(book)
    comparisons = [
        *compared(book, packages),
        *compared_enums(seen, packages),
        *compared_checks(book, seen, packages),
    ]
    return Freshness(packages.versions, comparisons, _older(book, today, age), today, age)


def _older(book: RuleBook, today: date, age: int | None) -> list[Limit]:
    """The limits that nobody has looked up for longer than an age."""
    if age is None:
        return []
    return [
        limit for limit in book.limits.values() if (today - limit.current.source.checked).days > age
    ]
