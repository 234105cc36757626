"""Examines the columns of jobs: their types, gaps, and values that are not allowed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from advisor.errors import AdvisorError, Problem
from advisor.fleet.columns import job_columns
from advisor.fleet.jobs import Refused
from advisor.fleet.sql.dialects import Dialect
from advisor.fleet.sql.given import stated_value
from advisor.model import Fact, Kind, RuleBook

# What DuckDB and Spark call the types of columns that can be a fact; a list may be one text.
_FITTING = {
    Kind.NUMBER: ("TINYINT", "SMALLINT", "INTEGER", "INT", "BIGINT", "HUGEINT", "UTINYINT",
                  "USMALLINT", "UINTEGER", "UBIGINT", "FLOAT", "DOUBLE", "DECIMAL"),
    Kind.BOOLEAN: ("BOOLEAN",),
    Kind.TEXT: ("VARCHAR", "STRING", "ENUM"),
    Kind.LIST: ("VARCHAR[]", "ARRAY<STRING>", "VARCHAR", "STRING"),
}  # fmt: skip
Rows = Callable[[str], Sequence[Sequence[Any]]]  # what gives the rows of a query
_NOTHING = ('"NULL"', "NULL", "VOID")
_UNWRITTEN = ("INTERVAL", "UNION")  # types of DuckDB that Arrow cannot put into Parquet


def selected(
    types: Iterable[tuple[str, str]],
    book: RuleBook,
    dialect: Dialect,
    wrong: Collection[str] = (),
) -> Iterator[str]:
    """The columns of jobs as a query selects them, lists written as one text being split.

    `types` are the columns with their types, `wrong` the facts with values that are not allowed,
    which may be NaN. AdvisorError where the types of facts do not fit.
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
        elif base in _UNWRITTEN:
            yield f"CAST({quoted} AS {dialect.texts_are}) AS {quoted}"
        elif base in ("DOUBLE", "FLOAT") and (name not in book.facts or name in wrong):
            yield f"{dialect.unhinted.format(quoted)} AS {quoted}"
        else:
            yield quoted
    if problems:
        raise AdvisorError(problems)


class Survey(NamedTuple):
    """How many jobs there are, the facts that each of them states, and what states nothing.

    `wrong` are the facts that some job states as what is not allowed.
    """

    jobs: int
    full: frozenset[str]
    refused: tuple[Refused, ...]
    wrong: frozenset[str]


def surveyed(
    rows: Rows, columns: Iterable[str], table: str, book: RuleBook, dialect: Dialect
) -> Survey:
    """The findings of a pass over the facts of some jobs.

    They shorten the query, and no value is taken for unknown silently.
    """
    facts = facts_among(columns, book)
    right = allowed_in(rows, facts, table, dialect)
    full = right & filled(rows, facts, table, dialect)
    return survey_of(rows, facts, table, dialect, right=right, full=full)


def survey_of(
    rows: Rows,
    facts: Sequence[Fact],
    table: str,
    dialect: Dialect,
    *,
    right: Collection[str],
    full: frozenset[str],
) -> Survey:
    """The same where it is known of which facts all values are right, and which are full."""
    jobs = rows(f"SELECT count(*) FROM {table}")[0][0]
    wrong = [each for each in facts if each.name not in right]
    refused = tuple(_refused(rows, each, table, dialect) for each in wrong)
    return Survey(jobs, full, refused, frozenset(each.name for each in wrong))


def facts_among(columns: Iterable[str], book: RuleBook) -> tuple[Fact, ...]:
    """The facts that columns of jobs state."""
    known = job_columns(book)
    return tuple(book.facts[each] for each in columns if each in known and each in book.facts)


def filled(rows: Rows, facts: Sequence[Fact], table: str, dialect: Dialect) -> frozenset[str]:
    """The facts that are never NULL, which the statistics of a Parquet file tell."""
    columns = {each.name: dialect.named(each.name) for each in facts}
    return _alike(rows, table, {name: ("*", column) for name, column in columns.items()})


def allowed_in(rows: Rows, facts: Sequence[Fact], table: str, dialect: Dialect) -> frozenset[str]:
    """The facts of which a spec allows every value that is not NULL."""
    columns = {each.name: dialect.named(each.name) for each in facts}
    stated = {each.name: (columns[each.name], _stated(each, dialect)) for each in facts}
    return _alike(rows, table, stated)


def _stated(fact: Fact, dialect: Dialect) -> str:
    """What a column states, whatever the statistics of a file say of its values."""
    column = dialect.named(fact.name)
    seen = dialect.unhinted.format(column) if fact.kind is Kind.NUMBER else column
    return f"({stated_value(fact, seen, dialect)})"


def _alike(rows: Rows, table: str, pairs: Mapping[str, tuple[str, str]]) -> frozenset[str]:
    """The names of pairs of expressions that are NULL in equally many rows."""
    if not pairs:
        return frozenset()
    counted = ", ".join(f"count({one}) = count({other})" for one, other in pairs.values())
    alike = rows(f"SELECT {counted} FROM {table}")[0]
    return frozenset(name for name, same in zip(pairs, alike, strict=True) if same)


def _refused(rows: Rows, fact: Fact, table: str, dialect: Dialect) -> Refused:
    """How many values of a fact are not allowed, and one of them."""
    column = dialect.named(fact.name)
    counted = f"count(*), min(CAST({column} AS {dialect.texts_are}))"
    wrong = f"{column} IS NOT NULL AND {_stated(fact, dialect)} IS NULL"
    number, example = rows(f"SELECT {counted} FROM {table} WHERE {wrong}")[0]
    return Refused(number, f"`{fact.name}` cannot be that: taken for not stated", (example,))
