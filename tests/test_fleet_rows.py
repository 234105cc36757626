"""Jobs that are decided by their kinds get what each would get by itself, in the same order."""

from __future__ import annotations

import pytest

duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed: the extra `fleet`")
pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: the extra `fleet`")
np = pytest.importorskip("numpy", reason="numpy is not installed: the extra `fleet`")

import pyarrow.parquet as pq
from fleet_support import rows_of, table_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import workloads

from advisor import AdvisorError, load_rules
from advisor.fleet import fleet, numbered, query, rows
from advisor.fleet.codes import Codes
from advisor.fleet.kinds import Cut, _by_interval
from advisor.fleet.run import ask, write
from advisor.fleet.sources import connection
from advisor.fleet.sql.query import Query

BOOK = load_rules()
SOME = settings(max_examples=8, suppress_health_check=list(HealthCheck))
SPECS = st.lists(workloads().map(lambda each: {k: v for k, v in each.items() if k != "x"}),
                 min_size=1, max_size=40)  # fmt: skip
# What no spec may state, what is just allowed, and what is beside a limit.
NUMBERS = st.sampled_from([None, -1.0, 0.0, 0.5, 1.0, 29.9, 30.0, 900.0, 901.0, 3e9, 1e18,
                           float("nan"), float("inf")])  # fmt: skip
COLUMNS = ("duration", "typical_duration", "vcpus", "memory", "gpus", "nodes", "retries")
ODD = st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, NUMBERS)), min_size=1, max_size=40)


@pytest.fixture
def _small(monkeypatch):
    """Few jobs are looked up and handed out at once, so that there are several turns."""
    monkeypatch.setattr(numbered, "_BATCH", 7)
    monkeypatch.setattr(rows, "_BATCH", 5)


def each_by_itself(table, **options):
    """What the query says of every row."""
    opened = connection()
    opened.register("given", table)
    kept = table.column_names
    facts = [name for name in kept if name in BOOK.facts]
    made = query(BOOK, facts, table="given", keep=kept, **options)
    return opened.sql(made.text).to_arrow_table()


def same(found, expected):
    """Hold texts, numbers and gaps to be equal, NaN to NaN."""
    assert found.column_names == expected.column_names
    for name in found.column_names:
        assert repr(found[name].to_pylist()) == repr(expected[name].to_pylist()), name


@SOME
@given(SPECS, st.booleans())
@pytest.mark.usefixtures("_small")
def test_each_job_gets_the_answer_of_its_own(specs, lists):
    """Whatever facts there are and however they are told apart."""
    table = table_of(BOOK, rows_of([{"duration": "5 s"}, *specs]))
    table = pa.concat_tables([table, table.slice(0, 3), table])  # so that many are alike
    found = fleet(table, fired=True, lists=lists)
    same(found, each_by_itself(table, fired=True, lists=lists))


@SOME
@given(ODD, st.sets(st.sampled_from(COLUMNS), min_size=1))
@pytest.mark.usefixtures("_small")
def test_what_a_spec_refuses_makes_no_other_job_unlike(found, names):
    """A kind has no job that states something beside one that does not."""
    table = pa.table({name: [each[name] for each in found] for name in sorted(names)})
    table = table.cast(pa.schema([(name, pa.float64()) for name in table.column_names]))
    same(fleet(table), each_by_itself(table))


@pytest.mark.parametrize("most", [1_000_000, 0])
def test_nan_in_parquet_states_nothing(monkeypatch, tmp_path, most):
    """Also where Arrow wrote it, whose statistics leave it out; jobs and sums are then the same."""
    monkeypatch.setattr(numbered, "_MOST", most)
    nan = float("nan")
    stated = {"duration": [10.0, nan, 5000.0, nan], "memory": [512.0, 100.0, nan, nan]}
    table = pa.table({**stated, "vcpus": [1.0] * 4, "cpu_hours": [1.0, 2.0, nan, 4.0]})
    pq.write_table(table, tmp_path / "jobs.parquet")
    found, expected = fleet(tmp_path / "jobs.parquet"), fleet(table)
    same(found, expected)
    assert repr(found.summary.platforms) == repr(expected.summary.platforms)


def test_lists_that_duckdb_hashes_alike_are_told_apart():
    """None, an empty one and one with a NULL, of which only the last lists something."""
    lists = [None, [], [None], ["a"], [None, "a"], ["a", None]]
    table = pa.table({"linux_parameters.devices": pa.array(lists * 2, pa.list_(pa.string()))})
    found = fleet(table, fired=True)
    same(found, each_by_itself(table, fired=True))
    assert found["platform"][1] != found["platform"][2]


def test_a_column_without_gaps_may_still_state_what_is_refused():
    """Jobs are then told apart once more, by what they state in its place as well."""
    table = pa.table({"typical_duration": [-1.0, -1.0, 5.0], "duration": [10.0, 90_000.0, 10.0]})
    found = fleet(table)
    same(found, each_by_itself(table))
    assert found["platform"].to_pylist()[0] != found["platform"].to_pylist()[1]


@pytest.mark.parametrize("most", [0, 20])
@pytest.mark.usefixtures("_small")
def test_jobs_with_little_in_common_are_decided_one_by_one(monkeypatch, most):
    """At once or when that shows; answers and types of columns are the same."""
    table = pa.table({"name": [f"job-{i}" for i in range(50)], "vcpus": [2.0] * 50,
                      "memory": [1000.0 + i for i in range(50)]})  # fmt: skip
    by_kinds = fleet(table)
    monkeypatch.setattr(numbered, "_MOST", most)
    assert isinstance(ask(connection(), table).how, Query)
    one_by_one = fleet(table)
    assert one_by_one.schema == by_kinds.schema
    assert one_by_one.schema.metadata == by_kinds.schema.metadata
    same(one_by_one, by_kinds)


def test_the_query_has_no_join():
    """After which the jobs would have another order, whenever two threads read them."""
    opened = connection()
    table = table_of(BOOK, rows_of([{"runtime": "python3.13", "trigger": "schedule"}]))
    opened.register("jobs", table)
    made = query(BOOK, table.column_names[1:])
    assert "Join" not in opened.execute(f"EXPLAIN {made.text}").fetchall()[0][1]


@pytest.mark.parametrize("keep", [[], ["name"], None])
def test_a_job_of_which_no_fact_matters_is_decided_too(keep):
    """By what is assumed of it, whatever is kept."""
    found = fleet(pa.table({"name": ["a", "b"], "region": ["eu-west-1"] * 2}), keep=keep)
    assert found.num_rows == 2
    assert len(set(found["platform"].to_pylist())) == 1


@pytest.mark.usefixtures("_small")
def test_nothing_has_to_be_kept():
    """The decisions then stand alone, one for each job."""
    table = pa.table({"duration": [float(i * 100) for i in range(30)]})
    same(fleet(table, keep=[]), each_by_itself(table).drop_columns(["duration"]))


def test_texts_are_dictionaries_here_and_in_parquet(tmp_path):
    """They cost two bytes a job, and are texts to whoever reads them."""
    table = pa.table({"duration": [10.0, 90_000.0] * 10})
    found = fleet(table)
    assert pa.types.is_dictionary(found.schema.field("platform").type)
    pq.write_table(found.table, tmp_path / "found.parquet")
    (type_,) = duckdb.sql(
        f"SELECT DISTINCT typeof(platform) FROM '{tmp_path}/found.parquet'"
    ).fetchall()[0]
    assert type_ == "VARCHAR"


@pytest.mark.parametrize("ending", ["parquet", "csv", "jsonl"])
def test_what_arrow_cannot_write_is_kept_as_a_text(tmp_path, ending):
    """As the time from one moment to another, which DuckDB puts into Parquet."""
    jobs = duckdb.sql("SELECT 10.0 AS duration, INTERVAL 90 MINUTE AS took")
    path = tmp_path / f"found.{ending}"
    write(ask(connection(), jobs), path)
    assert duckdb.sql(f"SELECT CAST(took AS VARCHAR) FROM '{path}'").fetchall() == [("01:30:00",)]


CODES = st.lists(st.lists(st.integers(0, 5).map(lambda i: i << 22) | st.integers(0, 2**64 - 1)))


@given(CODES)
def test_a_code_has_one_number_and_no_other_code_has_it(several):
    """Numbers are given in the order in which codes come, also where many share a slot."""
    codes = Codes()
    first: dict[int, int] = {}
    for some in several:
        found, new = (each.tolist() for each in codes.numbers(np.array(some, np.uint64)))
        assert [some[at] for at in new] == [
            each for each in dict.fromkeys(some) if each not in first
        ]
        for code, number in zip(some, found, strict=True):
            assert first.setdefault(code, number) == number
    assert sorted(first.values()) == list(range(1, len(codes) + 1))


@pytest.mark.parametrize("most", [0, 1000])
def test_a_few_columns_of_the_decisions_can_be_given(monkeypatch, most):
    """With what is kept of the jobs, by kinds and one by one."""
    monkeypatch.setattr(numbered, "_MOST", most)
    table = pa.table({"status": ["done", "failed"], "duration": [10.0, 90_000.0]})
    found = fleet(table, keep=["status"], give=["service_rule", "platform"])
    assert found.column_names == ["job_status", "platform", "service_rule"]
    every = fleet(table)
    assert found["platform"].to_pylist() == every["platform"].to_pylist()


def test_a_column_that_the_decisions_do_not_have_is_refused():
    """With the one that is most like it."""
    with pytest.raises(AdvisorError, match="did you mean `platform`"):
        fleet(pa.table({"duration": [10.0]}), give=["platfrom"])
    with pytest.raises(AdvisorError, match="no column of the decisions is wanted"):
        fleet(pa.table({"duration": [10.0]}), give=[])


CUTS = st.lists(st.builds(Cut, st.sampled_from([0.0, 0.5, 30.0, 900.0, 1e15]), st.booleans()),
                unique=True).map(sorted)  # fmt: skip


@given(CUTS, st.booleans())
def test_the_example_of_an_interval_lies_in_it(ends, full):
    """It stands for all values between two limits of the rule book."""
    key = _by_interval("x", '"x"', ends, full)
    opened = connection()
    opened.register("examples", pa.table({"x": pa.array(key.examples, pa.float64())}))
    found = opened.sql(f"SELECT {key.text} FROM examples").fetchall()
    assert [row[0] for row in found] == list(range(key.values))
