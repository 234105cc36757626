"""Reads the Standard Workload Format of the Parallel Workloads Archive: 18 numbers per job."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from advisor.fleet.jobs import Jobs, Took
from advisor.fleet.readers.account import Origin, account
from advisor.fleet.readers.asked import Reading
from advisor.fleet.readers.files import File
from advisor.fleet.readers.log import JOB, NONE, Shape, Value, load
from advisor.fleet.readers.spelled import number

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FIELDS = 18
_PART = "a part of a job that has a line of its own"
# The fields that are read, by their place, from 1.
_VALUES = {
    1: "id", 2: "submit", 3: "wait", 4: "run", 5: "allocated", 7: "used", 8: "requested",
    9: "limit_", 10: "asked", 11: "status", 12: "user_", 14: "executable", 15: "queue",
    16: "partition_",
}  # fmt: skip
_SOURCES = {
    1: "job number", 2: "submit time", 3: "wait time", 4: "run time", 5: "allocated processors",
    7: "used memory", 8: "requested processors", 9: "requested time", 10: "requested memory",
    11: "status", 12: "user", 14: "executable", 15: "queue", 16: "partition",
}  # fmt: skip
TYPES = {
    "name": "VARCHAR", "state": "VARCHAR", "duration": "DOUBLE", "vcpus": "DOUBLE",
    "memory": "DOUBLE", "nodes": "DOUBLE", "cpu_hours": "DOUBLE", "time_limit": "DOUBLE",
    "peak_memory": "DOUBLE", "submitted": "DOUBLE", "started": "DOUBLE", "user": "VARCHAR",
    "script": "VARCHAR", "queue": "VARCHAR", "partition": "VARCHAR",
}  # fmt: skip
_STATES = {0: "failed", 1: "completed", 5: "cancelled"}


class Header(NamedTuple):
    """The fields in the comments at the start of a log."""

    start: float | None
    cpus_per_node: int | None


def is_swf(start: str) -> bool:
    """Whether a text starts as a log in this format."""
    lines = [line for line in start.splitlines()[:-1] or start.splitlines() if line.strip()]
    jobs = [line for line in lines if not line.lstrip().startswith(";")]
    if not jobs:
        return any(re.match(r";\s*(Version|MaxProcs|MaxNodes|UnixStartTime):", x) for x in lines)
    return bool(re.fullmatch(r"\s*(-?\d+(\.\d+)?\s+){17}-?\d+(\.\d+)?\s*", jobs[0]))


def header_of(start: str) -> Header:
    """The header of a log."""
    said = {
        match[1]: int(match[2])
        for line in start.splitlines()
        if (match := re.match(r";\s*(\w+):\s*(\d+)", line))
    }
    nodes, cpus = said.get("MaxNodes", 0), said.get("MaxProcs", 0)
    per_node = cpus // nodes if nodes and cpus and cpus % nodes == 0 else None
    return Header(said.get("UnixStartTime"), per_node)


def read_swf(opened: DuckDBPyConnection, files: Sequence[File], reading: Reading) -> Jobs:
    """The jobs of logs in this format; AdvisorError if no line has it."""
    headers = [header_of(file.start) for file in files]
    per_node = [reading.cpus_per_node or header.cpus_per_node for header in headers]
    shapes = [_shape(h, n, reading) for h, n in zip(headers, per_node, strict=True)]
    log = load(opened, files, shapes, TYPES)
    columns = {name: f'"{name}"' for name in TYPES}
    if all(header.start for header in headers):
        for name in ("submitted", "started"):
            columns[name] = (
                f"CASE WHEN {name} < 1e11 THEN make_timestamp(CAST({name} * 1e6 AS BIGINT)) END"
            )
    origin = Origin("swf", tuple(_took(reading)), _ABSENT, frozenset((_PART,)))
    return account(opened, log, columns, origin)


_ABSENT = {
    "nodes": "`nodes` is assumed 1, with all processors of a job on it: the log does not say how "
    "many processors a node has; `--cpus-per-node` does",
    "memory": "`memory` is not stated: no line has requested or used memory",
    "gpus": "`gpus` is assumed 0: the format has none",
}


def _took(reading: Reading) -> Iterator[Took]:
    first, second = ("used", "requested") if reading.memory == "used" else ("requested", "used")
    yield Took("name", "job number")
    yield Took("state", "status", "1 completed, 0 failed, 5 cancelled")
    yield Took("duration", "run time", "s; 0 is not stated")
    yield Took("vcpus", "allocated processors, else requested", "of one node")
    yield Took("nodes", "allocated processors, else requested", "by the processors of a node")
    how = f"KB for each processor; {second} where that is missing; of one node"
    yield Took("memory", f"{first} memory", how)
    yield Took("peak_memory", "used memory", "KB for each processor; of one node")
    yield Took("cpu_hours", "run time", "times the processors")
    yield Took("time_limit", "requested time", "s; a limit, and no fact of the job")
    yield Took("submitted", "submit time", "s, after UnixStartTime where the header has it")
    yield Took("started", "submit time, wait time", "their sum")
    for column, source in (("user", "user"), ("script", "executable"), ("queue", "queue"),
                           ("partition", "partition")):  # fmt: skip
        yield Took(column, source, "its number")


def _shape(header: Header, per_node: int | None, reading: Reading) -> Shape:
    # Most logs pad with blanks; splitting at single ones is faster than a pattern.
    single = "replace(line, chr(9), ' ')"
    for width in ("     ", "   ", "  ", "  "):
        single = f"replace({single}, '{width}', ' ')"
    values = [_value(index, name) for index, name in _VALUES.items()]
    kind = (
        f"CASE WHEN len(f) = {FIELDS} AND f[1] <> ';' THEN "
        f"CASE WHEN f[11] IN ('2', '3', '4') THEN '{_PART}' "
        f"WHEN try_cast(f[1] AS DOUBLE) IS NULL THEN 'has no job number' ELSE '{JOB}' END "
        f"WHEN f[1][1] = ';' OR trim(line) = '' THEN '{NONE}' "
        f"ELSE 'has ' || len(f) || ' field' || CASE WHEN len(f) = 1 THEN '' ELSE 's' END || "
        f"', not {FIELDS}' END"
    )
    return Shape(f"string_split(trim({single}), ' ')", kind, tuple(values),
                 _facts(header, per_node, reading))  # fmt: skip


def _value(index: int, name: str) -> Value:
    stated = f"CASE WHEN f[{index}] NOT IN ('-1', '-1.0', '-1.00') THEN f[{index}] END"
    texts = ("id", "user_", "executable", "queue", "partition_", "status")
    parsed = None if name in texts else number("{t}")
    return Value(name, _SOURCES[index], stated, parsed)


def _facts(header: Header, per_node: int | None, reading: Reading) -> dict[str, str]:
    processors = "coalesce(nullif(allocated, 0), nullif(requested, 0))"
    nodes = f"ceil({processors} / {per_node})" if per_node else "NULL"
    share = f"coalesce({nodes}, 1)"
    asked = f"asked * {processors} / 1024 / {share}"
    used = f"used * {processors} / 1024 / {share}"
    first, second = (used, asked) if reading.memory == "used" else (asked, used)
    state = " ".join(f"WHEN '{key}' THEN '{value}'" for key, value in _STATES.items())
    start = header.start or 0
    return {
        "name": "id",
        "state": f"CASE status {state} END",
        "duration": "nullif(run, 0)",
        "vcpus": f"ceil({processors} / {share})",
        "memory": f"coalesce(nullif({first}, 0), nullif({second}, 0))",
        "nodes": nodes,
        "cpu_hours": f"run * {processors} / 3600",
        "time_limit": "limit_",
        "peak_memory": used,
        "submitted": f"submit + {start}",
        "started": f"submit + wait + {start}",
        "user": "user_",
        "script": "executable",
        "queue": "queue",
        "partition": "partition_",
    }
