"""Facts that are the same for all jobs of a history which do not state them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from advisor.condition import Scalar
from advisor.errors import AdvisorError, Problem, quoted
from advisor.facts import given, spec_facts
from advisor.fleet.jobs import Jobs, Took
from advisor.fleet.sql.dialects import DUCKDB, Dialect
from advisor.reading import unwritten
from advisor.units import show
from advisor.validation import validated
from advisor.workload import Workload


def supposed_facts(fields: Mapping[str, Any]) -> dict[str, Scalar]:
    """The facts that fields of a spec state; AdvisorError if a value is wrong, or is no fact."""
    found = given(validated(Workload, unwritten(dict(fields))))
    facts = {name: each for name, each in found.items() if isinstance(each, str | float | int)}
    problems = [
        Problem(
            f"{quoted(name)} cannot be stated for all jobs", help="only one fact with one value"
        )
        for name in fields
        if name not in facts
    ]
    if problems:
        raise AdvisorError(problems)
    return facts


def columns_with(
    columns: Sequence[str], facts: Mapping[str, Scalar], dialect: Dialect
) -> Iterator[str]:
    """The columns of jobs as a query selects them, with a fact where a job does not state it."""
    for name in columns:
        column = dialect.named(name)
        known = f"COALESCE({column}, {dialect.scalar(facts[name])})" if name in facts else column
        yield f"{known} AS {column}"
    for name in facts:
        if name not in columns:
            yield f"{dialect.scalar(facts[name])} AS {dialect.named(name)}"


def with_supposed(jobs: Jobs, facts: Mapping[str, Scalar]) -> Jobs:
    """Jobs that DuckDB reads, with these facts where they do not state them."""
    if not facts:
        return jobs
    listed = ", ".join(columns_with(jobs.columns, facts, DUCKDB))
    return accounted(jobs, facts)._replace(sql=f"SELECT {listed} FROM ({jobs.sql})")


def accounted(jobs: Jobs, facts: Mapping[str, Scalar]) -> Jobs:
    """The jobs with the columns that these facts make, and an account of them."""
    units = {each.fact.name: each.fact.unit for each in spec_facts()}
    took = (
        Took(name, "what you said", f"{show(each, units[name])} where a job does not say it")
        for name, each in facts.items()
    )
    named = tuple(f"`{name}`" for name in facts)
    return jobs._replace(
        columns=tuple(dict.fromkeys((*jobs.columns, *facts))),
        took=(*jobs.took, *took),
        left_unknown=tuple(each for each in jobs.left_unknown if not each.startswith(named)),
    )
