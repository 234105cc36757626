"""Many runs of one job become one workload: its lengths, its sizes, how often it runs."""

from __future__ import annotations

import math
from collections import defaultdict

import pytest

duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed: the extra `fleet`")
pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: the extra `fleet`")

from hypothesis import given, settings
from hypothesis import strategies as st
from reader_support import TRACE, facts, read, written

import advisor
from advisor.fleet.readers import Reading
from advisor.fleet.sources import connection, jobs_of


def log(runs):
    """An account of runs, one an hour: name, state, seconds, MiB."""
    lines = (
        f"{n}|{name}|{state}|00:00:{seconds:02}|2|{mebibytes}M|"
        f"2026-01-{1 + n // 24:02}T{n % 24:02}:00:00"
        for n, (name, state, seconds, mebibytes) in enumerate(runs)
    )
    return "JobID|JobName|State|Elapsed|NCPUS|ReqMem|Submit\n" + "\n".join(lines) + "\n"


def test_a_workload_is_as_long_as_the_longest_of_its_runs(tmp_path):
    """And usually as long as the median; the 95th percentile is beside."""
    runs = [("a", "COMPLETED", seconds, 100) for seconds in range(1, 21)]
    jobs, rows = read(written(tmp_path, "log", log(runs)), group_by="name")
    names = ("name", "duration", "typical_duration", "duration_p50", "duration_p95",
             "duration_largest", "memory", "vcpus", "runs", "cpu_hours")  # fmt: skip
    assert facts(rows[0], *names) == ["a", 20, 10, 10, 19, 20, 100, 2, 20, 210 * 2 / 3600]
    took = {each.column: each.how for each in jobs.took}
    assert (took["duration"], took["typical_duration"]) == ("the largest", "the median")
    assert "20 runs; one workload for each `name`: 1" in jobs.notes


def test_another_percentile_decides_if_it_is_asked_for(tmp_path):
    """And the output says so."""
    runs = [("a", "COMPLETED", seconds, 100 + seconds) for seconds in range(1, 21)]
    jobs, rows = read(written(tmp_path, "log", log(runs)), group_by="name", percentile=95)
    assert facts(rows[0], "duration", "memory", "duration_largest") == [19, 119, 20]
    assert "the 95th percentile" in {each.how for each in jobs.took}


def test_runs_that_were_cut_short_do_not_say_how_long_a_job_is(tmp_path):
    """Unless there are no others; they count as runs, and cost their hours."""
    runs = [("a", "COMPLETED", 10, 100), ("a", "FAILED", 50, 900), ("b", "TIMEOUT", 30, 100)]
    jobs, rows = read(written(tmp_path, "log", log(runs)), group_by="name")
    names = ("name", "duration", "memory", "runs", "runs_completed")
    assert [facts(row, *names) for row in rows] == [["a", 10, 100, 2, 1], ["b", 30, 100, 1, 0]]
    assert rows[0]["cpu_hours"] == 60 * 2 / 3600
    assert any("workloads without: 1" in each for each in jobs.notes)


def test_how_often_a_job_runs_follows_from_the_days_of_the_log(tmp_path):
    """A log of some hours says nothing of a month."""
    runs = [("ab"[n % 2], "COMPLETED", 10, 100) for n in range(24 * 10 + 1)]
    _, rows = read(written(tmp_path, "log", log(runs)), group_by="name")
    assert math.isclose(rows[0]["runs_per_month"], 121 / 10 * 365.25 / 12)
    jobs, rows = read(written(tmp_path, "log", log(runs[:24])), group_by="name")
    assert "runs_per_month" not in rows[0]
    assert any("`runs_per_month` is not stated" in each for each in jobs.left_unknown)


def test_tasks_of_a_process_are_one_workload(tmp_path):
    """With what all of them share; what differs is not stated."""
    path = written(tmp_path, "trace.txt", TRACE)
    _, rows = read(path, group_by="process")
    assert [facts(row, "process", "name", "image", "runs") for row in rows] == [
        ["ALIGN", "ALIGN", "quay.io/bwa:1", 2], ["SORT", "SORT", None, 2],
    ]  # fmt: skip
    table = advisor.fleet(path, group_by="process", percentile=50)
    assert table["service"].to_pylist() == [
        "lambda",
        "batch",
    ]  # SORT asks for more disk than a function has


RUN = st.fixed_dictionaries({
    "name": st.sampled_from(["a", "b", None]),
    "state": st.sampled_from(["completed", "failed", None]),
    "duration": st.one_of(st.none(), st.integers(1, 99).map(float)),
    "vcpus": st.sampled_from([1.0, 4.0, None]),
})  # fmt: skip


SCHEMA = pa.schema({"name": pa.string(), "state": pa.string(), "duration": pa.float64(),
                    "vcpus": pa.float64()})  # fmt: skip


@settings(max_examples=20)
@given(st.lists(RUN, min_size=1, max_size=12))
def test_groups_are_those_that_plain_python_makes(runs):
    """In the order in which they appear; no run is lost."""
    frame = pa.Table.from_pylist(runs, SCHEMA)
    opened = connection()
    jobs = jobs_of(frame, opened, Reading(group_by="name"))
    rows = opened.sql(jobs.sql).to_arrow_table().to_pylist()
    groups = defaultdict(list)
    for run in runs:
        groups[run["name"]].append(run)
    assert [row["name"] for row in rows] == list(groups)
    for row, group in zip(rows, groups.values(), strict=True):
        told = [run for run in group if run["state"] == "completed"] or group
        lengths = sorted(run["duration"] for run in told if run["duration"] is not None)
        assert row["runs"] == len(group)
        assert row["duration"] == (lengths[-1] if lengths else None)
        median = lengths[math.ceil(len(lengths) / 2) - 1] if lengths else None
        assert row["typical_duration"] == median
        assert row["vcpus"] == max((r["vcpus"] for r in group if r["vcpus"]), default=None)
