"""Reads the accounting log of IBM Spectrum LSF, `lsb.acct`: a record for each job that ended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from advisor.fleet.jobs import Jobs, Took
from advisor.fleet.readers.account import Origin, account
from advisor.fleet.readers.asked import Reading
from advisor.fleet.readers.files import File
from advisor.fleet.readers.log import JOB, NONE, Shape, Value, load
from advisor.fleet.readers.spelled import number

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_RECORD = '"JOB_FINISH"'
_PARTS = r"""regexp_extract_all(line, '"(?:[^"]|"")*"|[^ ]+')"""
# Fields by their place, from 1. From field 24 on stand the hosts that were asked for, their number
# before them, and the hosts of the job likewise; the places of what follows are counted from there.
_ASKED = "coalesce(try_cast(f[23] AS BIGINT), 0)"
_RAN = f"coalesce(try_cast(f[24 + {_ASKED}] AS BIGINT), 0)"
_HOSTS = f"f[25 + {_ASKED}:24 + {_ASKED} + {_RAN}]"
_BEHIND = f"24 + {_ASKED} + {_RAN}"
_LAST = f"{_BEHIND} + 39"
TYPES = {
    "id": "VARCHAR", "array_job": "VARCHAR", "name": "VARCHAR", "state": "VARCHAR",
    "duration": "DOUBLE", "vcpus": "DOUBLE", "memory": "DOUBLE", "gpus": "DOUBLE",
    "nodes": "DOUBLE", "cpu_hours": "DOUBLE", "peak_memory": "DOUBLE", "submitted": "TIMESTAMP",
    "started": "TIMESTAMP", "user": "VARCHAR", "account": "VARCHAR", "queue": "VARCHAR",
    "script": "VARCHAR",
}  # fmt: skip
# Why LSF ended a job: its numbers for the reasons that `bacct` shows as TERM_RUNLIMIT and so on.
_ENDED = {1: "preempted", 5: "timeout", 6: "deadline", 8: "cancelled", 9: "cancelled",
          14: "cancelled", 15: "cancelled", 16: "out-of-memory"}  # fmt: skip


def is_lsf(start: str) -> bool:
    """Whether a text starts as such a log."""
    return re.search(rf'^{_RECORD} "[\d.]+" \d+ ', start, re.MULTILINE) is not None


def read_lsf(opened: DuckDBPyConnection, files: Sequence[File], reading: Reading) -> Jobs:
    """The jobs of logs in this format; AdvisorError if no line has it."""
    log = load(opened, files, [_shape(reading)] * len(files), TYPES)
    columns = {name: f'"{name}"' for name in TYPES}
    return account(opened, log, columns, Origin("lsf", tuple(_took(reading)), _ABSENT))


def _shape(reading: Reading) -> Shape:
    kind = (
        f"CASE WHEN trim(line) = '' OR line[1] = '#' THEN '{NONE}' "
        f"WHEN f[1] <> '{_RECORD}' THEN 'is no record of a job that ended' "
        f"WHEN len(f) < {_LAST} THEN 'has ' || len(f) || ' fields, and ends too early' "
        f"WHEN coalesce(f[{_BEHIND} + 1], '') NOT IN ('32', '64') "
        f"THEN 'has no status where one belongs' ELSE '{JOB}' END"
    )
    return Shape(_PARTS, kind, tuple(_values()), _facts(reading))


def _values() -> Iterator[Value]:
    for name, source, place in (
        ("id", "jobId", "4"), ("user_", "userName", "12"), ("queue", "queue", "13"),
        ("needs", "resReq", "14"), ("status", "jStatus", f"{_BEHIND} + 1"),
        ("job_name", "jobName", f"{_BEHIND} + 3"), ("command", "command", f"{_BEHIND} + 4"),
        ("project", "projectName", f"{_BEHIND} + 25"), ("index", "idx", f"{_BEHIND} + 30"),
        ("reason", "exitInfo", _LAST),
    ):  # fmt: skip
        yield Value(name, source, _unquoted(f"f[{place}]"))
    for name, source, place in (
        ("ended", "eventTime", "3"), ("wanted", "numProcessors", "7"),
        ("submit", "submitTime", "8"), ("start_", "startTime", "11"),
        ("used", "maxRMem", f"{_BEHIND} + 31"),
    ):  # fmt: skip
        yield Value(name, source, f"nullif(f[{place}], '-1')", number("{t}"))
    bare = f"[trim(h, '\"') FOR h IN {_HOSTS}]"
    several = f"[try_cast(regexp_extract(h, '^(\\d+)\\*', 1) AS DOUBLE) FOR h IN {bare}]"
    slots = f"list_sum([coalesce(n, 1) FOR n IN {several}])"
    named = f"[regexp_replace(h, '^\\d+\\*', '') FOR h IN {bare}]"
    yield Value("slots", "execHosts", f"CAST({slots} AS VARCHAR)", number("{t}"))
    yield Value(
        "hosts", "execHosts", f"CAST(len(list_distinct({named})) AS VARCHAR)", number("{t}")
    )
    gpus = "regexp_extract(line, 'ngpus(?:_physical|_excl_p|_shared)?=(\\d+)', 1)"
    yield Value("gpus_", "effectiveResReq", f"nullif({gpus}, '')", number("{t}"))


def _unquoted(field: str) -> str:
    """A field without its quotes; NULL if it is empty."""
    return (
        f"nullif(trim(replace(CASE WHEN {field}[1] = '\"' THEN {field}[2:-2] ELSE {field} END, "
        "'\"\"', '\"')), '')"
    )


def _facts(reading: Reading) -> dict[str, str]:
    slots, nodes = "coalesce(nullif(slots, 0), nullif(wanted, 0))", "nullif(hosts, 0)"
    share = f"coalesce({nodes}, 1)"
    found = "regexp_extract(needs, 'rusage\\[[^]]*\\bmem=([0-9.]+) *([KMGT]?)', ['n', 'u'])"
    unit = (
        f"CASE {found}.u WHEN 'K' THEN 1 / 1024 WHEN 'G' THEN 1024 WHEN 'T' THEN 1048576 ELSE 1 END"
    )
    asked = f"nullif(try_cast({found}.n AS DOUBLE) * {unit}, 0)"
    used = f"nullif(used, 0) / 1024 / {share}"
    ran = "CASE WHEN start_ > 0 AND ended > start_ THEN ended - start_ END"
    reasons = " ".join(f"WHEN '{key}' THEN '{state}'" for key, state in _ENDED.items())
    array = "nullif(index, '0')"
    return {
        "id": f"id || coalesce('[' || {array} || ']', '')",
        "array_job": f"CASE WHEN {array} IS NOT NULL THEN id END",
        "name": "coalesce(job_name, command, id)",
        "state": f"CASE WHEN status = '64' THEN 'completed' ELSE CASE reason {reasons} "
        "ELSE 'failed' END END",
        "duration": ran,
        "vcpus": f"ceil({slots} / {share})",
        "memory": f"coalesce({used}, {asked})" if reading.memory == "used"
        else f"coalesce({asked}, {used})",
        "gpus": "coalesce(gpus_, 0)",
        "nodes": nodes,
        "cpu_hours": f"coalesce({ran}, 0) * {slots} / 3600",
        "peak_memory": used,
        "submitted": _moment("submit"),
        "started": _moment("start_"),
        "user": "user_",
        "account": "project",
        "queue": "queue",
        "script": "command",
    }  # fmt: skip


def _moment(seconds: str) -> str:
    return (
        f"CASE WHEN {seconds} > 0 AND {seconds} < 1e11 "
        f"THEN make_timestamp(CAST({seconds} * 1e6 AS BIGINT)) END"
    )


def _took(reading: Reading) -> Iterator[Took]:
    asked, used = "resReq, `rusage[mem=…]`", "maxRMem"
    yield Took("id", "jobId, idx")
    yield Took("array_job", "jobId", "of the elements of an array")
    yield Took("name", "jobName, else command")
    yield Took("state", "jStatus, exitInfo", "why LSF ended it, as far as it did")
    yield Took("duration", "startTime, eventTime", "from its start to its end")
    yield Took("vcpus", "execHosts, else numProcessors", "the slots on one host")
    yield Took("nodes", "execHosts", "how many there are")
    order = (used, asked) if reading.memory == "used" else (asked, used)
    how = "of one host; without a unit in MB"
    yield Took("memory", ", else ".join(order), how)
    yield Took("gpus", "effectiveResReq, `rusage[ngpus_…=…]`", "of one host")
    yield Took("cpu_hours", "startTime, eventTime", "times its slots")
    yield Took("peak_memory", used, "KB of all processes, parted by the hosts")
    for column, source in (("submitted", "submitTime"), ("started", "startTime"),
                           ("user", "userName"), ("account", "projectName"), ("queue", "queue"),
                           ("script", "command")):  # fmt: skip
        yield Took(column, source)


_ABSENT = {
    "duration": "`duration` is not stated: no job has a start time",
    "memory": "`memory` is not stated: no job has `rusage[mem=…]`, or used any",
    "nodes": "`nodes` is assumed 1: no job has hosts",
}
