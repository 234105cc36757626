"""Several versions of a workload: side by side, over ranges, or to try out on a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.api import Recommendation, recommend
from advisor.errors import AdvisorError, Problem, quoted
from advisor.review import Comparison, Sweep

if TYPE_CHECKING:
    from advisor.model import RuleBook
    from advisor.workload import Workload

    Given = Workload | Mapping[str, Any] | str | Path

_SEVERAL = "write a list: `compare([one, another])`"


def compare(workloads: Iterable[Given | Recommendation], **options: Any) -> Comparison:
    """Workloads, or recommendations, side by side.

    A workload is what `recommend` takes, and `options` are those of `recommend`. Raises
    `AdvisorError` for the first that is not a valid spec.
    """
    if isinstance(workloads, (str, Path, Mapping, Recommendation)):
        raise AdvisorError(Problem("one workload has nothing to compare with", help=_SEVERAL))
    answers = (
        each if isinstance(each, Recommendation) else recommend(each, **options)
        for each in workloads
    )
    return Comparison(tuple(answers))


def sweep(
    workload: Given | Recommendation, *, rules: RuleBook | None = None, **ranges: Iterable[Any]
) -> Sweep:
    """A workload at every combination of values of its fields: `memory=["4 GiB", "8 GiB"]`.

    Fields vary in the order they are named, the last one fastest; None leaves a field out. Raises
    `AdvisorError` where a field or a value is not one of a spec.
    """
    for name, values in ranges.items():
        if isinstance(values, str) or not isinstance(values, Iterable):
            message = f"`{name}` must be a list of values, not {quoted(str(values))}"
            raise AdvisorError(Problem(message, help=f"write `{name}=[{values!r}]` for one value"))
    answer = workload if isinstance(workload, Recommendation) else recommend(workload, rules=rules)
    varied = [dict(zip(ranges, values, strict=True)) for values in product(*ranges.values())]
    return Sweep(tuple(varied), tuple(answer.with_fields(**each) for each in varied))


def explore(workload: Given | Recommendation, **options: Any) -> str:
    """One HTML page that answers while the facts of a workload are changed; see `advisor explore`.

    A workload is what `recommend` takes, and `options` are those of `recommend`. The page has the
    rule book in it and takes nothing from a network. Raises `AdvisorError` where it is not a valid
    spec.
    """
    from advisor.page.explore_page import explore_page

    answer = workload if isinstance(workload, Recommendation) else recommend(workload, **options)
    return explore_page(answer)
