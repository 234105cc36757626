"""Spark gives the answers of `recommend`, on one machine and on a cluster that loses a worker."""

from __future__ import annotations

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

from advisor import load_rules
from advisor.fleet import spark as on_spark

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
        started = on_spark.session("local[2]")
    started.sparkContext.setLogLevel("ERROR")
    yield started
    started.stop()


def specs(number):
    """So many random workloads, the same each time."""
    found = []

    @settings(max_examples=number, deadline=None, database=None, phases=[Phase.generate],
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
    frame, made = on_spark.decided(jobs, BOOK, keep=["row"])
    rows = {row["row"]: row.asDict() for row in frame.collect()}
    assert sorted(rows) == list(range(len(several)))
    for number, spec in enumerate(several):
        wanted = expected(BOOK, spec) | {"fired": ()}  # the rules that hold are held on DuckDB
        assert answered(rows[number], made.keys) == wanted, spec


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
                CASE WHEN i % 5 > 0 THEN 1 + hash(i + 2) % 300000 END AS memory
                FROM range(10000) t(i)) TO '{source / f"part-{part:02}.parquet"}'"""
        )
    jobs = str(source / "*.parquet")
    with cluster(tmp_path) as (url, workers):
        command = [sys.executable, "-m", "advisor", "fleet", jobs, "-o", str(out),
                   "--engine", "spark",
                   "--master", url, "--keep", "job", "--memory-limit", "512m"]  # fmt: skip
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
        [sys.executable, "-m", "advisor", "fleet", jobs, "-o", str(ours), "--keep", "job", "-q"],
        check=True,
    )
    theirs = f"read_parquet('{out}/*.parquet')"
    count, distinct = duckdb.sql(f"SELECT count(*), count(DISTINCT job) FROM {theirs}").fetchall()[
        0
    ]
    assert (count, distinct) == (160_000, 160_000)
    for one, other in ((theirs, f"'{ours}'"), (f"'{ours}'", theirs)):
        assert not duckdb.sql(f"FROM {one} EXCEPT ALL FROM {other} LIMIT 3").fetchall()
