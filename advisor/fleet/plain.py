"""The account of a table whose columns have the names of facts: which are facts, which kept."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.errors import AdvisorError, Problem, did_you_mean, quoted
from advisor.fleet.columns import job_columns
from advisor.fleet.jobs import Jobs, Took
from advisor.model import RuleBook

_ALIKE = 0.8  # the similarity of names from which on a column is probably a misspelt fact
_SHOWN = 20  # columns listed in a sentence


def told_apart(jobs: Jobs, book: RuleBook) -> Jobs:
    """The jobs of a table with an account of its columns; AdvisorError if none is a fact."""
    if jobs.format is not None:
        return jobs
    known = job_columns(book)
    if not any(name in known and name in book.facts for name in jobs.columns):
        message = f"no column of the jobs is a fact of a workload: there is {_listed(jobs.columns)}"
        hint = "call them `duration` (s), `vcpus`, `memory` (MiB), …, or say in a mapping file"
        raise AdvisorError(Problem(message, help=f"{hint} which is which"))
    took = (
        Took(name, name, f"in {unit}" if (unit := known[name].unit) else "as it is")
        for name in jobs.columns
        if name in known
    )
    kept = [name for name in jobs.columns if name not in known]
    notes = (f"no fact of a workload, and kept as it is: {_listed(kept)}",) if kept else ()
    near = (_near(name, known, jobs.columns) for name in kept)
    return jobs._replace(
        took=tuple(took), notes=(*jobs.notes, *notes, *(each for each in near if each))
    )


def _listed(names: tuple[str, ...] | list[str]) -> str:
    shown = ", ".join(map(quoted, names[:_SHOWN]))
    return shown if len(names) <= _SHOWN else f"{shown} and {len(names) - _SHOWN} more"


def _near(name: str, known: Iterable[str], there: tuple[str, ...]) -> str | None:
    """The fact that a column may be a misspelling of, unless the table has that fact."""
    from difflib import SequenceMatcher

    found = did_you_mean(name, known)
    if found is None or found in there:
        return None
    alike = SequenceMatcher(None, name.lower(), found).ratio()
    return f"did you mean `{found}` by {quoted(name)}?" if alike >= _ALIKE else None
