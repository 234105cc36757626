"""A mapping file makes jobs of any table, read strictly: each mistake has its place."""

from __future__ import annotations

import math

import pytest

duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed: the extra `fleet`")
pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: the extra `fleet`")

from hypothesis import given, settings
from hypothesis import strategies as st
from reader_support import facts, read, written

import advisor
from advisor import AdvisorError
from advisor.fleet.readers.expressions import ExpressionError, sql_of

TABLE = """\
job,wall time,rss_kb_per_core,cores,status,begin,priority
a,90,1048576,4,done,2026-01-01 00:00:00,1
b,-1,2097152,2,failed,n/a,2
c,xyz,,1,done,2026-01-02 00:00:00,3
"""
MAPPING = """\
name: job
duration: {column: wall time, unit: min}
vcpus: cores
memory: {expression: rss_kb_per_core * cores, unit: KiB}
state: status
started: begin
missing: [-1, n/a]
"""


def mapped(tmp_path, mapping, table=TABLE, name="table.csv"):
    """The jobs of a table with a mapping."""
    path = written(tmp_path, name, table)
    return read(path, mapping=written(tmp_path, "mapping.yaml", mapping))


def message_of(tmp_path, mapping, table=TABLE):
    """What is said of a mapping, without the folder."""
    with pytest.raises(AdvisorError) as caught:
        mapped(tmp_path, mapping, table)
    return str(caught.value).replace(f"{tmp_path}/", "")


def test_columns_become_facts_in_their_units(tmp_path):
    """By name, by expression, with values that mean nothing; other columns are kept."""
    jobs, rows = mapped(tmp_path, MAPPING)
    assert [facts(row, "name", "duration", "vcpus", "memory", "state") for row in rows] == [
        ["a", 5400.0, 4.0, 4096.0, "completed"],
        ["b", None, 2.0, 4096.0, "failed"],
        ["c", None, 1.0, None, "completed"],
    ]
    assert str(rows[0]["started"]) == "2026-01-01 00:00:00"
    assert rows[0]["priority"] == 1
    assert (jobs.format, jobs.rows, jobs.left_unknown) == ("table", 3, ())
    assert jobs.doubted[0].reason.startswith("`wall time` cannot be read")
    assert jobs.doubted[0].examples == ("row 3: `xyz`",)
    took = {each.column: (each.source, each.how) for each in jobs.took}
    assert took["duration"] == ("wall time", "in min")


@pytest.mark.parametrize(
    ("unit", "value", "seconds"),
    [("s", "90", 90), ("min", "1.5", 90), ("h", "2", 7200), ("ms", "1500", 1.5),
     ("hh:mm:ss", "1-00:00:01", 86_401), (None, "1.5 h", 5400),
     (None, "90 s", 90), (None, "90 second(s)", 90)],
)  # fmt: skip
def test_times_have_a_unit_or_are_texts_that_have_one(tmp_path, unit, value, seconds):
    """Those of a spec, and the clock."""
    entry = "wall" if unit is None else f'{{column: wall, unit: "{unit}"}}'
    _, rows = mapped(tmp_path, f"duration: {entry}\n", f"wall,x\n{value},1\n")
    assert rows[0]["duration"] == seconds


@pytest.mark.parametrize(
    ("unit", "value", "mebibytes"),
    [("MiB", "512", 512), ("GiB", "2", 2048), ("GB", "1", 1e9 / 2**20), ("KiB", "1024", 1),
     ("B", "1048576", 1), (None, "4 GiB", 4096), (None, "2.5 Gbytes", 2560)],
)  # fmt: skip
def test_memory_has_a_unit_or_is_text_that_has_one(tmp_path, unit, value, mebibytes):
    """Powers of 1000 and of 1024, as the names say."""
    entry = "mem" if unit is None else f"{{column: mem, unit: {unit}}}"
    _, rows = mapped(tmp_path, f"memory: {entry}\n", f"mem,x\n{value},1\n")
    assert math.isclose(rows[0]["memory"], mebibytes)


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ("durtion: x", "mapping.yaml:1:1: `durtion` is no field of a job; did you mean `"),
        ("vcpus: core", "mapping.yaml:1:8: the table has no column `core`; did you mean `cores`?"),
        ("vcpus: {colum: cores}", "1:9: `colum` says nothing of a column; did you mean `column`?"),
        ("vcpus: {column: cores, unit: s}", "1:30: `vcpus` has no unit; leave `unit` away"),
        ("duration: {column: cores, unit: mim}", "`mim` is no unit of `duration`; did you mean"),
        ("duration: cores", "1:11: `duration` needs a unit: the column `cores` is a number"),
        ("duration: cores", "; write `duration: {column: cores, unit: s}`"),
        ("vcpus: {column: cores, expression: cores}", "`vcpus` needs `column` or `expression`"),
        ("vcpus: {unit: s}", "`vcpus` needs `column` or `expression`"),
        ("vcpus: [cores]", "`vcpus` is no column"),
        ("vcpus: {expression: cores **2}", "`cores ** 2` cannot stand in an expression"),
        ("vcpus: {expression: cores +}", "`cores +` is no expression"),
        ("vcpus: {expression: '__import__(\"os\")'}", "cannot stand in an expression"),
        ("vcpus: {expression: cpus * 2}", "the table has no column `cpus`"),
        ("vcpus: cores\nkeep: [nothing]", "2:7: `nothing` is not a column of the table"),
        ("vcpus: cores\nmissing: [{}]", "2:11: `missing` is a list of texts and numbers"),
        ("- vcpus", "is no mapping of columns"),
        ("", "mapping.yaml: is empty"),
        ("vcpus: cores\nvcpus: cores", "vcpus"),
    ],
)  # fmt: skip
def test_a_mistake_has_its_place(tmp_path, mapping, message):
    """And says what would be right."""
    assert message in message_of(tmp_path, mapping)


def test_all_mistakes_are_said_at_once(tmp_path):
    """One a line."""
    said = message_of(tmp_path, "vcpus: {unit: s}\nnope: x\n")
    assert len(said.splitlines()) == 3


def test_a_column_that_is_called_like_a_fact_is_not_taken_for_it(tmp_path):
    """It may be in any unit: with a mapping, only what it names is a fact."""
    jobs, _ = mapped(tmp_path, "vcpus: cores\n", "cores,memory,x\n1,4,5\n")
    assert jobs.columns == ("vcpus", "x")


def test_frames_and_other_tables_take_a_mapping_too(tmp_path):
    """Parquet, JSON lines, Arrow; in Python a mapping needs no file."""
    path = written(tmp_path, "mapping.yaml", "duration: {column: wall, unit: h}\nvcpus: n\n")
    frame = pa.table({"wall": [0.1, 30.0], "n": [1, 4]})
    duckdb.from_arrow(frame).write_parquet(str(tmp_path / "table.parquet"))
    lines = '{"wall": 0.1, "n": 1}\n{"wall": 30.0, "n": 4}\n'
    lines_path = written(tmp_path, "table.jsonl", lines)
    entries = {"duration": {"column": "wall", "unit": "h"}, "vcpus": "n"}
    given = ((frame, path), (tmp_path / "table.parquet", path), (lines_path, path))
    for each, mapping in (*given, (frame, entries)):
        found = advisor.fleet(each, mapping=mapping)
        assert found["duration"].to_pylist() == [360.0, 108_000.0]
        assert found["service"].to_pylist() == ["lambda", "batch"]


LEAF = st.one_of(st.sampled_from(["a", "b", "'a b'"]), st.integers(0, 99).map(str))
TREE = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda x: f"({x[0]} {x[1]} {x[2]})"),
        st.tuples(st.sampled_from(["min", "max", "coalesce"]), inner, inner).map(
            lambda x: f"{x[0]}({x[1]}, {x[2]})"
        ),
        inner.map(lambda x: f"-{x}"),
    ),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=40)
@given(TREE)
def test_an_expression_is_worked_out_as_it_is_written(text):
    """As Python does, which has the same order of operations."""
    sql = sql_of(text, {"a": "3e0", "b": "0.5e0", "a b": "7e0"}.__getitem__)
    found = duckdb.sql(f"SELECT {sql}").fetchall()[0][0]
    try:
        wanted = eval(text.replace("'a b'", "7"), {"a": 3, "b": 0.5, "coalesce": lambda x, _: x})
    except ZeroDivisionError:
        return
    # A division by nothing is NULL in the part where it is, and others may go on without it.
    assert found is None or math.isclose(found, wanted, rel_tol=1e-9, abs_tol=1e-9)


@settings(max_examples=40)
@given(st.text(max_size=30))
def test_no_text_is_more_than_an_expression(text):
    """It is one, or it is refused; none of it goes into the query as it is."""
    names = []
    try:
        sql = sql_of(text, lambda name: names.append(name) or "1e0")
    except ExpressionError:
        return
    duckdb.sql(f"SELECT {sql}")
