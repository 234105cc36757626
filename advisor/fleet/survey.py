"""What the columns of some jobs have: types that fit facts, gaps, and values that say nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from advisor.errors import AdvisorError, Problem
from advisor.fleet.columns import job_columns
from advisor.fleet.dialects import Dialect
from advisor.fleet.given import stated_value
from advisor.fleet.jobs import Refused
from advisor.model import Fact, Kind, RuleBook

# What DuckDB and Spark call the types of columns that can be a fact; a list may be one text.
_FITTING = {
    Kind.NUMBER: ("TINYINT", "SMALLINT", "INTEGER", "INT", "BIGINT", "HUGEINT", "UTINYINT",
                  "USMALLINT", "UINTEGER", "UBIGINT", "FLOAT", "DOUBLE", "DECIMAL"),
    Kind.BOOLEAN: ("BOOLEAN",),
    Kind.TEXT: ("VARCHAR", "STRING", "ENUM"),
    Kind.LIST: ("VARCHAR[]", "ARRAY<STRING>", "VARCHAR", "STRING"),
}  # fmt: skip
_NOTHING = ('"NULL"', "NULL", "VOID")


def selected(types: Iterable[tuple[str, str]], book: RuleBook, dialect: Dialect) -> Iterator[str]:
    """The columns of jobs as a query selects them, lists written as one text being split.

    `types` are the columns with their types; AdvisorError where those of facts do not fit.
    """
    known = {name: each for name, each in job_columns(book).items() if name in book.facts}
    problems = []
    for name, type_ in types:
        quoted = dialect.named(name)
        base = type_.split("(")[0]
        if name in known and base.upper() not in (*_FITTING[known[name].kind], *_NOTHING):
            unit = f" in {known[name].unit}" if known[name].unit else ""
            wanted = f"must be a {known[name].kind}{unit}"
            if base.upper() == dialect.texts_are:
                wanted += "; a mapping file reads it from texts"
            problems.append(Problem(f"the column `{name}` has the type {base}", help=wanted))
        if name in known and known[name].kind is Kind.LIST and base.upper() == dialect.texts_are:
            yield f"{dialect.split.format(quoted)} AS {quoted}"
        else:
            yield quoted
    if problems:
        raise AdvisorError(problems)


class Survey(NamedTuple):
    """How many jobs there are, the facts that each of them states, and what states nothing."""

    jobs: int
    full: frozenset[str]
    refused: tuple[Refused, ...]


def surveyed(
    rows: Callable[[str], Sequence[Sequence[Any]]],
    columns: Iterable[str],
    table: str,
    book: RuleBook,
    dialect: Dialect,
) -> Survey:
    """What a pass over the facts of some jobs finds.

    It makes the query shorter, and nothing is taken for unknown silently.
    """
    known = job_columns(book)
    facts = {name: book.facts[name] for name in columns if name in known and name in book.facts}
    parts = ["count(*)", *(_gaps(name, fact, dialect) for name, fact in facts.items())]
    jobs, *row = rows(f"SELECT {', '.join(parts)} FROM {table}")[0]
    gaps = list(zip(facts, row[::3], row[1::3], row[2::3], strict=True))
    return Survey(
        jobs,
        frozenset(name for name, empty, wrong, _ in gaps if not empty and not wrong),
        tuple(
            Refused(wrong, f"`{name}` cannot be that: taken for not stated", (example,))
            for name, _, wrong, example in gaps
            if wrong
        ),
    )


def _gaps(name: str, fact: Fact, dialect: Dialect) -> str:
    """How many values a column has not, how many are not allowed, and one of those."""
    column = dialect.named(name)
    stated = stated_value(fact, column, dialect)
    wrong = f"FILTER (WHERE {column} IS NOT NULL AND ({stated}) IS NULL)"
    empty = f"count(*) - count({column})"
    return f"{empty}, count(*) {wrong}, min(CAST({column} AS {dialect.texts_are})) {wrong}"
