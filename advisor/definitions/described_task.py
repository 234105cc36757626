"""The workload that an Amazon ECS task definition describes."""

from __future__ import annotations

import re

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
from advisor.errors import quoted

__all__ = ["task_fields"]

_UNITS = 1024  # CPU units in a vCPU, and MiB in a GB, as ECS counts them
_WRITTEN = re.compile(r"(\d+(?:\.\d+)?)\s*(vcpu|gb)", re.IGNORECASE)


def task_fields(said: Said) -> None:
    """Fill the fields of a spec from a task definition: the task's size and its first container."""
    said.text("job_role", ("taskRoleArn",))
    containers = said.at(("containerDefinitions",))
    at: KeyPath = ("containerDefinitions", _essential(said))
    if isinstance(containers, list) and containers:
        _container(said, at)
        if len(containers) > 1:
            shown = quoted(str(said.at((*at, "name"))))
            said.notes.append(f"of its {len(containers)} containers {shown} alone is read")
    else:
        said.notes.append("its containers are not written out: `image` stays unknown")
    said.tell_hidden("image", containers)
    _amount(said, "vcpus", (("cpu",), (*at, "cpu")))
    _amount(said, "memory", (("memory",), (*at, "memory"), (*at, "memoryReservation")))
    machine(said, ())
    hosts = [
        f"{key}: host" for key in ("networkMode", "pidMode", "ipcMode") if said.at((key,)) == "host"
    ]
    said.put("host_requirements", hosts, ("networkMode",))
    said.notes.append("whether it is a task that ends or a service is not said: `endless` is open")
    said.notes.append("a task has no timeout: `duration` stays unknown")


def _essential(said: Said) -> int:
    """The first container whose end is the end of the task."""
    listed = said.each(("containerDefinitions",))
    places = (path[-1] for path, each in listed if each.get("essential") is not False)
    return int(next(places, 0))


def _container(said: Said, at: KeyPath) -> None:
    said.text("image", (*at, "image"))
    command(said, (*at, "command"))
    said.put("environment", pairs(said, (*at, "environment"), "value"), (*at, "environment"))
    said.put("secrets", pairs(said, (*at, "secrets"), "valueFrom"), (*at, "secrets"))
    for path, each in said.each((*at, "resourceRequirements")):
        if str(each.get("type")).upper() == "GPU":
            said.number("gpus", (*path, "value"))
    said.flag("privileged", (*at, "privileged"))
    linux_parameters(said, (*at, "linuxParameters"))
    ulimits(said, (*at, "ulimits"))
    volumes(said, at, ())


def _amount(said: Said, field: str, paths: tuple[KeyPath, ...]) -> None:
    """The first known amount: plain CPU units in vCPUs, plain MiB, or an amount with its unit."""
    for path in paths:
        written = said.at(path)
        value = number(written)
        match = _WRITTEN.fullmatch(written.strip()) if isinstance(written, str) else None
        if match is not None:
            value = float(match[1]) * _UNITS
        if isinstance(value, int | float) and value > 0:
            said.put(field, value / _UNITS if field == "vcpus" else f"{value:g} MiB", path)
            return
        said.tell_hidden(field, written)
