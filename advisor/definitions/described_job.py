"""The workload that a job definition describes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from advisor.definitions.described_capacity import put_platform
from advisor.definitions.described_container import (
    command,
    linux_parameters,
    machine,
    pairs,
    ulimits,
    volumes,
)
from advisor.definitions.described_parts import KeyPath, Said
from advisor.definitions.values import number

__all__ = ["job_fields"]

_NODES: KeyPath = ("nodeProperties",)


def job_fields(said: Said, environments: Iterable[Mapping[str, Any]]) -> None:
    """Fill the fields of a spec from a job definition and the environments it may run in."""
    put_platform(said, environments)
    said.number("nodes", (*_NODES, "numNodes"))
    attempts = number(said.at(("retryStrategy", "attempts")))
    if isinstance(attempts, int) and attempts >= 1:
        said.fields["retries"] = attempts - 1
        said.paths["retries"] = ("retryStrategy", "attempts")
    said.amount("timeout", ("timeout", "attemptDurationSeconds"), "s")
    if "timeout" in said.fields:
        said.notes.append("the timeout is an upper bound: `duration` stays unknown")
    pod = ("eksProperties", "podProperties")
    if said.at(pod) is not None:
        said.put("kubernetes", True, ("eksProperties",))
        _pod(said, (*pod, "containers", 0))
        return
    container, task = _container(said)
    if container:
        _container_fields(said, container, task)


def _container(said: Said) -> tuple[KeyPath, KeyPath]:
    """The path of the first container, and that of the mapping with its shared settings."""
    first = (*_NODES, "nodeRangeProperties", 0)
    single: tuple[KeyPath, ...] = (("containerProperties",), (*first, "container"))
    for path in single:
        if isinstance(said.at(path), dict):
            return path, path
    several: tuple[KeyPath, ...] = (("ecsProperties",), (*first, "ecsProperties"))
    for path in several:
        task = (*path, "taskProperties", 0)
        if isinstance(said.at((*task, "containers", 0)), dict):
            return (*task, "containers", 0), task
    return (), ()


def _container_fields(said: Said, at: KeyPath, task: KeyPath) -> None:
    said.text("image", (*at, "image"))
    command(said, (*at, "command"))
    said.put("environment", pairs(said, (*at, "environment"), "value"), (*at, "environment"))
    said.put("secrets", pairs(said, (*at, "secrets"), "valueFrom"), (*at, "secrets"))
    role = "jobRoleArn" if at == task else "taskRoleArn"
    said.text("job_role", (*task, role))
    _resources(said, at)
    said.flag("privileged", (*at, "privileged"))
    linux_parameters(said, (*at, "linuxParameters"))
    ulimits(said, (*at, "ulimits"))
    volumes(said, at, task)
    machine(said, task)
    said.text("instance_types", (*at, "instanceType"))


def _resources(said: Said, at: KeyPath) -> None:
    said.number("vcpus", (*at, "vcpus"))
    said.amount("memory", (*at, "memory"), "MiB")
    for path, each in said.each((*at, "resourceRequirements")):
        match str(each.get("type")).upper():
            case "VCPU":
                said.number("vcpus", (*path, "value"))
            case "MEMORY":
                said.amount("memory", (*path, "value"), "MiB")
            case "GPU":
                said.number("gpus", (*path, "value"))


def _pod(said: Said, at: KeyPath) -> None:
    said.text("image", (*at, "image"))
    command(said, (*at, "command"))
    said.put("environment", pairs(said, (*at, "env"), "value"), (*at, "env"))
    for side in ("requests", "limits"):
        resources = (*at, "resources", side)
        said.number("vcpus", (*resources, "cpu"))
        said.number("gpus", (*resources, "nvidia.com/gpu"))
        memory = said.at((*resources, "memory"))
        if isinstance(memory, str) and memory.endswith("Mi") and memory[:-2].isdigit():
            said.put("memory", f"{memory[:-2]} MiB", (*resources, "memory"))
    said.flag("privileged", (*at, "securityContext", "privileged"))
