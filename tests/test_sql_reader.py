"""SQL reads a condition or a formula as everybody else does, and unknown is NULL."""

from __future__ import annotations

import pytest

duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed: the extra `fleet`")

from condition_strategies import BOOLEANS, LISTS, NUMBERS, TEXTS, conditions, workloads
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import load_rules
from advisor.condition import UNKNOWN, truth
from advisor.fleet.sql import conditions as reader
from advisor.fleet.sql.dialects import DUCKDB
from advisor.fleet.sql.logic import Sql, both, either, opposite, written
from advisor.fleet.sql.tables import first_fit
from advisor.fleet.sql.terms import Fixed, Term
from advisor.formula import Number as Literal
from advisor.formula import Smallest, evaluate
from advisor.model import Kind

KINDS = (
    dict.fromkeys(NUMBERS, Kind.NUMBER)
    | dict.fromkeys(BOOLEANS, Kind.BOOLEAN)
    | dict.fromkeys(TEXTS, Kind.TEXT)
    | dict.fromkeys(LISTS, Kind.LIST)
)
TYPES = {
    Kind.NUMBER: "DOUBLE", Kind.BOOLEAN: "BOOLEAN", Kind.TEXT: "VARCHAR", Kind.LIST: "VARCHAR[]",
}  # fmt: skip
TERMS = {
    name: Term(
        kind, name, Sql(f"none_{name}", nullable=False), Sql(f"unknown_{name}", nullable=False)
    )
    for name, kind in KINDS.items()
}
CONNECTION = duckdb.connect() if duckdb else None


def asked(texts, facts):
    """What expressions say of a row with these facts."""
    values, parts = [], []
    for name, kind in KINDS.items():
        value = facts[name]
        known = value is not None and value is not UNKNOWN
        plain = list(value) if isinstance(value, tuple) else value
        values.append(plain if known else None)
        parts.append(f"CAST(? AS {TYPES[kind]}) AS {name}")
        parts.append(f"{value is None} AS none_{name}, {value is UNKNOWN} AS unknown_{name}")
    row = f"(SELECT {', '.join(parts)})"
    return CONNECTION.execute(f"SELECT {', '.join(texts)} FROM {row}", values).fetchone()


@settings(max_examples=60)
@given(st.lists(conditions, min_size=1, max_size=20), workloads)
def test_sql_says_of_every_condition_what_the_reference_says(several, facts):
    """Whether facts are known, unknown or none, and whatever hard texts and numbers they are."""
    texts = [written(reader.read(each, TERMS, DUCKDB)) for each in several]
    assert list(asked(texts, facts)) == [truth(each, facts) for each in several]


@settings(max_examples=60)
@given(conditions, workloads)
def test_what_is_the_same_for_every_row_is_folded(condition, facts):
    """A condition over constants is a constant."""
    fixed = {name: Fixed(value) for name, value in facts.items()}
    assert reader.read(condition, fixed, DUCKDB) is truth(condition, facts)


def test_truths_are_joined_and_folded():
    """What is known beforehand costs nothing in the query."""
    p, q = Sql("p"), Sql("q", nullable=False)
    assert both([True, p]) == p
    assert both([False, p]) is False
    assert either([p, True]) is True
    assert both([p, p]) == p
    assert either([q, opposite(q)]) is True
    assert isinstance(either([p, opposite(p)]), Sql)  # unknown where p is
    assert opposite(opposite(p)) == p


@pytest.mark.parametrize("table", ["fargate.sizes", "ec2.default_sizes"])
def test_a_merged_table_finds_the_row_that_the_whole_table_finds(table):
    """On every size, just below it and just above it."""
    formulas = [
        fact.formula
        for fact in load_rules().derived
        if isinstance(fact.formula, Smallest) and fact.formula.table == table
    ]
    rows = formulas[0].rows
    edges = [
        sorted({row[i] + step for row in rows for step in (-0.125, 0, 0.125)} | {0.001})
        for i in (0, 1)
    ]
    needs = ["v", "m", *["0"] * (len(rows[0]) - 2)]
    selects = ", ".join(first_fit(rows, needs, each.column) for each in formulas)
    found = CONNECTION.execute(
        f"SELECT v, m, {selects} FROM (SELECT unnest(?::DOUBLE[]) AS v), "
        "(SELECT unnest(?::DOUBLE[]) AS m)", edges,
    ).fetchall()  # fmt: skip
    for vcpus, memory, *values in found:
        parts = (Literal(vcpus), Literal(memory), *(Literal(0.0),) * (len(rows[0]) - 2))
        wanted = [evaluate(Smallest(table, rows, parts, each.column), {}) for each in formulas]
        assert values == wanted, (vcpus, memory)
