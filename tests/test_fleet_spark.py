"""Spark gives the answers and the summary of DuckDB, even on a cluster that loses a worker."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed: the extra `spark`")
duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed: the extra `fleet`")
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    pytest.skip("Spark needs Java 17, which is not there", allow_module_level=True)

from fleet_support import answered, expected, rows_of, table_of
from hypothesis import HealthCheck, Phase, given, settings
from strategies import workloads

import advisor
from advisor import load_rules
from advisor.errors import AdvisorError
from advisor.fleet import spark as on_spark
from advisor.fleet import spark_session
from advisor.fleet.supposed import supposed_facts

BOOK = load_rules()
LOOPBACK = "127.0.0.1"
# Each Java process lives for some seconds: compiling for speed and more threads do not pay.
BRIEFLY = {"SPARK_LOCAL_IP": LOOPBACK,
           "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}  # fmt: skip


@pytest.fixture(scope="module")
def session():
    """Spark on this machine, in two threads."""
    with pytest.MonkeyPatch.context() as environment:
        for name, value in BRIEFLY.items():
            environment.setenv(name, value)
        with spark_session.session("local[2]") as started:
            started.conf.set("spark.sql.shuffle.partitions", 2)  # 200 would be for a cluster
            yield started


def specs(number):
    """So many random workloads, the same each time."""
    found = []

    @settings(max_examples=number, database=None, phases=[Phase.generate],
              derandomize=True, suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(workloads())
    def collect(spec):
        found.append({name: value for name, value in spec.items() if name != "x"})

    collect()
    return found[:number]


def test_every_row_gets_the_answer_of_recommend(session, tmp_path):
    """Platform, status, each choice, its status and deciding rule, what it depends on, rules."""
    import pyarrow.parquet as pq

    several = specs(250)
    pq.write_table(table_of(BOOK, rows_of(several)), tmp_path / "jobs.parquet")
    jobs = session.read.parquet(str(tmp_path / "jobs.parquet"))
    asked = on_spark.ask(jobs, BOOK, keep=["row"])
    rows = {row["row"]: row.asDict() for row in on_spark.decided(asked).collect()}
    assert sorted(rows) == list(range(len(several)))
    for number, spec in enumerate(several):
        wanted = expected(BOOK, spec) | {"fired": ()}  # the rules that hold are held on DuckDB
        assert answered(rows[number], asked.query.keys) == wanted, spec


HISTORY = """SELECT i AS row, 10 + hash(i) % 900 * 1.5 AS duration,
    CASE WHEN i % 7 > 0 THEN 1 + hash(i + 1) % 40 ELSE -i END AS vcpus,
    CASE WHEN i % 5 > 0 THEN 1024.0 * (1 + hash(i + 2) % 150) END AS memory,
    CASE WHEN i % 3 > 0 THEN ['amd64', 'x86_64', 'arm64'][1 + i % 3] END AS architecture,
    i % 11 = 0 AS interruptible, 1 + i % 4 AS runs,
    CASE WHEN i % 9 > 0 THEN i / 10.0 END AS cpu_hours,
    CASE WHEN i % 2 = 0 THEN 'us-east-1' END AS region, 'efs, s3' AS file_systems,
    TIMESTAMP '2026-03-01 00:00:00' + INTERVAL (i) HOUR AS started
    FROM range(400) t(i)"""


def history(folder, parts=3, suffix=".parquet"):
    """Jobs with gaps, with what no spec allows and all that a summary weighs, in several files."""
    folder.mkdir()
    for part in range(parts):
        target = folder / f"part-{part}{suffix}"
        tabs = ", DELIMITER '\t'" if suffix == ".tsv" else ""
        duckdb.sql(f"COPY ({HISTORY} WHERE i % {parts} = {part}) TO '{target}' (HEADER{tabs})"
                   if suffix in (".csv", ".tsv") else
                   f"COPY ({HISTORY} WHERE i % {parts} = {part}) TO '{target}'")  # fmt: skip
    return str(folder / f"*{suffix}")


def alike(one, other):
    """Whether two JSON documents are the same but for the last digits of what was added up."""
    match one, other:
        case dict(), dict():
            return one.keys() == other.keys() and all(alike(one[k], other[k]) for k in one)
        case list(), list():
            return len(one) == len(other) and all(map(alike, one, other))
        case float() | int(), float() | int():
            return one == pytest.approx(other, rel=1e-6)
        case _:
            return one == other


def both(session, paths, facts=None):
    """The summaries of the same files by Spark and by DuckDB."""
    asked = on_spark.ask(on_spark.read(session, [paths]), BOOK, facts=supposed_facts(facts or {}))
    return on_spark.summed_up(asked, named=paths), advisor.fleet(paths, facts=facts).summary


@pytest.mark.parametrize("suffix", [".parquet", ".tsv", ".jsonl"])
def test_a_summary_is_that_of_duckdb(session, tmp_path, suffix):
    """Counts, reasons, near misses, costs, what was refused; the picture has the same cells."""
    facts = {"architecture": "arm64", "disk": "30 GiB"} if suffix == ".tsv" else None
    theirs, ours = both(session, history(tmp_path / "jobs", suffix=suffix), facts)
    one, other = json.loads(theirs.to_json()), json.loads(ours.to_json())
    assert other["near_misses"]
    assert other["refused"]
    assert other["costs"]["recommended"]
    if suffix == ".jsonl":  # Spark sorts the names in it
        for each in (one, other):
            each["took"].sort(key=lambda took: took["column"])
    else:
        assert theirs.to_text() == ours.to_text()
    assert alike(one, other), (one, other)
    assert theirs.picture().svg == ours.picture().svg


def test_a_summary_is_that_of_duckdb_whatever_the_jobs_state(session, tmp_path):
    """Lists, texts and all other facts, each with gaps."""
    import pyarrow.parquet as pq

    pq.write_table(table_of(BOOK, rows_of(specs(60))), tmp_path / "jobs.parquet")
    theirs, ours = both(session, str(tmp_path / "jobs.parquet"))
    assert alike(json.loads(theirs.to_json()), json.loads(ours.to_json()))


def test_no_job_at_all_is_a_summary_and_a_folder(session, tmp_path):
    """With nothing in it."""
    jobs = str(tmp_path / "jobs.parquet")
    duckdb.sql(f"COPY (SELECT 1.0 AS duration, 1.0 AS vcpus, 1.0 AS memory LIMIT 0) TO '{jobs}'")
    theirs, ours = both(session, jobs)
    assert theirs.to_json() == ours.to_json()
    asked = on_spark.ask(on_spark.read(session, [jobs]), BOOK)
    assert on_spark.write(asked, tmp_path / "out.parquet") == 0


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
def test_a_rerun_gives_the_same_folder(session, tmp_path, suffix):
    """The same names and the same bytes, with the key of the bit sets, and nothing left over."""
    asked = on_spark.ask(on_spark.read(session, [history(tmp_path / "jobs")]), BOOK)
    out = tmp_path / f"out{suffix}"
    found = []
    for _ in range(2):
        assert on_spark.write(asked, out) == 400
        found.append({each.name: each.read_bytes() for each in out.iterdir()})
    assert found[0] == found[1]
    assert json.loads(found[0]["_advisor.json"])["fired"] == [rule.code for rule in BOOK.rules]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["jobs", out.name]


def test_too_many_kinds_of_jobs_are_not_collected(session, tmp_path, monkeypatch):
    """The driver has only so much memory; the message says what to do."""
    monkeypatch.setattr(on_spark, "MOST_KINDS", 10)
    asked = on_spark.ask(on_spark.read(session, [history(tmp_path / "jobs")]), BOOK)
    with pytest.raises(AdvisorError, match=r"more than 10 kinds.* round `memory`"):
        on_spark.summed_up(asked)


def test_what_spark_cannot_read_is_said(session, tmp_path):
    """A log, a file that is not there, an array of JSON over several lines, a wrong type."""
    (tmp_path / "log.txt").write_text("JobID|State\n1|COMPLETED\n")
    (tmp_path / "cut.parquet").write_bytes(b"PAR1 and no more of it")
    (tmp_path / "array.json").write_text('[{"duration": 1},\n{"duration": 2}]\n')
    for name, said in (("log.txt", "is no table of jobs; Spark reads tables"),
                       ("none.csv", "cannot be read: .*PATH_NOT_FOUND"),
                       ("cut.parquet", "cannot be read: .*is not a Parquet file"),
                       ("array.json", "has lines that are not JSON")):  # fmt: skip
        with pytest.raises(AdvisorError, match=said):
            on_spark.read(session, [str(tmp_path / name)])
    with pytest.raises(AdvisorError, match="`vcpus` has the type string; must be a number"):
        on_spark.ask(session.sql("SELECT 'many' AS vcpus"), BOOK)


def test_a_cluster_that_is_none_is_said_in_one_line(tmp_path):
    """With the reason that Spark has, and without what Java logs of it."""
    (tmp_path / "jobs.csv").write_text("duration\n1\n")
    command = [sys.executable, "-m", "advisor", "fleet", "jobs.csv", "-q", "--engine", "spark"]
    done = subprocess.run(
        [*command, "--master", "nonsense"], check=False, cwd=tmp_path, capture_output=True,
        text=True, env={**os.environ, **BRIEFLY},
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("error: Spark cannot be started: Master must ")
    assert done.stderr.count("\n") == 1


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as listening:
        listening.bind((LOOPBACK, 0))
        return listening.getsockname()[1]


SPARK_CLASS = Path(pyspark.__file__).parent / "bin" / "spark-class"


@contextmanager
def process(tmp_path, name, *arguments):
    """A process of the cluster in a group of its own, which is ended with it."""
    folder = str(tmp_path / name)
    environment = {**os.environ, **BRIEFLY, "SPARK_WORKER_DIR": folder}
    with (tmp_path / f"{name}.log").open("w") as log:
        started = subprocess.Popen(
            [str(SPARK_CLASS), *arguments], env=environment, start_new_session=True,
            stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            yield started
        finally:
            end(started)


def end(started):
    """End a process, and what it started."""
    if started.poll() is None:
        os.killpg(started.pid, signal.SIGKILL)
    started.wait()


def wait_for(condition, what, seconds=180):
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"no {what} within {seconds} s"
        time.sleep(0.2)


@contextmanager
def cluster(tmp_path):
    """A standalone cluster on the loopback: the URL of its master, and its two workers."""
    port, host = free_port(), ("--host", LOOPBACK)
    url = f"spark://{LOOPBACK}:{port}"
    deploy = "org.apache.spark.deploy"
    with process(
        tmp_path, "master", f"{deploy}.master.Master", *host, "--port", str(port),
        "--webui-port", "0",
    ):  # fmt: skip
        wait_for(lambda: "Starting Spark master" in log_of(tmp_path, "master"), "master")
        worker = (f"{deploy}.worker.Worker", *host, "--cores", "1", "--memory", "1g",
                  "--webui-port", "0", url)  # fmt: skip
        with (
            process(tmp_path, "worker1", *worker) as one,
            process(tmp_path, "worker2", *worker) as two,
        ):
            wait_for(lambda: log_of(tmp_path, "master").count("Registering worker") == 2, "workers")
            yield url, (one, two)


def log_of(tmp_path, name):
    """What a process of the cluster said so far."""
    return (tmp_path / f"{name}.log").read_text()


def test_a_cluster_that_loses_a_worker_loses_no_job_and_doubles_none(tmp_path):
    """One of two workers is killed in the middle; the answers are those of DuckDB."""
    source, out = tmp_path / "jobs", tmp_path / "decisions.parquet"
    source.mkdir()
    for part in range(16):
        duckdb.sql(
            f"""COPY (SELECT {part} * 10000 + i AS job, 1 + hash(i) % 5000 AS duration,
                CASE WHEN i % 7 > 0 THEN 1 + hash(i + 1) % 40 END AS vcpus,
                CASE WHEN i % 5 > 0 THEN 10000 * (1 + hash(i + 2) % 30) END AS memory
                FROM range(10000) t(i)) TO '{source / f"part-{part:02}.parquet"}'"""
        )
    jobs = str(source / "*.parquet")
    with cluster(tmp_path) as (url, workers):
        command = [sys.executable, "-m", "advisor", "fleet", jobs, "-o", str(out),
                   "--engine", "spark", "--master", url, "--keep", "job", "--memory-limit", "512MB",
                   "--summary", str(tmp_path / "theirs.json")]  # fmt: skip
        environment = {**os.environ, **BRIEFLY}
        with (tmp_path / "driver.log").open("w") as log:
            running = subprocess.Popen(
                command, env=environment, stdout=log, stderr=log, start_new_session=True
            )
            try:
                wait_for(
                    lambda: any(tmp_path.glob(".advisor-*/_temporary/0/_temporary/*/*")), "task"
                )
                assert running.poll() is None
                assert not out.exists()
                end(workers[0])
                assert running.wait(timeout=300) == 0, log_of(tmp_path, "driver")
            finally:
                end(running)
        assert "Removing worker" in log_of(tmp_path, "master") or "Lost" in log_of(
            tmp_path, "driver"
        )
    assert (out / "_SUCCESS").exists()
    ours = tmp_path / "ours.parquet"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "advisor",
            "fleet",
            jobs,
            "-o",
            str(ours),
            "--keep",
            "job",
            "-q",
            "--summary",
            str(tmp_path / "ours.json"),
        ],
        check=True,
    )
    theirs = f"read_parquet('{out}/*.parquet')"
    count, distinct = duckdb.sql(f"SELECT count(*), count(DISTINCT job) FROM {theirs}").fetchall()[
        0
    ]
    assert (count, distinct) == (160_000, 160_000)
    for one, other in ((theirs, f"'{ours}'"), (f"'{ours}'", theirs)):
        assert not duckdb.sql(f"FROM {one} EXCEPT ALL FROM {other} LIMIT 3").fetchall()
    one, other = (
        json.loads((tmp_path / f"{name}.json").read_text()) for name in ("theirs", "ours")
    )
    assert alike(one, other)
