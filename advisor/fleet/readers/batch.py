"""AWS Batch jobs, as `aws batch describe-jobs` prints them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from advisor.errors import AdvisorError, Problem
from advisor.fleet.jobs import Jobs, Took
from advisor.fleet.readers.account import Origin
from advisor.fleet.readers.asked import Reading
from advisor.fleet.readers.batch_facts import TYPES, Facts
from advisor.fleet.readers.documents import documents
from advisor.fleet.readers.files import File
from advisor.fleet.readers.pods import at
from advisor.fleet.readers.records import Records, jobs_of_records

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_LATEST = 10**14  # ms since 1970; thousands of years from now
_STATES = {"SUCCEEDED": "completed", "FAILED": "failed"}
_CHILD = "an array job of which the children have rows of their own"
_NODE = "a node of a multi-node parallel job that has a row of its own"


def read_batch(opened: DuckDBPyConnection, files: Sequence[File], reading: Reading) -> Jobs:
    """The jobs of descriptions; AdvisorError if there is none."""
    del reading  # descriptions only have what was requested
    records = Records()
    found: dict[str, tuple[dict[str, Any], str]] = {}
    for file, document in documents(opened, files, "output of `aws batch describe-jobs`"):
        for number, job in enumerate(_described(document, file), 1):
            identifier = at(job, "jobId")
            if not isinstance(identifier, str):
                records.refuse("has no `jobId`", f"{file.shown}: job {number}")
            elif identifier in found:
                records.fold("a description of a job that is described again", identifier)
                found[identifier] = (job, f"{file.shown}: {identifier}")
            else:
                found[identifier] = (job, f"{file.shown}: {identifier}")
    parents = {each.rpartition(":")[0] for each in found if ":" in each}
    facts = Facts(records)
    for identifier, (job, where) in found.items():
        if identifier in parents and at(job, "arrayProperties", "size"):
            records.fold(_CHILD, identifier)
        elif "#" in identifier and identifier.partition("#")[0] in found:
            records.fold(_NODE, identifier)
        else:
            parent = found.get(identifier.rpartition(":")[0], ({}, ""))[0]
            records.rows.append(_row(job, parent, where, facts, records))
    return jobs_of_records(opened, records, TYPES, Origin("batch", _TOOK, _ABSENT), files)


def _described(document: Any, file: File) -> Iterator[Any]:
    """The jobs in responses, EventBridge events, lists of these, or alone."""
    if isinstance(document, list):
        for each in document:
            yield from _described(each, file)
    elif isinstance(document, dict) and isinstance(jobs := document.get("jobs"), list):
        yield from jobs
    elif isinstance(document, dict) and "jobSummaryList" in document:
        message = "is what `aws batch list-jobs` prints, which has no sizes"
        help = "describe these jobs: `aws batch describe-jobs --jobs …`"  # noqa: A001  # what `Problem` calls it
        raise AdvisorError(Problem(message, file.shown, help=help))
    elif isinstance(document, dict) and isinstance(detail := document.get("detail"), dict):
        yield detail
    elif isinstance(document, dict):
        yield document
    else:
        message = f"is no output of `aws batch describe-jobs`: it has a {type(document).__name__}"
        raise AdvisorError(Problem(message, file.shown))


def _row(
    job: dict[str, Any], parent: Any, where: str, facts: Facts, records: Records
) -> dict[str, Any]:
    size = _whole(at(parent, "arrayProperties", "size") or at(job, "arrayProperties", "size"))
    is_parent = at(job, "arrayProperties", "size") and at(job, "arrayProperties", "index") is None
    started, stopped = _times(job)
    row = facts.of(job, where) | {
        "id": job["jobId"], "name": _text(job.get("jobName")) or job["jobId"],
        "state": _state(job), "queue": _last(job.get("jobQueue")),
        "definition": (_last(job.get("jobDefinition")) or "").partition(":")[0] or None,
        "array_size": size, "runs": size if is_parent else 1.0,
        "submitted": _milliseconds(job.get("createdAt")), "started": started,
    }  # fmt: skip
    if is_parent:
        records.note("an array job without its children does not say how long one of them ran")
    elif started is not None and stopped is not None and row["state"] != "running":
        if stopped < started:
            records.doubt("stoppedAt", stopped, where)
        elif stopped > started:
            row["duration"] = (stopped - started) / 1000
    return row


def _times(job: dict[str, Any]) -> tuple[int | None, int | None]:
    """When a job, else its last attempt, started and stopped, in ms since 1970."""
    attempts = job.get("attempts")
    last = attempts[-1] if isinstance(attempts, list) and attempts else {}
    started, stopped = (
        _milliseconds(job.get(key)) or _milliseconds(at(last, key))
        for key in ("startedAt", "stoppedAt")
    )
    return started, stopped


def _state(job: dict[str, Any]) -> str:
    status = str(job.get("status", ""))
    reason = f"{job.get('statusReason')} {at(job, 'container', 'reason')}".lower()
    if status == "FAILED":
        if "outofmemory" in reason:
            return "out-of-memory"
        if "timeout" in reason or "timed out" in reason:
            return "timeout"
        if "cancel" in reason or ("terminated" in reason and "host ec2" not in reason):
            return "cancelled"
    return _STATES.get(status, "running" if status == "RUNNING" else "pending")


def _whole(value: Any) -> float | None:
    fine = isinstance(value, int) and not isinstance(value, bool) and 0 < value < _LATEST
    return float(value) if fine else None


def _milliseconds(value: Any) -> int | None:
    found = _whole(value)
    return None if found is None else int(found)


def _last(value: Any) -> str | None:
    """The name at the end of an ARN; None if there is none."""
    return value.rpartition("/")[2] or None if isinstance(value, str) else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


_TOOK = (
    Took("name", "jobName"),
    Took("state", "status, statusReason, container.reason"),
    Took("definition", "jobDefinition", "its name without the revision"),
    Took("queue", "jobQueue", "its name"),
    Took("image", "container, else the first of ecsProperties or of the first nodes"),
    Took("duration", "startedAt, stoppedAt", "of the job, else of its last attempt"),
    Took("vcpus", "resourceRequirements, else vcpus", "the sum of containers; the largest node"),
    Took("memory", "resourceRequirements, else memory", "the sum of containers; the largest node"),
    Took("gpus", "resourceRequirements", "the sum of containers; the largest node"),
    Took("nodes", "nodeProperties.numNodes"),
    Took("disk", "ephemeralStorage"),
    Took("array_size", "arrayProperties.size", "of the array job, if that is described"),
    Took("retries", "retryStrategy.attempts", "less one"),
    Took("timeout", "timeout.attemptDurationSeconds"),
    Took("submitted", "createdAt"),
    Took("started", "startedAt"),
)
_ABSENT = {
    "duration": "`duration` is not stated: no job has `startedAt` and `stoppedAt`",
    "vcpus": "`vcpus` is not stated: no container asks for any",
    "memory": "`memory` is not stated: no container asks for any",
    "gpus": "`gpus` is assumed 0: no container asks for one",
}
