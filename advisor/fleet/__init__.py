"""A verdict for every job of a cluster: the rule book as one SQL query, run where the jobs are.

Two relations are all that readers, the query and the summary share.

*Jobs*: one row for each job, or for each group of like runs. A column is a fact of a workload, by
its own name and in its canonical unit (s, MiB, vCPU), and NULL is a fact that the job does not
state: the query then takes what a spec without that field means. Columns that are absent state
nothing for any job. Beside facts there may be `name`, `runs` and `cpu_hours`; see `job_columns`.

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
    from advisor.fleet.sql import Query, query

_HOMES = {
    "Column": "advisor.fleet.columns",
    "Jobs": "advisor.fleet.jobs",
    "Keys": "advisor.fleet.columns",
    "Query": "advisor.fleet.sql",
    "Refused": "advisor.fleet.jobs",
    "Took": "advisor.fleet.jobs",
    "decision_columns": "advisor.fleet.columns",
    "fleet": "advisor.fleet.run",
    "job_columns": "advisor.fleet.columns",
    "query": "advisor.fleet.sql",
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
    """This module, which can be called: `advisor.fleet(jobs)` is `advisor.fleet.fleet(jobs)`."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        from advisor.fleet.run import fleet

        return fleet(*args, **kwargs)


sys.modules[__name__].__class__ = _Callable
