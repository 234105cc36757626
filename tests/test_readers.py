"""The logs of schedulers become jobs, every row of them accounted for."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed: the extra `fleet`")
pytest.importorskip("pyarrow", reason="pyarrow is not installed: the extra `fleet`")

from click.testing import CliRunner
from reader_support import JOBS, RAW_TRACE, SACCT, SWF, TRACE, adds_up, facts, read, written

import advisor
from advisor.cli import advisor as command_line


def test_sacct_gives_what_a_node_of_each_job_needs(tmp_path):
    """Times in days, memory for the job, a CPU or a node, resources of TRES, arrays, states."""
    jobs, rows = read(written(tmp_path, "jobs.txt", SACCT))
    assert jobs.format == "sacct"
    names = ("id", "state", "duration", "vcpus", "memory", "gpus", "nodes")
    assert [facts(row, *names) for row in rows] == [
        ["100", "completed", 619_200.0, 4.0, 16_384.0, 2.0, 1.0],
        ["123_4", "cancelled", 62.345, 2.0, 200.0, None, 1.0],
        ["123_5", "completed", None, 2.0, 200.0, None, 1.0],
        ["124", "timeout", 43_200.0, 64.0, 10_240.0, 0.0, 4.0],
        ["125", "pending", None, None, 2048.0, None, 2.0],
        ["126", "failed", None, None, None, None, 1.0],
    ]
    assert [row.get("time_limit") for row in rows] == [864_000, None, None, 43_200, 3600, None]
    assert rows[0]["cpu_hours"] == 619_200 * 4 / 3600
    assert facts(rows[1], "array_job", "array_size") == ["123", 2.0]
    assert str(rows[0]["started"]) == "2026-01-01 00:10:00"
    assert adds_up(jobs, rows)


def test_the_steps_of_a_job_are_folded_into_it(tmp_path):
    """What was used stands on the steps; the largest of them is the job's."""
    jobs, rows = read(written(tmp_path, "jobs.txt", SACCT))
    assert rows[0]["peak_memory"] == 12_800
    assert jobs.folded[0].number == 2
    assert read(tmp_path / "jobs.txt", memory="used")[1][0]["memory"] == 12_800


def test_what_sacct_has_that_cannot_be_read_is_counted_with_examples(tmp_path):
    """A row that is none is refused; a value that is none is not stated."""
    path = written(tmp_path, "jobs.txt", SACCT)
    jobs, _ = read(path)
    assert {each.reason: each.examples[0][:40] for each in jobs.refused} == {
        "has 13 columns, not 12": f"{path}:10: `127|pi|pe|COMPLETED"[:40],
        "is a step of a job that has no row": f"{path}:11: `999.batch"[:40],
    }
    assert {each.reason.split("`")[1]: each.examples for each in jobs.doubted} == {
        "AllocCPUS": (f"{path}:9: `-3`",), "Elapsed": (f"{path}:9: `x:y`",),
        "ReqMem": (f"{path}:9: `4Q`",), "Submit": (f"{path}:9: `yesterday`",),
    }  # fmt: skip


def test_sacct_may_have_its_columns_in_any_order_and_few_of_them(tmp_path):
    """What is missing is named, and why; a trailing `|` (`-p`) is no column."""
    text = "State|ReqMem|CPUTimeRAW|ReqCPUS|ReqNodes|\nFAILED|2000Mn|4800|24|1|\n"
    jobs, rows = read(written(tmp_path, "jobs.txt", text))
    assert facts(rows[0], "vcpus", "memory", "nodes", "cpu_hours") == [
        24.0,
        2000.0,
        1.0,
        4800 / 3600,
    ]
    assert "no `AllocCPUS` to divide the CPU time by" in jobs.left_unknown[0]


@pytest.mark.parametrize(
    ("header", "row", "seconds"),
    [
        ("ElapsedRaw|AllocCPUS", "90|2", 90),
        ("CPUTimeRAW|AllocCPUS", "90|2", 45),
        ("CPUTime|NCPUS", "00:01:30|3", 30),
        ("Start|End", "2026-01-01T00:00:00|2026-01-02T00:00:01", 86_401),
        ("Elapsed|State", "00:10:00|RUNNING", None),
        ("Elapsed|State", "00:10:00|NODE_FAIL", 600),
        ("Timelimit|State", "1-00:00:00|TIMEOUT", 86_400),
        ("TimelimitRaw|State", "10|TIMEOUT", 600),
        ("Timelimit|State", "1-00:00:00|FAILED", None),
    ],
)
def test_the_length_of_a_job_is_what_it_ran(tmp_path, header, row, seconds):
    """In whatever column it stands; of a job that has not ended nobody knows it."""
    _, rows = read(written(tmp_path, "jobs.txt", f"JobID|{header}\n1|{row}\n"))
    assert rows[0].get("duration") == seconds


def test_gpus_are_read_where_old_slurm_has_them(tmp_path):
    """As generic resources: the allocated of the job, the requested of each node."""
    text = (
        "JobID|NNodes|AllocTRES|AllocGRES|ReqGRES\n1|2|cpu=4|gpu:4|\n2|2||  |gpu:4\n3|1|cpu=4||\n"
    )
    _, rows = read(written(tmp_path, "jobs.txt", text))
    assert [row["gpus"] for row in rows] == [2.0, 4.0, 0.0]


def test_where_only_time_limits_tell_how_long_a_job_ran_the_reason_is_said(tmp_path):
    """As in a log without `Elapsed`: jobs that ran into their limit are a small part."""
    text = "JobID|Timelimit|State\n1|01:00:00|TIMEOUT\n2|01:00:00|COMPLETED\n"
    jobs, _ = read(written(tmp_path, "jobs.txt", text))
    assert "ran into their time limit have a `duration`: there is no `Elapsed`" in jobs.notes[-1]


def lsf_record(
    number, *, status=64, start=1_767_225_700, hosts=("h1",), needs="", used=0, index=0, reason=0
):
    """A record of `lsb.acct`, as the manual of LSF 10.1 lists its fields."""
    before = f"1767229300 {number} 1001 33554450 4 1767225600 0 0 {start}"
    texts = f'"ann" "normal" "{needs}" "" "" "login" "/home" "" "" "" "file"'
    listed = "".join(f' "{host}"' for host in hosts)
    usage = " ".join(["-1"] * 19)
    behind = f'"" "proj" 0 4 "" "" {index} {used} 0 "" "" "" "" 0 "" {reason} "" -1'
    asked = '1 "h9"'
    return (
        f'"JOB_FINISH" "10.108" {before} {texts} {asked} {len(hosts)}{listed} {status} 1.0 '
        f'"say ""hi""" "run it" {usage} {behind} "rusage[ngpus_physical=2.00]"\n'
    )


def test_lsf_gives_what_a_host_of_each_job_needs(tmp_path):
    """Lists of hosts stand in the middle of a record, long or short, and memory among its needs."""
    text = "".join([
        lsf_record(1, hosts=("h1", "h1", "h2", "h2"), needs="rusage[mem=4000]", used=2_048_000),
        lsf_record(2, hosts=("8*h1",), needs="select[mem>1] rusage[mem=2G]", index=7),
        lsf_record(3, hosts=("h1",), status=32, reason=5, used=1024),
        lsf_record(4, hosts=(), status=32, reason=14, start=0),
        '"JOB_RESIZE" "10.108" 1767225700 5\n',
        lsf_record(6)[:200] + "\n",
        lsf_record(7, status=1),
    ])  # fmt: skip
    jobs, rows = read(written(tmp_path, "lsb.acct", text))
    names = ("id", "state", "duration", "vcpus", "nodes", "memory", "peak_memory")
    assert [facts(row, *names) for row in rows] == [
        ["1", "completed", 3600.0, 2.0, 2.0, 4000.0, 1000.0],
        ["2[7]", "completed", 3600.0, 8.0, 1.0, 2048.0, None],
        ["3", "timeout", 3600.0, 1.0, 1.0, 1.0, 1.0],
        ["4", "cancelled", None, 4.0, None, None, None],
    ]
    assert facts(rows[0], "name", "gpus", "user", "queue") == ['say "hi"', 2.0, "ann", "normal"]
    assert rows[0]["cpu_hours"] == 4.0
    assert str(rows[0]["submitted"]) == "2026-01-01 00:00:00"
    assert {each.reason for each in jobs.refused} == {
        "is no record of a job that ended", "has no status where one belongs",
        "has 38 fields, and ends too early",
    }  # fmt: skip
    assert adds_up(jobs, rows)


def test_swf_is_memory_for_each_processor_and_allocated_before_requested(tmp_path):
    """Nodes follow from the header; -1 is missing; a part of a job belongs to it."""
    path = written(tmp_path, "log.swf", SWF)
    jobs, rows = read(path)
    names = ("name", "state", "duration", "vcpus", "nodes")
    assert [facts(row, *names) for row in rows] == [
        ["1", "completed", 600.0, 8.0, 1.0],
        ["2", "cancelled", None, 8.0, 2.0],
        ["3", "failed", None, 1.0, 1.0],
        ["4", "completed", 60.0, 8.0, 4.0],
        ["5", "completed", None, 1.0, 1.0],
    ]
    memory = [row.get("memory") for row in rows]
    assert memory == [1e6 * 8 / 1024, None, 2000.0, 2e6 * 8 / 1024, 2e6 / 1024]
    assert read(path, memory="used")[1][0]["memory"] == 9e5 * 8 / 1024
    assert str(rows[0]["submitted"]) == "2026-01-01 00:00:00"
    assert adds_up(jobs, rows)
    assert jobs.refused[0].reason == "has 4 fields, not 18"
    assert jobs.doubted[0].examples == (f"{path}:13: `-60`",)


def test_swf_without_a_header_says_that_nodes_are_assumed(tmp_path):
    """Unless somebody knows how many processors a node has."""
    lines = [line for line in SWF.splitlines(keepends=True) if not line.startswith(";")]
    path = written(tmp_path, "log.swf.gz", gzip.compress("".join(lines).encode()))
    jobs, rows = read(path)
    assert (rows[3]["vcpus"], rows[3].get("nodes")) == (32.0, None)
    assert "`--cpus-per-node`" in jobs.left_unknown[0]
    _, rows = read(path, cpus_per_node=16)
    assert facts(rows[3], "vcpus", "nodes", "memory") == [16.0, 2.0, 2e6 * 16 / 1024]


def test_a_trace_of_nextflow_is_read_with_units_for_people(tmp_path):
    """What a task ran is `realtime`; what it asked for beats what it used; `-` is nothing."""
    jobs, rows = read(written(tmp_path, "trace.txt", TRACE))
    names = ("process", "tag", "state", "duration", "vcpus", "memory", "disk", "cpu_hours")
    assert [facts(row, *names) for row in rows] == [
        ["ALIGN", "s1", "completed", 123.0, 4.0, 8192.0, None, 123 * 4 / 3600],
        ["ALIGN", "s2", "failed", 93_600.0, 4.0, 8192.0, None, 104.0],
        ["SORT", None, "cached", 0.931, 1.0, 512.0, 20_480.0, 0.0],
        ["SORT", None, "cancelled", None, 1.0, None, None, None],
    ]
    assert rows[0]["image"] == "quay.io/bwa:1"
    assert adds_up(jobs, rows)
    assert read(tmp_path / "trace.txt", memory="used")[1][0]["memory"] == 1536


def test_a_trace_of_nextflow_is_read_raw(tmp_path):
    """Bare numbers are milliseconds and bytes; the process is the name without the tag."""
    _, rows = read(written(tmp_path, "trace.txt", RAW_TRACE))
    names = ("process", "duration", "memory", "peak_memory")
    assert facts(rows[0], *names) == ["RNASEQ:ALIGN", 123.0, 8192.0, 1536.0]
    assert facts(rows[1], *names) == ["RNASEQ:ALIGN", 0.5, 8192.0, None]
    assert str(rows[0]["submitted"]) == "2026-01-30 10:00:00.120000"


def test_jobs_of_batch_are_read_with_all_their_containers():
    """Arrays, nodes, several containers, pods, older definitions; two answers in one file."""
    jobs, rows = read(JOBS / "batch.json")
    names = ("name", "state", "duration", "vcpus", "memory", "gpus", "nodes", "array_size")
    assert [facts(row, *names) for row in rows] == [
        ["align", "completed", 600.5, 4.0, 8192.0, 1.0, None, None],
        ["old-style", "timeout", 60.0, 2.0, 2000.0, None, None, None],
        ["waiting", "pending", None, 0.5, 1024.0, None, None, None],
        ["sweep", "completed", 30.0, 1.0, 512.0, None, None, 2.0],
        ["sweep", "out-of-memory", 10.0, 1.0, 512.0, None, None, 2.0],
        ["lonely-array", "completed", None, 1.0, 512.0, None, None, 500.0],
        ["mpi", "completed", 3600.0, 72.0, 120_000.0, None, 4.0, None],
        ["sidecar", "completed", 60.0, 1.25, 2560.0, None, None, None],
        ["pod", "completed", 1.5, 1.0, 2048.0, 1.0, None, None],
    ]
    first = ("architecture", "disk", "retries", "timeout", "definition", "queue")
    assert facts(rows[0], *first) == ["arm64", 102_400.0, 2.0, 7200.0, "align", "spot"]
    assert (rows[6]["efa"], rows[8]["kubernetes"], rows[5]["runs"]) == (True, True, 500.0)
    assert adds_up(jobs, rows)
    assert [each.number for each in jobs.folded] == [1, 1]


def test_jobs_of_batch_come_in_several_wrappings(tmp_path):
    """An answer, jobs alone, one a line, events of EventBridge."""
    jobs = json.loads((JOBS / "batch.json").read_text().split("\n}\n")[0] + "\n}")["jobs"]
    events = [{"detail-type": "Batch Job State Change", "detail": job} for job in jobs]
    lines = "".join(json.dumps(job) + "\n" for job in jobs)
    for number, text in enumerate((json.dumps(jobs), lines, json.dumps(events))):
        _, rows = read(written(tmp_path, f"{number}.json", text))
        assert [row["name"] for row in rows] == ["align", "old-style", "waiting"]


def test_jobs_of_kubernetes_are_read_with_their_pods():
    """Limits beat requests; containers add up; how long a pod of several ran is of the pods."""
    jobs, rows = read(JOBS / "kubernetes.json")
    names = ("name", "state", "duration", "vcpus", "memory", "gpus", "array_size", "runs")
    assert [facts(row, *names) for row in rows] == [
        ["report-29", "completed", 150.0, 1.0, 3072.0, None, None, 1.0],
        ["train", "timeout", 7200.0, 8.0, 65_536.0, 2.0, None, 1.0],
        ["shards", "completed", 1200.0, None, 1e9 / 2**20, None, 3.0, 3.0],
        ["alone", "completed", None, None, None, None, 4.0, 4.0],
    ]
    assert facts(rows[0], "cronjob", "architecture", "timeout") == ["report", "arm64", 3600.0]
    assert rows[2]["typical_duration"] == 750.0
    assert adds_up(jobs, rows)
    assert {each.reason for each in jobs.refused} == {
        "is no Job, but `CronJob`",
        "is a pod that is always started again: a service, and no job",
    }
    assert [each.examples[0].rpartition(" ")[2] for each in jobs.doubted] == ["`1e3m`"]


def packed(tmp_path, how):
    """The account of Slurm, packed, under a name that says nothing."""
    plain = written(tmp_path, "plain", SACCT)
    if how == "zstd":
        pa = pytest.importorskip("pyarrow")
        path = tmp_path / "packed"
        with pa.output_stream(str(path), compression="zstd") as stream:
            stream.write(SACCT.encode())
        return path
    return written(tmp_path, "packed", gzip.compress(SACCT.encode())) if how == "gzip" else plain


@pytest.mark.parametrize("how", ["plain", "gzip", "zstd"])
def test_packed_files_are_known_by_their_content(tmp_path, how):
    """Not only by `.gz` and `.zst`."""
    assert len(read(packed(tmp_path, how))[1]) == 6


def test_several_files_are_one_history_whatever_columns_each_has(tmp_path):
    """A pattern names them in order; a line is named with its file."""
    written(tmp_path, "a.txt", "JobID|Elapsed\n1|00:01:00\n")
    written(tmp_path, "b.txt", "Elapsed|ReqMem|JobID\n00:02:00|4G|2\nbad\n")
    jobs, rows = read(tmp_path / "?.txt")
    assert [facts(row, "id", "duration", "memory") for row in rows] == [
        ["1", 60.0, None], ["2", 120.0, 4096.0],
    ]  # fmt: skip
    assert jobs.refused[0].examples == (f"{tmp_path / 'b.txt'}:3: `bad`",)


def test_the_command_reads_a_log_from_standard_input(tmp_path):
    """`sacct -P … | advisor fleet -`; the account goes to standard error, decisions to the file."""
    out = tmp_path / "out.csv"
    done = CliRunner().invoke(
        command_line, ["fleet", "-", "-o", str(out), "--keep", "id"], input=SACCT
    )
    assert done.exit_code == 0, done.output
    assert "sacct: 10 rows, 6 jobs" in done.stderr
    assert "refused: 1 row: is a step of a job that has no row" in done.stderr
    assert [line.split(",")[0] for line in out.read_text().splitlines()][1:] == [
        "100", "123_4", "123_5", "124", "125", "126",
    ]  # fmt: skip


def test_the_library_reads_a_log(tmp_path):
    """With the same words as the command."""
    path = written(tmp_path, "log.swf", SWF)
    table = advisor.fleet(path, format="swf", memory="used", keep=["name", "memory"])
    assert table.num_rows == 5
    assert table["platform"].null_count == 0


def test_the_page_on_logs_names_every_column_that_is_read():
    """And every column that is made."""
    from advisor.fleet.readers import kubernetes, lsf, nextflow, sacct, swf
    from advisor.fleet.readers.mapping import BESIDE

    page = (Path(__file__).parents[1] / "docs" / "reference" / "job-logs.md").read_text()
    read_columns = {source for module in (sacct, nextflow) for _, source, _ in module.VALUES}
    made = {name for module in (sacct, lsf, nextflow, kubernetes, swf) for name in module.TYPES}
    missing = {name for name in read_columns | made | set(BESIDE) if f"`{name}`" not in page}
    assert missing == set()


def test_sizes_of_batch_that_cannot_be_read_are_counted_for_each_job(tmp_path):
    """However many jobs ask for the same."""
    job = {"status": "SUCCEEDED", "container": {"vcpus": "four", "memory": -1}}
    jobs = [{"jobId": str(n), "jobName": "x", **job} for n in range(3)]
    found, rows = read(written(tmp_path, "jobs.json", json.dumps(jobs)), format="batch")
    assert [facts(row, "vcpus", "memory") for row in rows] == [[None, None]] * 3
    assert {(each.number, each.examples[0].partition(": ")[2]) for each in found.doubted} >= {
        (3, "0: `four`"), (3, "0: `-1`"),
    }  # fmt: skip


def test_sacct_may_be_delimited_by_something_that_no_name_has(tmp_path):
    """`--delimiter`, for names and command lines with a `|` in them."""
    text = "JobID^JobName^Elapsed^SubmitLine\n1^a|b^00:01:00^sbatch --wrap 'x | y'\n"
    _, rows = read(written(tmp_path, "jobs.txt", text))
    assert facts(rows[0], "name", "duration", "script") == ["a|b", 60.0, "sbatch --wrap 'x | y'"]


@pytest.mark.parametrize(
    ("given_text", "name"),
    [("duration,vcpus\n10,1\n", "csv"), ('{"duration": 10, "vcpus": 1}\n', "json lines")],
)
def test_a_table_may_come_in_by_a_pipe(tmp_path, given_text, name):
    """Its name would say what it is; without one its first character does."""
    out = tmp_path / "out.csv"
    done = CliRunner().invoke(
        command_line, ["fleet", "-", "-o", str(out), "--keep", ""], input=given_text
    )
    assert done.exit_code == 0, done.output
    assert out.read_text().splitlines()[1].startswith("lambda,")
