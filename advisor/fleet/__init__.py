"""A verdict for every job of a cluster: the rule book as one SQL query, run where the jobs are.

Readers, the query and the summary share two relations only.

*Jobs*: one row per job, or per group of similar runs. A column is a fact of a workload, with the
fact's name and in its canonical unit (s, MiB, vCPU). NULL, or a missing column, means that the job
does not state the fact; it is then taken as in a spec without that field. Beside facts there may be
`name`, `runs` and `cpu_hours`; see `job_columns`.

*Decisions*: the same rows in the same order, with the columns of `decision_columns`.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from advisor.fleet.columns import Column, Keys, decision_columns, job_columns
    from advisor.fleet.jobs import Jobs, Refused, Took
    from advisor.fleet.run import fleet
    from advisor.fleet.sql.query import Query, query

_HOMES = {
    "Column": "advisor.fleet.columns",
    "Jobs": "advisor.fleet.jobs",
    "Keys": "advisor.fleet.columns",
    "Query": "advisor.fleet.sql.query",
    "Refused": "advisor.fleet.jobs",
    "Took": "advisor.fleet.jobs",
    "decision_columns": "advisor.fleet.columns",
    "fleet": "advisor.fleet.run",
    "job_columns": "advisor.fleet.columns",
    "query": "advisor.fleet.sql.query",
}

__all__ = [
    "Column", "Jobs", "Keys", "Query", "Refused", "Took", "decision_columns", "fleet",
    "job_columns", "query",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


class _Callable(ModuleType):
    """Makes this module callable: `advisor.fleet(jobs)` is `advisor.fleet.fleet(jobs)`."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        from advisor.fleet.run import fleet

        return fleet(*args, **kwargs)


sys.modules[__name__].__class__ = _Callable
