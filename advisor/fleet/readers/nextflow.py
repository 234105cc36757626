"""Reads Nextflow's trace files: a line per task, with values with units or raw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from advisor.fleet.jobs import Jobs, Took
from advisor.fleet.readers.account import Origin, account
from advisor.fleet.readers.asked import Reading
from advisor.fleet.readers.files import File
from advisor.fleet.readers.header import Header, header_of, header_or_error
from advisor.fleet.readers.lines import line_at
from advisor.fleet.readers.log import Shape, load
from advisor.fleet.readers.spelled import moment, nextflow_memory, nextflow_seconds, number

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SECONDS, _MEMORY = nextflow_seconds("{t}"), nextflow_memory("{t}")
VALUES: tuple[tuple[str, str, str | None], ...] = (
    ("task_id", "task_id", None), ("task_name", "name", None), ("process_", "process", None),
    ("tag", "tag", None), ("status", "status", None), ("container", "container", None),
    ("realtime", "realtime", _SECONDS), ("since", "duration", _SECONDS),
    ("time_", "time", _SECONDS), ("cpus", "cpus", number("{t}")),
    ("memory_", "memory", _MEMORY), ("disk_", "disk", _MEMORY), ("rss", "rss", _MEMORY),
    ("peak_rss", "peak_rss", _MEMORY), ("submit", "submit", moment("{t}")),
    ("start_", "start", moment("{t}")), ("complete", "complete", moment("{t}")),
    ("queue", "queue", None), ("script_", "script", None), ("attempt", "attempt", None),
)  # fmt: skip
TYPES = {
    "id": "VARCHAR", "name": "VARCHAR", "process": "VARCHAR", "tag": "VARCHAR",
    "state": "VARCHAR", "image": "VARCHAR", "duration": "DOUBLE", "vcpus": "DOUBLE",
    "memory": "DOUBLE", "disk": "DOUBLE", "cpu_hours": "DOUBLE", "time_limit": "DOUBLE",
    "peak_memory": "DOUBLE", "submitted": "TIMESTAMP", "started": "TIMESTAMP",
    "queue": "VARCHAR", "script": "VARCHAR", "attempt": "VARCHAR",
}  # fmt: skip
_KNOWN = {source for _, source, _ in VALUES} | {
    "hash", "native_id", "exit", "module", "scratch", "workdir", "%cpu", "%mem", "vmem",
    "peak_vmem", "rchar", "wchar", "syscr", "syscw", "read_bytes", "write_bytes", "vol_ctxt",
    "inv_ctxt", "env", "error_action", "hostname", "cpu_model",
}  # fmt: skip
_ASK = (
    "such as `nextflow run … -with-trace`, with `trace.fields = "
    "'task_id,name,process,status,realtime,cpus,memory,peak_rss,submit,start,container'`"
)
# Other tables do not have columns with these names.
_OWN = {"hash", "native_id", "realtime", "peak_rss", "peak_vmem", "%cpu"}


def is_nextflow(start: str) -> bool:
    """Whether a text starts like a trace."""
    found = header_of(start.partition("\n")[0].rstrip("\r"), "\t", _KNOWN)
    return found is not None and any(found.has(name) for name in _OWN)


def read_nextflow(opened: DuckDBPyConnection, files: Sequence[File], reading: Reading) -> Jobs:
    """The tasks of traces; AdvisorError if a file is not a trace."""
    headers = [_header(opened, file) for file in files]
    log = load(opened, files, [_shape(each, reading) for each in headers], TYPES)
    columns = {name: f'"{name}"' for name in TYPES}
    has = {name for header in headers for name in header.places}
    return account(opened, log, columns, Origin("nextflow", tuple(_took(reading, has)), _ABSENT))


def _header(opened: DuckDBPyConnection, file: File) -> Header:
    line = line_at(opened, file) if file.remote else file.start.partition("\n")[0].rstrip("\r")
    return header_or_error(file, line, "\t,", _KNOWN, "trace of Nextflow", _ASK)


def _shape(header: Header, reading: Reading) -> Shape:
    values = tuple(header.value(name, source, sql, ("-",)) for name, source, sql in VALUES)
    return Shape(header.parts, header.kind, values, _facts(reading))


def _facts(reading: Reading) -> dict[str, str]:
    ran = "coalesce(realtime, epoch(complete) - epoch(start_), since)"
    used = "coalesce(nullif(peak_rss, 0), nullif(rss, 0))"
    order = (used, "nullif(memory_, 0)")
    first, second = order if reading.memory == "used" else reversed(order)
    state = "lower(status)"
    return {
        "id": "task_id",
        "name": "coalesce(task_name, process_, task_id)",
        "process": "coalesce(process_, regexp_extract(task_name, '^[^ (]+'))",
        "tag": r"coalesce(tag, nullif(regexp_extract(task_name, '\((.*)\)$', 1), ''))",
        "state": f"CASE {state} WHEN 'aborted' THEN 'cancelled' ELSE {state} END",
        "image": "container",
        "duration": f"CASE WHEN {state} NOT IN ('new', 'submitted', 'running') "
        f"OR {state} IS NULL THEN nullif({ran}, 0) END",
        "vcpus": "nullif(cpus, 0)",
        "memory": f"coalesce({first}, {second})",
        "disk": "disk_",
        "cpu_hours": f"CASE WHEN {state} = 'cached' THEN 0 ELSE {ran} * cpus / 3600 END",
        "time_limit": "time_",
        "peak_memory": used,
        "submitted": "submit",
        "started": "start_",
        "queue": "queue",
        "script": "script_",
        "attempt": "attempt",
    }


_ABSENT = {
    "duration": "`duration` is not stated: there is no `realtime`, or `start` and `complete`",
    "vcpus": "`vcpus` is not stated: there is no `cpus` (`%cpu` is what was used)",
    "memory": "`memory` is not stated: there is no `memory`, `peak_rss` or `rss`",
    "gpus": "`gpus` is assumed 0: a trace does not say",
    "nodes": "`nodes` is assumed 1: a trace does not say",
}


def _took(reading: Reading, has: set[str]) -> Iterator[Took]:
    def there(*names: str) -> str:
        return ", else ".join(name for name in names if name in has)

    memory = ("memory", "peak_rss", "rss")
    yield Took("id", "task_id")
    yield Took("name", there("name", "process", "task_id"))
    yield Took("process", there("process", "name"), "without the tag")
    yield Took("tag", there("tag", "name"))
    yield Took("state", "status", "`cached` tasks ran earlier, and cost no CPU hours")
    yield Took("image", "container")
    duration = there("realtime", "start", "duration")
    how = "`duration` is since the submission, and so has the wait in it"
    yield Took("duration", duration, how if duration == "duration" else "what the task ran")
    yield Took("vcpus", "cpus")
    ordered = (*memory[1:], memory[0]) if reading.memory == "used" else memory
    yield Took("memory", there(*ordered), "units of 1024; a bare number is bytes")
    yield Took("disk", "disk", "units of 1024; a bare number is bytes")
    yield Took("cpu_hours", there("realtime", "duration"), "times `cpus`")
    yield Took("time_limit", "time", "a limit, and no fact of the job")
    yield Took("peak_memory", there("peak_rss", "rss"))
    for column, source in (("submitted", "submit"), ("started", "start"), ("queue", "queue"),
                           ("script", "script"), ("attempt", "attempt")):  # fmt: skip
        yield Took(column, source)
