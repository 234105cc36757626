"""An answer as a row of a table that compares several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

from advisor.condition import UNKNOWN
from advisor.display.shown import Shown
from advisor.explain import Explanation
from advisor.report.words import NOTHING, margin_words, margins_in_sight, size_words, status_words
from advisor.units import show

if TYPE_CHECKING:
    from advisor.cost import Costs

__all__ = ["Rows", "compact", "fact_words", "platform_words", "row"]


class Rows(Shown, Sequence[dict[str, Any]]):
    """A table of answers: a sequence of rows of plain values, from which data frames are made."""

    answers: tuple[Explanation, ...]

    def __len__(self) -> int:
        return len(self.answers)

    @overload
    def __getitem__(self, index: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, index: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        if isinstance(index, slice):
            return [self.row(each) for each in range(*index.indices(len(self)))]
        return self.row(index)

    def row(self, index: int) -> dict[str, Any]:
        """The values of one row; IndexError beyond the last."""
        return row(self.answers[index])


def row(answer: Explanation) -> dict[str, Any]:
    """An answer as plain values, None where they are unknown.

    Memory is in MiB, money in USD: of a month where the spec says how often it runs (of a range of
    runs from the least at its lower end to the most at its upper one), and of one run.
    """
    sizing = answer.sizing
    run, month = _of_a_run(answer), _of_a_month(answer)
    return {
        "name": answer.name,
        "platform": answer.platform.id if answer.platform else None,
        "status": answer.status.value,
        "size_vcpus": sizing.vcpus if sizing else None,
        "size_memory_mib": sizing.memory if sizing else None,
        "usd_run_low": run and run[0],
        "usd_run_high": run and run[1],
        "usd_month_low": month and month[0],
        "usd_month_high": month and month[1],
        "depends_on": ", ".join(answer.depends_on) or None,
        "decided_by": _decided_by(answer),
    }


def _of_a_month(answer: Explanation) -> tuple[float, float] | None:
    costs = answer.costs
    if costs is None or not costs.use.monthly:
        return None
    lower = _sum(answer, costs)
    upper = _sum(answer, costs.upper) if costs.upper else lower
    return lower and upper and (lower[0], upper[1])


def _of_a_run(answer: Explanation) -> tuple[float, float] | None:
    costs = answer.costs
    found = _sum(answer, costs) if costs else None
    runs = costs.use.runs if costs else 0
    return (found[0] / runs, found[1] / runs) if found and runs else None


def _sum(answer: Explanation, costs: Costs) -> tuple[float, float] | None:
    """The least and the most that the recommended platform costs."""
    option = costs.option(answer.platform.id) if answer.platform else None
    return (option.low, option.high) if option and option.cost is not None else None


def _decided_by(answer: Explanation) -> str | None:
    """For each decision the first rule that rules out a loser or favours the choice."""
    found = []
    for taken in answer.taken:
        for standing in taken.standings:
            reasons = answer.reasons[taken.decision.id, standing.option.id]
            chosen = standing.option.id == taken.choice
            bearing = [r for r in reasons if r.truth and bool(r.strength) == chosen]
            found += [r.rule.code for r in bearing[:1] if not standing.option.alternative]
    return ", ".join(dict.fromkeys(found)) or None


def platform_words(answer: Explanation) -> str:
    """The platform and how sure, in a few words."""
    if answer.platform is None:
        return NOTHING
    settled = status_words(answer.status)
    return answer.platform.title if settled == "settled" else f"{answer.platform.title} ({settled})"


def _money(ends: tuple[float, float] | None) -> str:
    """A sum or a range; empty if it is not priced."""
    if ends is None:
        return ""
    from advisor.cost.words import money

    return money(*ends)


def compact(answer: Explanation) -> tuple[tuple[str, str], ...]:
    """The rows of a comparison, as label and words; the words may be empty."""
    near = margins_in_sight(answer)
    nearest = f"`{near[0].margin.fact}` {margin_words(near[0].margin)}" if near else ""
    return (
        ("platform", platform_words(answer)),
        ("size", size_words(answer.sizing) if answer.sizing else ""),
        ("cost a run", _money(_of_a_run(answer))),
        ("cost a month", _money(_of_a_month(answer))),
        ("depends on", ", ".join(f"`{name}`" for name in answer.depends_on)),
        ("nearest limit", nearest),
        ("decided by", _decided_by(answer) or ""),
    )


def fact_words(answer: Explanation, name: str) -> str:
    """The value of a fact as a person writes it."""
    value = answer.outcome.facts[name]
    return "unknown" if value is UNKNOWN else show(value, answer.book.facts[name].unit)
