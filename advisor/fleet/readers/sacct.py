"""Reads Slurm's accounting, as printed by `sacct --parsable2`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError, Problem
from advisor.fleet.jobs import Jobs, Took
from advisor.fleet.readers.account import Origin, account
from advisor.fleet.readers.asked import Reading
from advisor.fleet.readers.files import File
from advisor.fleet.readers.header import Header, header_of, header_or_error
from advisor.fleet.readers.lines import line_at
from advisor.fleet.readers.log import JOB, TABLE, Shape, Value, load
from advisor.fleet.readers.spelled import (
    gres_gpus,
    moment,
    number,
    slurm_memory,
    slurm_per,
    slurm_seconds,
    state_word,
    tres,
    tres_gpus,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_DELIMITERS = "|;\t^~@#%&!\x1f"
_STEP = "a step of a job that has a row of its own"
_ORPHAN = "is a step of a job that has no row"
_ASK = (
    "such as `sacct -aP --format=JobID,JobName,State,Elapsed,AllocCPUS,ReqMem,MaxRSS,NNodes,"
    "AllocTRES,Submit,Start`"
)
_NEVER = ("Unknown", "None", "N/A", "Partition_Limit", "UNLIMITED", "INVALID", "?")
# The states of jobs that have not ended, whose elapsed time is not yet their duration.
_OPEN = ("running", "pending", "suspended", "requeued", "resizing", "configuring",
         "completing")  # fmt: skip

# The values that are read: name in the query, column of sacct, SQL that parses it.
VALUES: tuple[tuple[str, str, str | None], ...] = (
    ("id", "JobID", None), ("job_name", "JobName", None), ("state_", "State", state_word("{t}")),
    ("elapsed", "Elapsed", slurm_seconds("{t}")), ("elapsed_raw", "ElapsedRaw", number("{t}")),
    ("start_", "Start", moment("{t}")), ("end_", "End", moment("{t}")),
    ("submit", "Submit", moment("{t}")),
    ("cpu_time", "CPUTime", slurm_seconds("{t}")), ("cpu_raw", "CPUTimeRAW", number("{t}")),
    ("alloc_cpus", "AllocCPUS", number("{t}")), ("ncpus", "NCPUS", number("{t}")),
    ("req_cpus", "ReqCPUS", number("{t}")), ("alloc_nodes", "AllocNodes", number("{t}")),
    ("nnodes", "NNodes", number("{t}")), ("req_nodes", "ReqNodes", number("{t}")),
    ("req_mem", "ReqMem", slurm_memory("{t}")), ("mem_per", "ReqMem", slurm_per("{t}")),
    ("max_rss", "MaxRSS", slurm_memory("{t}", "B")),
    ("limit_", "Timelimit", slurm_seconds("{t}")), ("limit_raw", "TimelimitRaw", number("{t}")),
    ("alloc_tres", "AllocTRES", None), ("req_tres", "ReqTRES", None),
    ("alloc_gres", "AllocGRES", None), ("req_gres", "ReqGRES", None),
    ("user_", "User", None), ("account", "Account", None), ("partition_", "Partition", None),
    ("qos", "QOS", None), ("script", "SubmitLine", None),
)  # fmt: skip
TYPES = {
    "id": "VARCHAR", "array_job": "VARCHAR", "array_size": "DOUBLE", "name": "VARCHAR",
    "state": "VARCHAR", "duration": "DOUBLE",
    "vcpus": "DOUBLE", "memory": "DOUBLE", "gpus": "DOUBLE", "nodes": "DOUBLE",
    "cpu_hours": "DOUBLE", "time_limit": "DOUBLE", "peak_memory": "DOUBLE",
    "submitted": "TIMESTAMP", "started": "TIMESTAMP", "user": "VARCHAR", "account": "VARCHAR",
    "partition": "VARCHAR", "qos": "VARCHAR", "script": "VARCHAR",
}  # fmt: skip
_STEPS = (
    f"SELECT id AS step_of, max(peak_memory) AS step_peak FROM {TABLE} "
    f"WHERE kind = '{_STEP}' GROUP BY id"
)
_ARRAYS = (
    f"SELECT array_job AS array_of, CAST(count(*) AS DOUBLE) AS tasks FROM {TABLE} "
    f"WHERE kind = '{JOB}' AND array_job IS NOT NULL GROUP BY array_job"
)
# The columns that say how long a job ran; CPU time does only where its CPUs are known.
_RAN = {"elapsed", "elapsedraw", "end", "alloccpus", "ncpus"}
_KNOWN = {source for _, source, _ in VALUES} | {
    "JobIDRaw", "Group", "UID", "Eligible", "ExitCode", "DerivedExitCode", "AveRSS", "MaxVMSize",
    "NTasks", "NodeList", "TotalCPU", "UserCPU", "SystemCPU", "Priority",
    "ConsumedEnergy", "ConsumedEnergyRaw", "Cluster", "Reason", "WorkDir", "ResvCPURAW",
}  # fmt: skip


def is_sacct(start: str) -> bool:
    """Whether a text starts with the header of such output."""
    return header_of(start.partition("\n")[0].rstrip("\r"), _DELIMITERS, _KNOWN) is not None


def is_aligned(start: str) -> bool:
    """Whether a text starts as the output of `sacct` without `-P`."""
    lines = start.splitlines()
    return len(lines) > 1 and "JobID" in lines[0] and set(lines[1].strip()) == {"-", " "}


def read_sacct(opened: DuckDBPyConnection, files: Sequence[File], reading: Reading) -> Jobs:
    """The jobs of accounts, with their steps folded into them; AdvisorError for other files."""
    headers = [_header(opened, file) for file in files]
    log = load(opened, files, [_shape(each) for each in headers], TYPES)
    columns = {name: f'"{name}"' for name in TYPES}
    rows = f"SELECT *, rowid AS row FROM {TABLE} WHERE kind = '{JOB}'"
    source = f"({rows})"
    if _fold(opened):
        columns["peak_memory"] = "greatest(peak_memory, step_peak)"
        source += f" LEFT JOIN ({_STEPS}) ON step_of = id"
    if opened.execute(f"SELECT 1 FROM {TABLE} WHERE array_job IS NOT NULL LIMIT 1").fetchone():
        columns["array_size"] = "tasks"
        source += f" LEFT JOIN ({_ARRAYS}) ON array_of = array_job"
    if " JOIN " in source:
        source += " ORDER BY row"
    peak = f"nullif({columns['peak_memory']}, 0)"
    order = (peak, "memory") if reading.memory == "used" else ("memory", peak)
    columns["memory"] = f"coalesce({', '.join(order)})"
    has = {name for header in headers for name in header.places}
    origin = Origin("sacct", tuple(_took(reading, has)), _absent(has), frozenset((_STEP,)))
    found = account(opened, log, columns, origin, source)
    if has & _RAN or "duration" not in found.columns:
        return found
    note = f"only jobs that ran into their time limit have a `duration`: {_without_duration(has)}"
    return found._replace(notes=(*found.notes, note))


def _header(opened: DuckDBPyConnection, file: File) -> Header:
    line = line_at(opened, file) if file.remote else file.start.partition("\n")[0].rstrip("\r")
    if is_aligned(file.start):
        message = "is what `sacct` prints for people, with columns cut off"
        raise AdvisorError(Problem(message, file.shown, help=f"print it with `-P`, {_ASK}"))
    return header_or_error(file, line, _DELIMITERS, _KNOWN, "output of `sacct -P`", _ASK)


def _fold(opened: DuckDBPyConnection) -> bool:
    """Mark steps whose job has no row as refused; whether there are any steps."""
    found = opened.execute(f"SELECT 1 FROM {TABLE} WHERE kind = '{_STEP}' LIMIT 1").fetchone()
    if found:
        opened.execute(
            f"UPDATE {TABLE} SET kind = '{_ORPHAN}', raw = name WHERE kind = '{_STEP}' AND id "
            f"NOT IN (SELECT id FROM {TABLE} WHERE kind = '{JOB}' AND id IS NOT NULL)"
        )
    return found is not None


def _shape(header: Header) -> Shape:
    values = tuple(_value(header, *each) for each in VALUES)
    kind = header.kind
    if place := header.places.get("jobid"):
        is_step = f"len(f) = {header.width} AND contains(f[{place}], '.')"
        kind = f"CASE WHEN {is_step} THEN '{_STEP}' ELSE {kind} END"
    return Shape(header.parts, kind, values, _FACTS)


def _value(header: Header, name: str, source: str, parsed: str | None) -> Value:
    return header.value(name, source, parsed, _NEVER)


def _tres(side: str, name: str) -> str:
    return number(tres(f"{side}_tres", name))


# The facts as SQL over the values. Allocated amounts beat requested ones; 0 means not stated.
_CPUS = (
    f"coalesce(nullif(alloc_cpus, 0), nullif(ncpus, 0), nullif({_tres('alloc', 'cpu')}, 0), "
    f"nullif(req_cpus, 0), {_tres('req', 'cpu')})"
)
_NODES = (
    f"coalesce(nullif(alloc_nodes, 0), nullif(nnodes, 0), nullif({_tres('alloc', 'node')}, 0), "
    f"nullif(req_nodes, 0), {_tres('req', 'node')})"
)
_SHARE = f"coalesce({_NODES}, 1)"
_TRES_MEMORY = "coalesce({}, {})".format(
    *(slurm_memory(tres(f"{side}_tres", "mem")) for side in ("req", "alloc"))
)
_MEMORY = (
    f"CASE mem_per WHEN 'c' THEN req_mem * {_CPUS} / {_SHARE} WHEN 'n' THEN req_mem "
    f"ELSE coalesce(nullif(req_mem, 0), {_TRES_MEMORY}) / {_SHARE} END"
)
_CPU_SECONDS = "coalesce(cpu_raw, cpu_time)"
_LIMIT = "coalesce(limit_, limit_raw * 60)"
_ELAPSED = (
    f"coalesce(elapsed, elapsed_raw, epoch(end_) - epoch(start_), "
    f"{_CPU_SECONDS} / coalesce(nullif(alloc_cpus, 0), nullif(ncpus, 0)), "
    f"CASE WHEN state_ = 'timeout' THEN {_LIMIT} END)"
)
# Old versions of Slurm have GPUs only as generic resources, of which the requested are of a node.
_GPUS = (
    f"coalesce(nullif({tres_gpus('alloc_tres')}, 0) / {_SHARE}, "
    f"nullif({gres_gpus('alloc_gres')}, 0) / {_SHARE}, "
    f"nullif({tres_gpus('req_tres')}, 0) / {_SHARE}, nullif({gres_gpus('req_gres')}, 0), "
    "CASE WHEN coalesce(alloc_tres, req_tres, alloc_gres, req_gres) IS NOT NULL THEN 0 END)"
)
_STILL = ", ".join(f"'{each}'" for each in _OPEN)
_FACTS = {
    "id": "split_part(id, '.', 1)",
    "array_job": r"nullif(regexp_extract(id, '^(\d+)_[^.]+$', 1), '')",
    "name": "coalesce(job_name, id)",
    "state": "state_",
    "duration": f"CASE WHEN coalesce(state_, '') NOT IN ({_STILL}) AND {_ELAPSED} > 0 "
    f"THEN {_ELAPSED} END",
    "vcpus": f"ceil({_CPUS} / {_SHARE})",
    "memory": f"nullif({_MEMORY}, 0)",
    "gpus": f"ceil({_GPUS})",
    "nodes": _NODES,
    "cpu_hours": f"coalesce({_CPU_SECONDS}, {_ELAPSED} * {_CPUS}) / 3600",
    "time_limit": _LIMIT,
    "peak_memory": "nullif(max_rss, 0)",
    "submitted": "submit",
    "started": "start_",
    "user": "user_",
    "account": "account",
    "partition": "partition_",
    "qos": "qos",
    "script": "script",
}


def _took(reading: Reading, has: set[str]) -> Iterator[Took]:
    def there(*names: str) -> str:
        return ", else ".join(name for name in names if name.lower() in has)

    memory = there("ReqMem", "ReqTRES", "AllocTRES", "MaxRSS")
    if reading.memory == "used":
        memory = there("MaxRSS", "ReqMem", "ReqTRES", "AllocTRES")
    yield Took("id", "JobID")
    yield Took("array_job", "JobID", "what is before the `_` of a task of an array")
    yield Took("array_size", "JobID", "the tasks of its array that have a row")
    yield Took("name", there("JobName", "JobID"))
    yield Took("state", "State", "its first word")
    if has & _RAN:
        ran = there("Elapsed", "ElapsedRaw", "End", "CPUTimeRAW", "CPUTime")
        yield Took("duration", ran, "what it ran, of jobs that have ended; 0 is not stated")
    else:
        how = "of jobs in the state `TIMEOUT`, which ran up to it"
        yield Took("duration", there("Timelimit", "TimelimitRaw"), how)
    cpus = there("AllocCPUS", "NCPUS", "AllocTRES", "ReqCPUS", "ReqTRES")
    yield Took("vcpus", cpus, "of one node; allocated beats requested")
    how = "of one node; `c` times its CPUs, `n` as it is, else parted by the nodes"
    yield Took("memory", memory, how)
    yield Took("gpus", there("AllocTRES", "AllocGRES", "ReqTRES", "ReqGRES"), "of one node")
    yield Took("nodes", there("AllocNodes", "NNodes", "AllocTRES", "ReqNodes", "ReqTRES"))
    yield Took("cpu_hours", there("CPUTimeRAW", "CPUTime", "Elapsed"), "of all its CPUs")
    yield Took("time_limit", there("Timelimit", "TimelimitRaw"), "a limit, and no fact of the job")
    yield Took("peak_memory", "MaxRSS", "the largest of the job and its steps")
    for column, source in (("submitted", "Submit"), ("started", "Start"), ("user", "User"),
                           ("account", "Account"), ("partition", "Partition"), ("qos", "QOS"),
                           ("script", "SubmitLine")):  # fmt: skip
        yield Took(column, source)


def _without_duration(has: set[str]) -> str:
    """Why jobs do not say how long they ran, as far as it is for want of columns."""
    why = "there is no `Elapsed`, `ElapsedRaw`, or `Start` and `End`"
    if has & {"cputimeraw", "cputime"}:
        why += ", and no `AllocCPUS` to divide the CPU time by (it may be above `ReqCPUS`)"
    return why


def _absent(has: set[str]) -> dict[str, str]:
    return {
        "duration": f"`duration` is not stated: {_without_duration(has)}",
        "vcpus": "`vcpus` is not stated: there is no `AllocCPUS`, `NCPUS`, `ReqCPUS` or TRES",
        "memory": "`memory` is not stated: there is no `ReqMem`, `MaxRSS` or TRES",
        "gpus": "`gpus` is assumed 0: there is no `AllocTRES`, `ReqTRES` or `ReqGRES`",
        "nodes": "`nodes` is assumed 1: there is no `AllocNodes`, `NNodes` or `ReqNodes`",
    }
