"""Reads Kubernetes Jobs and their pods, as printed by `kubectl get jobs,pods -o json`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.errors import AdvisorError, Problem
from advisor.fleet.jobs import Jobs, Took
from advisor.fleet.readers.account import Origin
from advisor.fleet.readers.asked import Reading
from advisor.fleet.readers.documents import documents
from advisor.fleet.readers.files import File
from advisor.fleet.readers.pods import at, each_of, milliseconds, needs_of
from advisor.fleet.readers.records import Records, jobs_of_records

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TYPES = {
    "id": "VARCHAR", "name": "VARCHAR", "namespace": "VARCHAR", "cronjob": "VARCHAR",
    "state": "VARCHAR", "image": "VARCHAR", "duration": "DOUBLE", "typical_duration": "DOUBLE",
    "vcpus": "DOUBLE", "memory": "DOUBLE", "gpus": "DOUBLE", "disk": "DOUBLE", "efa": "BOOLEAN",
    "architecture": "VARCHAR", "operating_system": "VARCHAR", "array_size": "DOUBLE",
    "retries": "DOUBLE", "timeout": "DOUBLE", "runs": "DOUBLE", "submitted": "TIMESTAMP",
    "started": "TIMESTAMP",
}  # fmt: skip
_POD = "a pod of a Job that has a row of its own"
_JOB_LABELS = ("batch.kubernetes.io/job-name", "job-name")


class _Run(NamedTuple):
    """A pod that ran: its specification, duration (s), start (ms since 1970) and final state."""

    spec: Any
    metadata: Any
    seconds: float | None
    started: int | None
    state: str
    where: str


def read_kubernetes(opened: DuckDBPyConnection, files: Sequence[File], reading: Reading) -> Jobs:
    """The Jobs of documents, with their pods folded into them; AdvisorError if there are none."""
    del reading  # documents only have what was requested
    records = Records()
    jobs: list[tuple[Any, str]] = []
    pods: dict[tuple[str, str], list[_Run]] = {}
    for item, where in _placed_items(opened, files):
        kind = at(item, "kind")
        if kind == "Job":
            jobs.append((item, where))
        elif kind == "Pod" and (owner := _owner(item)):
            pods.setdefault(owner, []).append(_run(item, where))
        elif kind == "Pod":
            _bare(item, where, records)
        else:
            shown = kind if isinstance(kind, str) else "no kind"
            records.refuse(f"is no Job, but `{shown[:40]}`", where)
    _add_jobs(jobs, pods, records)
    return jobs_of_records(opened, records, TYPES, Origin("kubernetes", _TOOK, _ABSENT), files)


def _add_jobs(
    jobs: list[tuple[Any, str]], pods: dict[tuple[str, str], list[_Run]], records: Records
) -> None:
    """Add a row for each Job, with its pods folded in, and for each Job with only pods."""
    for item, where in jobs:
        runs = pods.pop(_key(item, at(item, "metadata", "name")), [])
        for each in runs:
            records.fold(_POD, each.where)
        records.rows.append(_row(item, where, runs, records))
    for (namespace, name), runs in pods.items():
        for each in runs[1:]:
            records.fold("a pod of a Job of which another pod stands for all", each.where)
        records.rows.append(_alone(namespace, name, runs, records))


def _placed_items(opened: DuckDBPyConnection, files: Sequence[File]) -> Iterator[tuple[Any, str]]:
    """Every item of the files with its place: the file, and the item's name or number."""
    for file, document in documents(opened, files, "output of `kubectl -o json`"):
        for number, item in enumerate(_items(document, file), 1):
            name = at(item, "metadata", "name")
            yield item, f"{file.shown}: {name if isinstance(name, str) else f'item {number}'}"


def _items(document: Any, file: File) -> Iterator[Any]:
    if isinstance(document, list):
        for each in document:
            yield from _items(each, file)
    elif isinstance(document, dict) and isinstance(items := document.get("items"), list):
        # The items of a JobList lack their kind.
        kind = str(document.get("kind", "")).removesuffix("List")
        for each in items:
            yield each if not kind or at(each, "kind") or not isinstance(each, dict) else {
                **each, "kind": kind
            }  # fmt: skip
    elif isinstance(document, dict):
        yield document
    else:
        message = f"is no output of `kubectl -o json`: it has a {type(document).__name__}"
        raise AdvisorError(Problem(message, file.shown))


def _owner(pod: Any) -> tuple[str, str] | None:
    """The key of the Job that a pod belongs to; None if there is none."""
    references = each_of(pod, "metadata", "ownerReferences")
    named = [at(each, "name") for each in references if at(each, "kind") == "Job"]
    labels = at(pod, "metadata", "labels")
    named += [at(labels, label) for label in _JOB_LABELS]
    name = next((each for each in named if isinstance(each, str)), None)
    return _key(pod, name) if name else None


def _key(item: Any, name: Any) -> tuple[str, str]:
    """The namespace and name that identify a Job."""
    return str(at(item, "metadata", "namespace")), str(name)


def _run(pod: Any, where: str) -> _Run:
    ended = [
        at(each, "state", "terminated")
        for each in each_of(pod, "status", "containerStatuses")
        if at(each, "state", "terminated")
    ]
    starts = [m for each in ended if (m := milliseconds(at(each, "startedAt"))) is not None]
    stops = [m for each in ended if (m := milliseconds(at(each, "finishedAt"))) is not None]
    seconds = (max(stops) - min(starts)) / 1000 if starts and stops else None
    phase = at(pod, "status", "phase")
    state = {"Succeeded": "completed", "Failed": "failed"}.get(str(phase), "running")
    if any(at(each, "reason") == "OOMKilled" for each in ended):
        state = "out-of-memory"
    started = min(starts) if starts else milliseconds(at(pod, "status", "startTime"))
    done = seconds if state != "running" else None
    return _Run(at(pod, "spec"), at(pod, "metadata"), done, started, state, where)


def _bare(pod: Any, where: str, records: Records) -> None:
    """Add the row of a pod without a Job, unless it is restarted for ever."""
    if at(pod, "spec", "restartPolicy") in (None, "Always"):
        records.refuse("is a pod that is always started again: a service, and no job", where)
        return
    run = _run(pod, where)
    name = at(pod, "metadata", "name")
    records.rows.append(_alone(at(pod, "metadata", "namespace"), name, [run], records))


def _alone(namespace: Any, name: Any, runs: list[_Run], records: Records) -> dict[str, Any]:
    """The row of a Job that is known by its pods only."""
    first = runs[0]
    states = {each.state for each in runs}
    row = _asked(first.spec, first.where, records) | _ran(runs) | {
        "id": _text(at(first.metadata, "uid")), "name": _text(name), "namespace": _text(namespace),
        "state": states.pop() if len(states) == 1 else "failed",
        "submitted": milliseconds(at(first.metadata, "creationTimestamp")),
        "started": min((each.started for each in runs if each.started), default=None),
        "runs": float(len(runs)),
    }  # fmt: skip
    return _positive(row, first.where, records)


def _row(item: Any, where: str, runs: list[_Run], records: Records) -> dict[str, Any]:
    spec, status, metadata = (at(item, key) for key in ("spec", "status", "metadata"))
    asked = _asked(at(spec, "template", "spec"), where, records)
    started = milliseconds(at(status, "startTime"))
    state, ended = _ended(status)
    completions, parallel = at(spec, "completions"), at(spec, "parallelism")
    many = completions if isinstance(completions, int) and completions > 1 else None
    row = asked | {
        "id": _text(at(metadata, "uid")), "name": _text(at(metadata, "name")),
        "namespace": _text(at(metadata, "namespace")), "cronjob": _cronjob(metadata),
        "state": state, "array_size": _number(many), "retries": _number(at(spec, "backoffLimit")),
        "timeout": _number(at(spec, "activeDeadlineSeconds")),
        "submitted": milliseconds(at(metadata, "creationTimestamp")), "started": started,
        "runs": _number(many or 1),
    }  # fmt: skip
    if any(each.seconds is not None for each in runs):
        row |= _ran(runs) | {"runs": float(len(runs))}
    elif many and not (isinstance(parallel, int) and parallel >= many):
        records.note(
            "`duration` is not stated where pods run one after the other and are not given "
            "(`kubectl get jobs,pods -o json`)"
        )
    elif started is not None and ended is not None:
        row["duration"] = (ended - started) / 1000
    return _positive(row, where, records)


def _asked(spec: Any, where: str, records: Records) -> dict[str, Any]:
    needs = needs_of(spec)
    for source, value in needs.wrong:
        records.doubt(source, value, where)
    if needs.partial:
        records.note("a container says nothing of its memory, and the sum is of the others")
    return needs.facts


def _ran(runs: list[_Run]) -> dict[str, float]:
    """The durations of a Job's pods: of the completed ones, if any, else of all."""
    told = [each for each in runs if each.state == "completed"] or runs
    seconds = [each.seconds for each in told if each.seconds is not None]
    return {"duration": max(seconds), "typical_duration": median(seconds)} if seconds else {}


def _ended(status: Any) -> tuple[str, int | None]:
    """How a Job ended, and when, in ms since 1970."""
    for each in each_of(status, "conditions"):
        if at(each, "status") != "True":
            continue
        when = milliseconds(at(status, "completionTime") or at(each, "lastTransitionTime"))
        if at(each, "type") == "Complete":
            return "completed", when
        if at(each, "type") == "Failed":
            late = at(each, "reason") == "DeadlineExceeded"
            return ("timeout" if late else "failed"), when
        if at(each, "type") == "Suspended":
            return "suspended", None
    return ("running" if at(status, "startTime") else "pending"), None


def _positive(row: dict[str, Any], where: str, records: Records) -> dict[str, Any]:
    """The row without durations that are not positive; negative ones are doubted."""
    for name in ("duration", "typical_duration"):
        seconds = row.get(name)
        if seconds is not None and seconds <= 0:
            if seconds < 0:
                records.doubt(name, seconds, where)
            row[name] = None
    return row


def _cronjob(metadata: Any) -> str | None:
    references = each_of(metadata, "ownerReferences")
    return next((_text(at(e, "name")) for e in references if at(e, "kind") == "CronJob"), None)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: Any) -> float | None:
    fine = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 2**53
    return float(value) if fine else None


_TOOK = (
    Took("name", "metadata.name"),
    Took("cronjob", "metadata.ownerReferences", "the CronJob that made it"),
    Took("state", "status.conditions, else the phase of pods"),
    Took("image", "template.spec.containers", "of the first"),
    Took("duration", "the pods that are given, else status", "the longest pod; of a Job without "
         "its pods, from its start to its end, if all of them ran at once"),
    Took("typical_duration", "the pods that are given", "the median"),
    Took("vcpus", "resources", "limits, else requests; the sum of the containers"),
    Took("memory", "resources", "limits, else requests; the sum of the containers"),
    Took("gpus", "resources: nvidia.com/gpu, amd.com/gpu", "a part of a GPU counts as one"),
    Took("disk", "resources: ephemeral-storage"),
    Took("efa", "resources: vpc.amazonaws.com/efa"),
    Took("architecture", "nodeSelector: kubernetes.io/arch"),
    Took("operating_system", "nodeSelector: kubernetes.io/os"),
    Took("array_size", "completions", "where there are several"),
    Took("retries", "backoffLimit"),
    Took("timeout", "activeDeadlineSeconds"),
    Took("runs", "the pods that are given, else completions"),
    Took("submitted", "metadata.creationTimestamp"),
    Took("started", "status.startTime"),
)  # fmt: skip
_ABSENT = {
    "duration": "`duration` is not stated: no Job or pod has ended",
    "vcpus": "`vcpus` is not stated: no container has a limit or request of cpu",
    "memory": "`memory` is not stated: no container has a limit or request of memory",
    "gpus": "`gpus` is assumed 0: no container asks for one",
    "kubernetes": "`kubernetes` is not stated: that jobs run there now does not say they must",
}
