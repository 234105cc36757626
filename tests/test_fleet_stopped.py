"""A fleet that is stopped, or has no room left, says so in a line and leaves nothing by half."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest

duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed: the extra `fleet`")
pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: the extra `fleet`")

import advisor
from advisor.fleet.sources import connection
from advisor.fleet.watched import plainly, run

needs_posix = pytest.mark.skipif(os.name != "posix", reason="signals and limits are POSIX's")
SOON = 60  # seconds, after which something hangs


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """Jobs enough that deciding them takes a while."""
    path = tmp_path_factory.mktemp("jobs") / "many.parquet"
    duckdb.sql(
        "COPY (SELECT 'job' || i AS name, i % 9000 + 0.5 AS duration, 1 + i % 64 AS vcpus, "
        f"i % 200000 + 64 AS memory FROM range(500000) t(i)) TO '{path}'"
    )
    return path


def fleet_of(jobs, folder: Path, *more: str, before=None) -> subprocess.Popen:
    """`advisor fleet`, with its temporary files in a folder of their own."""
    (folder / "tmp").mkdir()
    return subprocess.Popen(
        [sys.executable, "-m", "advisor", "fleet", str(jobs), "-q", *more],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(folder / "tmp")},
        # A shell's background jobs ignore interrupts, and hand that on to what they start.
        preexec_fn=before or (lambda: signal.signal(signal.SIGINT, signal.SIG_DFL) and None),  # noqa: PLW1509  # one thread
    )


def left(folder: Path) -> list[str]:
    """Every file and folder that is there, but for the one of temporary files itself."""
    return sorted(str(each.relative_to(folder)) for each in folder.rglob("*") if each.name != "tmp")


@needs_posix
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_leaves_the_old_file_and_nothing_else(many, tmp_path, how):
    out = tmp_path / "out.parquet"
    out.write_text("the old one")
    process = fleet_of(many, tmp_path, "-o", str(out))
    end = time.monotonic() + SOON
    while not list(tmp_path.glob(".advisor-*")):  # it decides, and writes
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.005)
    process.send_signal(how)
    said = process.communicate(timeout=SOON)
    assert (process.returncode, said) == (130, ("", "interrupted; no file is half written\n\n"))
    assert left(tmp_path) == ["out.parquet"]
    assert out.read_text() == "the old one"


@needs_posix
def test_a_run_that_waits_for_standard_input_can_be_stopped(tmp_path):
    process = fleet_of("-", tmp_path)
    end = time.monotonic() + SOON
    while not left(tmp_path):  # what comes in is put beside
        assert time.monotonic() < end
        time.sleep(0.005)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=SOON)
    assert (process.returncode, left(tmp_path)) == (130, [])


@needs_posix
def test_a_disk_that_is_full_is_told_and_leaves_nothing(many, tmp_path):
    def little_room() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

    process = fleet_of(many, tmp_path, "-o", str(tmp_path / "out.csv"), before=little_room)
    out, err = process.communicate(timeout=SOON)
    assert (process.returncode, out) == (2, "")
    assert err == "error: files cannot be written or read: file too large\n"
    assert left(tmp_path) == []


def test_memory_that_does_not_suffice_is_said_with_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    opened = connection("20MB", threads=1)
    opened.execute("SET max_temp_directory_size = '1MB'")
    with pytest.raises(advisor.AdvisorError) as caught, plainly():
        run(
            opened, "CREATE TABLE sorted AS SELECT hash(i) AS h FROM range(3000000) t(i) ORDER BY h"
        )
    assert str(caught.value).startswith("the memory does not suffice")
    assert "`--memory-limit`" in str(caught.value)


@pytest.mark.parametrize("output", ["nowhere/out.parquet", "nowhere/summary.html"])
def test_a_folder_that_is_not_there_is_said_before_any_work(tmp_path, output):
    option = "--summary" if output.endswith("html") else "-o"
    # Of the jobs nothing is said: they were not looked at.
    process = fleet_of(tmp_path / "none.csv", tmp_path, option, str(tmp_path / output))
    said = f"error: {tmp_path}/nowhere: cannot be written: there is no such folder\n"
    assert process.communicate(timeout=SOON)[1] == said
    assert process.returncode == 2


def test_a_column_of_decimals_is_a_column_of_numbers():
    """As DuckDB and warehouses write `1.5`; every format tells of near misses of it."""
    rows = [{"duration": Decimal("610.5"), "vcpus": Decimal("1.0"), "memory": Decimal("512.0")}]
    found = advisor.fleet(pa.Table.from_pylist(rows)).summary
    assert found.near_misses
    for told in (found.to_text(), found.to_markdown(), found.to_html(), found.to_json()):
        assert "if they finished up to" in told


@pytest.mark.parametrize("limit", ["banana", "-1GB", "10", ""])
def test_a_limit_that_is_no_amount_of_memory_is_refused(limit):
    with pytest.raises(advisor.AdvisorError, match="is not an amount of memory; such as `4GB`"):
        connection(limit)


def test_no_threads_at_all_are_refused():
    with pytest.raises(advisor.AdvisorError, match="`threads` must be 1 or more, not `0`"):
        connection(threads=0)
