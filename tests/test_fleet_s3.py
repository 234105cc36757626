"""Jobs are read from S3 as from a disk: tables, patterns and packed logs, from a server here."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys

import pytest

duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed: the extra `fleet`")
boto3 = pytest.importorskip("boto3", reason="boto3 is not installed")
server = pytest.importorskip("moto.server", reason="moto's server is not installed")

try:
    duckdb.connect().execute("LOAD httpfs")
except duckdb.Error:
    pytest.skip("DuckDB has not its extension: `INSTALL httpfs`", allow_module_level=True)

TABLE = "name,duration,vcpus,memory\na,60,1,1024\nb,5000,2,2048\n"
SWF = "1 0 10 600 4 -1 1048576 4 900 1048576 1 3 1 5 1 1 -1 -1\n"
KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_REGION": "us-east-1"}  # fmt: skip


def parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    stream = io.BytesIO()
    pq.write_table(pa.table({"duration": [60.0, 5000.0], "memory": [512.0, 512.0]}), stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def environment():
    """A bucket with jobs on this machine, and the variables with which DuckDB finds it."""
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    running.start()
    _, port = running.get_host_and_port()
    client = boto3.client(
        "s3", endpoint_url=f"http://127.0.0.1:{port}", region_name=KEYS["AWS_REGION"],
        aws_access_key_id="testing", aws_secret_access_key="testing",
    )  # fmt: skip
    client.create_bucket(Bucket="jobs")
    for key, body in {
        "a/1.csv": TABLE.encode(),
        "a/2.csv": TABLE.encode(),
        "log.swf.gz": gzip.compress(SWF.encode() * 3),
        "jobs.parquet": parquet(),
    }.items():
        client.put_object(Bucket="jobs", Key=key, Body=body)
    yield {
        **os.environ, **KEYS, "DUCKDB_S3_ENDPOINT": f"localhost:{port}",
        "DUCKDB_S3_USE_SSL": "false",
    }  # fmt: skip
    running.stop()


def fleet(environment, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "advisor", "fleet", "-q", *arguments]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize(
    ("address", "jobs"),
    [("s3://jobs/a/1.csv", 2), ("s3://jobs/a/*.csv", 4), ("s3://jobs/jobs.parquet", 2),
     ("s3://jobs/log.swf.gz", 3)],
)  # fmt: skip
def test_an_address_in_s3_is_read_like_a_path(environment, address, jobs):
    done = fleet(environment, address)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Where {jobs} jobs")


@pytest.mark.parametrize("address", ["s3://jobs/none.csv", "s3://jobs/*.none", "s3://none/a.csv"])
def test_what_is_not_there_is_told_in_one_line(environment, address):
    done = fleet(environment, address)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {address}: cannot be read: ")
    assert done.stderr.count("\n") == 1
