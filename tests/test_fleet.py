"""A table of jobs gets, row by row, the answers that `recommend` gives, and nothing is lost."""

from __future__ import annotations

import gzip
import json

import pytest

duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed: the extra `fleet`")
pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: the extra `fleet`")

import pyarrow.parquet as pq
from fleet_support import answered, expected, rows_of, run, table_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import workloads

import advisor
from advisor import AdvisorError, load_rules
from advisor.fleet import fleet, query
from advisor.fleet.columns import decision_columns
from advisor.fleet.run import ask
from advisor.fleet.sources import connection

BOOK = load_rules()
BATCH = st.lists(workloads().map(lambda w: {k: v for k, v in w.items() if k != "x"}),
                 min_size=60, max_size=100)  # fmt: skip
SOME = ["duration", "vcpus", "memory", "gpus", "gpu_memory", "image", "lambda_image",
        "typical_duration", "runs_per_month", "consider", "interruptible",
        "file_systems"]  # fmt: skip
SLOW = settings(max_examples=5, suppress_health_check=list(HealthCheck))


def same_as_recommend(specs, **options):
    """Hold each row to the answer for its spec."""
    table = table_of(BOOK, rows_of(specs))
    facts = [name for name in table.column_names if name != "row"]
    made = query(BOOK, facts, table="given", keep=["row"], fired=True, **options)
    opened = duckdb.connect()
    opened.register("given", table)
    rows = opened.sql(made.text).to_arrow_table().to_pylist()
    assert [row["row"] for row in rows] == list(range(len(specs)))
    for spec, row in zip(specs, rows, strict=True):
        assert answered(row, made.keys) == expected(BOOK, spec), spec


@SLOW
@given(BATCH)
def test_every_row_gets_the_answer_of_recommend(specs):
    """Platform, status, each choice, its status and deciding rule, what it depends on, rules."""
    same_as_recommend(specs)


@SLOW
@given(st.lists(st.sampled_from(SOME), unique=True), BATCH)
def test_a_table_with_few_columns_gets_it_too(names, specs):
    """What no column states is the same for every row, and folded into the query."""
    same_as_recommend([{n: spec[n] for n in names if n in spec} for spec in specs])


def test_columns_that_are_never_null_give_the_same_answers():
    """Saying so makes the query shorter, not different."""
    jobs = [{"duration": f"{d} s", "vcpus": v, "memory": f"{m} MiB"}
            for d in (5, 30, 601, 900, 901, 1_300_000) for v in (0.25, 1, 6, 7, 17, 33, 900)
            for m in (128, 10_240, 10_241, 40_000, 130_000, 250_000)]  # fmt: skip
    same_as_recommend(jobs, full=["duration", "vcpus", "memory"])
    some = query(BOOK, ["duration", "vcpus"])
    assert len(query(BOOK, ["duration", "vcpus"], full=["duration", "vcpus"]).text) < len(some.text)


def test_no_row_at_all_is_an_answer():
    """An empty history has no decisions."""
    assert fleet(pa.table({"duration": pa.array([], pa.float64())})).num_rows == 0


def jobs():
    """A small history."""
    return pa.table({
        "name": ["a", "b", "c"], "duration": [10.0, 5000.0, None], "memory": [512.0, 8e5, 1024.0],
        "status": ["done", "failed", "done"],
    })  # fmt: skip


PLATFORMS = ["lambda", "batch-ec2", "lambda"]


def test_every_library_stays_at_home(tmp_path):
    """Arrow, DuckDB, pandas, Polars, and files of each kind give the same decisions."""
    given_jobs = jobs()
    frames = [given_jobs, given_jobs.to_reader(), duckdb.from_arrow(given_jobs)]
    for name in ("pandas", "polars"):
        try:
            library = __import__(name)
        except ImportError:
            continue
        frames.append(
            given_jobs.to_pandas() if name == "pandas" else library.from_arrow(given_jobs)
        )
    rows = given_jobs.to_pylist()
    pq.write_table(given_jobs, tmp_path / "jobs.parquet")
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "jobs.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    text = "name,duration,memory,status\n" + "".join(
        ",".join("" if v is None else str(v) for v in row.values()) + "\n" for row in rows
    )
    (tmp_path / "jobs.csv").write_text(text)
    duckdb.sql(f"COPY (FROM given_jobs) TO '{tmp_path / 'jobs.csv.zst'}' (COMPRESSION zstd)")
    frames += [tmp_path / "jobs.parquet", str(tmp_path / "jobs.jsonl.gz"), tmp_path / "jobs.csv",
               str(tmp_path / "*.parquet"), [tmp_path / "jobs.csv.zst"]]  # fmt: skip
    for frame in frames:
        assert advisor.fleet(frame)["platform"].to_pylist() == PLATFORMS, frame


def test_the_columns_are_those_that_are_declared():
    """Readers and the summary rely on their names; a column of the jobs that clashes is renamed."""
    found = fleet(jobs(), fired=True)
    declared = [each.name for each in decision_columns(BOOK, fired=True)]
    assert found.column_names == ["name", "duration", "memory", "job_status", *declared]
    key = json.loads(found.schema.metadata[b"advisor.depends_on"])
    assert "duration" in key


def test_no_two_columns_are_called_alike():
    """DuckDB would find the one where the other is asked for, also where only the case differs."""
    names = ["duration", "Status", "platform", "job_platform"]
    found = fleet(pa.table({name: ["1"] if name != "duration" else [1.0] for name in names}))
    assert found.column_names[:4] == ["duration", "job_Status", "job_job_platform", "job_platform"]
    assert found.column_names[4] == "platform"


def test_what_a_spec_does_not_allow_is_not_stated_and_is_counted():
    """A duration of nothing, NaN, half a GPU: each is unknown, and nothing is dropped silently."""
    table = pa.table({"duration": [0.0, float("nan"), -1.0, 10.0], "gpus": [0.5, 0.0, 0.0, 0.0],
                      "architecture": ["x86_64", "amd64", None, "arm64"]})  # fmt: skip
    asked = ask(connection(), table)
    counted = {each.reason.split("`")[1]: each.number for each in asked.survey.refused}
    assert counted == {"duration": 3, "gpus": 1, "architecture": 1}
    assert (
        fleet(table)["platform"].to_pylist()[:3]
        == fleet(pa.table({"duration": pa.nulls(3, pa.float64())}))["platform"].to_pylist()
    )


@pytest.mark.parametrize(
    ("given_jobs", "message"),
    [
        ("jobs.xlsx", "jobs.xlsx: cannot be read: there is no such file"),
        ("nowhere/*.parquet", "cannot be read"),
        (
            pa.table({"memory": ["8 GiB"]}),
            "the column `memory` has the type VARCHAR; must be a number in MiB",
        ),
        (7, "jobs cannot be of type `int`"),
        (pa.table({"duration": [1], "Duration": [2]}), "two columns of the jobs are called alike"),
        (pa.table({"duration": [1], "": [2]}), "a column of the jobs has no name"),
        (
            pa.table({"foo": [1], "cores": [2]}),
            "no column of the jobs is a fact of a workload: there is `foo`, `cores`; call them",
        ),
        (pa.table({"name": ["a"], "runs": [3]}), "no column of the jobs is a fact"),
        (pa.table({}), "the jobs have no columns"),
    ],
)
def test_a_mistake_names_what_is_wrong(given_jobs, message):
    """The file or the column, and what would be right."""
    with pytest.raises(AdvisorError) as caught:
        fleet(given_jobs)
    assert message in str(caught.value)


def test_a_single_column_may_be_named_without_a_list():
    """As text, which is one name and no list of letters."""
    found = fleet(jobs(), keep="name", give="platform")
    assert found.column_names == ["name", "platform"]


def test_files_of_two_kinds_are_both_named(tmp_path):
    """So that one knows which of them is meant."""
    pq.write_table(jobs(), tmp_path / "a.parquet")
    (tmp_path / "b.csv").write_text("duration\n1\n")
    with pytest.raises(
        AdvisorError, match=r"`.*a\.parquet` and `.*b\.csv`; read one kind at a time"
    ):
        fleet([tmp_path / "a.parquet", tmp_path / "b.csv"])


def test_a_fact_may_be_stated_for_all_jobs_that_do_not_state_it():
    """As if each had it in its spec, in its own unit; what a job states counts for that job."""
    table = pa.table({"duration": [1800.0] * 3, "interruptible": [None, True, False]})
    found = fleet(table, facts={"interruptible": True, "memory": "8 GiB", "vcpus": 2})
    assert found["memory"].to_pylist() == [8192] * 3
    for row, interruptible in zip(found.to_pylist(), (True, True, False), strict=True):
        spec = {"duration": "30 min", "interruptible": interruptible, "memory": "8 GiB", "vcpus": 2}
        assert row["platform"] == advisor.recommend(spec, rules=BOOK).platform.id
    took = [each.how for each in found.summary.took if each.source == "what you said"]
    assert "8 GiB where a job does not say it" in took


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"memroy": 1}, "`memroy` is not a field"),
        ({"memory": "8 XB"}, "`memory`"),
        ({"name": "a"}, "`name` cannot be stated for all jobs"),
        ({"runs_per_month": "10 to 20"}, "`runs_per_month` cannot be stated for all jobs"),
    ],
)
def test_what_is_no_fact_cannot_be_stated_for_all_jobs(facts, message):
    """Nor a value that a spec refuses."""
    with pytest.raises(AdvisorError, match=message):
        fleet(jobs(), facts=facts)


def test_a_mistake_in_a_frame_is_no_error_of_another_library():
    """A frame that is not there yet, a column of objects, a length of time as pandas has it."""
    pd, pl = pytest.importorskip("pandas"), pytest.importorskip("polars")
    for frame, message in (
        (pl.LazyFrame({"duration": [1]}), "`LazyFrame`; give a path or a frame, such as its `.col"),
        (pd.DataFrame({"duration": [1], "x": [object()]}), "the jobs cannot be read: Could not"),
        (pd.DataFrame({"duration": pd.to_timedelta([1], unit="s")}), "must be a number in s"),
        (pd.DataFrame(), "the jobs have no columns"),
    ):
        with pytest.raises(AdvisorError) as caught:
            fleet(frame)
        assert message in str(caught.value)


def test_a_table_says_which_columns_are_facts_and_which_are_kept(tmp_path):
    """And which fact a column is nearly called like."""
    (tmp_path / "jobs.csv").write_text("duration,memory,memry,queue\n60,512,1,short\n")
    said = run("fleet", tmp_path / "jobs.csv").stderr.splitlines()
    assert said == [
        "columns that say something: `duration` (in s), `memory` (in MiB)",
        "note: no fact of a workload, and kept as it is: `memry`, `queue`",
    ]
    (tmp_path / "jobs.csv").write_text("duration,memry\n60,512\n")
    assert "note: did you mean `memory` by `memry`?" in (
        run("fleet", tmp_path / "jobs.csv").stderr.splitlines()
    )


@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".jsonl"])
def test_a_rerun_gives_the_same_bytes(tmp_path, suffix):
    """And leaves nothing beside the file that was asked for."""
    pq.write_table(
        pa.concat_tables([jobs()] * 50_000), tmp_path / "jobs.parquet", row_group_size=20_000
    )
    out = tmp_path / f"out{suffix}"
    results = []
    for _ in range(2):
        result = run("fleet", tmp_path / "jobs.parquet", "-o", out)
        assert result.exit_code == 0, result.output
        results.append(out.read_bytes())
    assert results[0] == results[1]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["jobs.parquet", out.name]


def test_an_interrupted_run_leaves_the_old_file(tmp_path):
    """A file is there as a whole, or it is the one from before."""
    text = '{"duration": 10}\n' * 60_000 + '{"duration":\n'
    (tmp_path / "jobs.jsonl").write_text(text)
    out = tmp_path / "out.parquet"
    out.write_text("the old one")
    result = run("fleet", tmp_path / "jobs.jsonl", "-o", out)
    assert result.exit_code != 0
    assert out.read_text() == "the old one"
    assert len(list(tmp_path.iterdir())) == 2


def test_memory_is_bounded(tmp_path):
    """A million jobs are decided with little memory."""
    source = tmp_path / "jobs.parquet"
    duckdb.sql(
        "COPY (SELECT i AS name, random() * 2000 AS duration FROM range(1000000) t(i)) "
        f"TO '{source}'"
    )
    result = run("fleet", source, "-o", tmp_path / "out.parquet", "--memory-limit", "300MB")
    assert result.exit_code == 0, result.output
    assert pq.read_metadata(tmp_path / "out.parquet").num_rows == 1_000_000


def test_the_query_can_be_printed_and_run_elsewhere():
    """As DuckDB and Spark read it; for others it is translated, and said not to be run."""
    printed = run("sql", "--columns", "name,duration!,memory", "--from", "given", "--lists").stdout
    opened = duckdb.connect()
    opened.register("given", jobs().filter(pa.array([True, True, False])))
    assert [row[1] for row in opened.sql(printed).fetchall()] == PLATFORMS[:2]
    printed = run("sql", "--columns", "duration", "--keep", "job id", "--fired").stdout
    assert '"job id"' in printed.partition("FROM jobs")[0]
    assert "-- fired: " in printed
    assert "arrays_overlap" in run("sql", "--dialect", "spark", "--columns", "file_systems").stdout


def test_a_dialect_that_nobody_knows_is_refused():
    """With the one that is most like it."""
    pytest.importorskip("sqlglot", reason="sqlglot is not installed: the extra `sql`")
    assert run("sql", "--dialect", "snowflake").exit_code == 0
    result = run("sql", "--dialect", "snowflak")
    assert "did you mean `snowflake`?" in str(result.exception)
