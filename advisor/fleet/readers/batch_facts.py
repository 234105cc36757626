"""The facts of an AWS Batch job in its description."""

from __future__ import annotations

import json
from typing import Any

from advisor.api import stated_in
from advisor.definitions.described_job import job_fields
from advisor.definitions.described_parts import Said
from advisor.errors import AdvisorError
from advisor.fields import LARGEST
from advisor.fleet.readers.pods import at, each_of, needs_of
from advisor.fleet.readers.records import Records
from advisor.reading import unwritten

TYPES = {
    "id": "VARCHAR", "name": "VARCHAR", "state": "VARCHAR", "definition": "VARCHAR",
    "queue": "VARCHAR", "image": "VARCHAR", "duration": "DOUBLE", "vcpus": "DOUBLE",
    "memory": "DOUBLE", "gpus": "DOUBLE", "nodes": "DOUBLE", "disk": "DOUBLE",
    "architecture": "VARCHAR", "operating_system": "VARCHAR", "privileged": "BOOLEAN",
    "efa": "BOOLEAN", "host_volumes": "VARCHAR[]", "file_systems": "VARCHAR[]",
    "ulimits": "VARCHAR[]", "instance_types": "VARCHAR[]", "kubernetes": "BOOLEAN",
    "linux_parameters.devices": "VARCHAR[]", "linux_parameters.shared_memory": "DOUBLE",
    "linux_parameters.tmpfs": "VARCHAR[]", "linux_parameters.max_swap": "DOUBLE",
    "linux_parameters.swappiness": "DOUBLE", "linux_parameters.init_process": "BOOLEAN",
    "array_size": "DOUBLE", "retries": "DOUBLE", "timeout": "DOUBLE", "runs": "DOUBLE",
    "submitted": "TIMESTAMP", "started": "TIMESTAMP",
}  # fmt: skip
# Shared by the jobs of a definition; everything else differs between runs, and is not a fact.
_SHARED = ("image", "vcpus", "memory", "resourceRequirements", "privileged", "linuxParameters",
           "ulimits", "volumes", "mountPoints", "ephemeralStorage", "runtimePlatform",
           "instanceType", "name")  # fmt: skip


_Wrong = tuple[str, Any]  # unreadable values: their name, and how they are written


class Facts:
    """The facts of jobs, computed once for jobs with equal requests."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._known: dict[str, tuple[dict[str, Any], list[_Wrong]]] = {}

    def of(self, job: dict[str, Any], where: str) -> dict[str, Any]:
        """The facts of a job."""
        definition = _definition(job)
        key = json.dumps(definition, sort_keys=True)
        if key not in self._known:
            self._known[key] = _worked_out(definition)
        facts, wrong = self._known[key]
        for source, value in wrong:
            self._records.doubt(source, value, where)
        return dict(facts)


def _worked_out(definition: dict[str, Any]) -> tuple[dict[str, Any], list[_Wrong]]:
    wrong: list[_Wrong] = []
    said = Said(definition, is_job=True)
    try:
        job_fields(said, ())
        fields = {
            name: value for name, value in said.fields.items() if name.partition(".")[0] in _FIELDS
        }
        stated = stated_in(unwritten(fields))
    except AdvisorError as error:
        wrong.append(("container", error.problems[0].message))
        stated = {}
    facts = {name: _plain(value) for name, value in stated.items() if name in TYPES}
    return facts | _together(definition, wrong), wrong


_FIELDS = {name.partition(".")[0] for name in TYPES} - {"name", "duration", "id", "state"}


def _plain(value: Any) -> Any:
    match value:
        case bool() | str():
            return value
        case int() | float():
            return float(value)
        case tuple() | list():
            return [str(each) for each in value]
        case _:
            return None


def _definition(job: dict[str, Any]) -> dict[str, Any]:
    """The job definition of a job, as far as its description has it."""
    found = {
        key: job[key]
        for key in ("retryStrategy", "timeout", "eksProperties", "platformCapabilities")
        if job.get(key) is not None
    }
    if isinstance(job.get("container"), dict) and job["container"]:
        found["containerProperties"] = _container(job["container"])
    if isinstance(job.get("ecsProperties"), dict):
        found["ecsProperties"] = _tasks(job["ecsProperties"])
    nodes = job.get("nodeProperties")
    if isinstance(nodes, dict):
        ranges = each_of(nodes, "nodeRangeProperties")
        found["nodeProperties"] = {
            "numNodes": nodes.get("numNodes"),
            "nodeRangeProperties": [
                {"container": _container(each["container"])}
                if isinstance(each.get("container"), dict)
                else {"ecsProperties": _tasks(each.get("ecsProperties"))}
                for each in ranges
            ],
        }
    return found


def _container(value: Any) -> dict[str, Any]:
    return {key: value[key] for key in _SHARED if value.get(key) is not None}


def _tasks(value: Any) -> dict[str, Any]:
    tasks = each_of(value, "taskProperties")
    return {
        "taskProperties": [
            _container(task) | {"containers": [_container(e) for e in each_of(task, "containers")]}
            for task in tasks
        ]
    }


def _together(definition: dict[str, Any], wrong: list[_Wrong]) -> dict[str, float]:
    """The sum of what containers that run together need; of several nodes the largest need."""
    pod = at(definition, "eksProperties", "podProperties")
    if pod is not None:
        needs, unread, _ = needs_of(pod)
        wrong += unread
        return {name: needs[name] for name in ("vcpus", "memory", "gpus") if name in needs}
    ranges = at(definition, "nodeProperties", "nodeRangeProperties") or [definition]
    found: dict[str, float] = {}
    for each in ranges:
        container = each.get("container") or each.get("containerProperties")
        tasks = each_of(each, "ecsProperties", "taskProperties", 0, "containers")
        together: dict[str, float] = {}
        for one in [container] if container else tasks:
            if _has_efa(one):
                found["efa"] = True
            for name, amount in _resources(one, wrong).items():
                together[name] = together.get(name, 0) + amount
        for name, amount in together.items():
            found[name] = max(found.get(name, 0), amount)
    return found


def _has_efa(container: dict[str, Any]) -> bool:
    devices = each_of(container, "linuxParameters", "devices")
    return any(str(at(each, "hostPath")).startswith("/dev/infiniband/") for each in devices)


def _resources(container: dict[str, Any], wrong: list[_Wrong]) -> dict[str, float]:
    """What a container requests; `resourceRequirements` beat the fields of older definitions."""
    found = {name: container.get(name) for name in ("vcpus", "memory")}
    names = {"VCPU": "vcpus", "MEMORY": "memory", "GPU": "gpus"}
    for each in each_of(container, "resourceRequirements"):
        name = names.get(str(at(each, "type")).upper())
        if name is not None:
            found[name] = at(each, "value")
    amounts = {name: _amount(value) for name, value in found.items()}
    wrong += [(name, found[name]) for name, amount in amounts.items() if amount is None]
    return {name: amount for name, amount in amounts.items() if amount}


def _amount(value: Any) -> float | None:
    """An amount, 0 if not stated; None if it cannot be read."""
    if value is None or isinstance(value, bool):
        return None if value is not None else 0
    try:
        amount = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return amount if 0 <= amount < LARGEST else None
