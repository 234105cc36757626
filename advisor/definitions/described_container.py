"""The part of a workload that a container describes, in a job definition or task definition."""

from __future__ import annotations

from typing import Any

from advisor.definitions.described_parts import KeyPath, Said, text_of
from advisor.definitions.values import number
from advisor.errors import quoted
from advisor.reading.opaque import Opaque

__all__ = ["command", "linux_parameters", "machine", "pairs", "ulimits", "volumes"]

_EFA = "/dev/infiniband/"
_SYSTEMS = (("efsVolumeConfiguration", "efs"), ("s3filesVolumeConfiguration", "s3files"))


def command(said: Said, path: KeyPath) -> None:
    """Fill the command, if it is known."""
    command = said.at(path)
    words = command if isinstance(command, list) else [command]
    said.tell_hidden("command", next((each for each in words if isinstance(each, Opaque)), None))
    if isinstance(command, list) and all(isinstance(each, str) for each in command):
        said.put("command", command, path)


def pairs(said: Said, path: KeyPath, value: str) -> dict[str, str]:
    """The known values of a list of names and values, by name; unknown ones are noted."""
    said.tell_hidden(str(path[-1]), said.at(path))
    hidden = [
        quoted(each["name"])
        for _, each in said.each(path)
        if isinstance(each.get("name"), str) and isinstance(each.get(value), Opaque)
    ]
    if hidden:
        said.notes.append(f"`{path[-1]}` leaves out what is not known here: {', '.join(hidden)}")
    return {
        each["name"]: text
        for _, each in said.each(path)
        if isinstance(each.get("name"), str) and isinstance(text := each.get(value), str)
    }


def linux_parameters(said: Said, at: KeyPath) -> None:
    """Fill the Linux parameters: devices, shared memory, tmpfs and swap."""
    parameters: dict[str, Any] = {}
    devices = [each for _, each in said.each((*at, "devices")) if text_of(each.get("hostPath"))]
    if any(each["hostPath"].startswith(_EFA) for each in devices):
        said.put("efa", True, (*at, "devices"))
    others = [each["hostPath"] for each in devices if not each["hostPath"].startswith(_EFA)]
    shared, swap = (number(said.at((*at, key))) for key in ("sharedMemorySize", "maxSwap"))
    swappiness = number(said.at((*at, "swappiness")))
    tmpfs = [
        {"path": each["containerPath"], "size": f"{size} MiB"}
        for _, each in said.each((*at, "tmpfs"))
        if isinstance(each.get("containerPath"), str)
        and isinstance(size := number(each.get("size")), int | float)
    ]
    parameters |= {"devices": others} if others else {}
    parameters |= {"tmpfs": tmpfs} if tmpfs else {}
    parameters |= {"shared_memory": f"{shared} MiB"} if isinstance(shared, int) else {}
    parameters |= {"max_swap": f"{swap} MiB"} if isinstance(swap, int) and swap >= 0 else {}
    parameters |= {"swappiness": swappiness} if isinstance(swappiness, int) else {}
    parameters |= {"init_process": True} if said.at((*at, "initProcessEnabled")) is True else {}
    said.put("linux_parameters", parameters, at)


def ulimits(said: Said, path: KeyPath) -> None:
    """Fill the resource limits of the process."""
    ulimits = [
        {"name": each["name"], "soft": soft, "hard": hard}
        for _, each in said.each(path)
        if isinstance(each.get("name"), str)
        and isinstance(soft := number(each.get("softLimit")), int)
        and isinstance(hard := number(each.get("hardLimit")), int)
    ]
    said.put("ulimits", ulimits, path)


def volumes(said: Said, at: KeyPath, task: KeyPath) -> None:
    """Fill the mounted folders of the host and file systems."""
    mounts = {each.get("sourceVolume"): each for _, each in said.each((*at, "mountPoints"))}
    host, systems = [], []
    for _, volume in said.each((*task, "volumes")):
        mount = mounts.get(volume.get("name"), {})
        place = mount.get("containerPath")
        read_only = mount.get("readOnly") is True
        if isinstance(source := _inner(volume, "host", "sourcePath"), str):
            path = place if isinstance(place, str) else source
            host.append({"source": source, "path": path, "read_only": read_only})
        for key, kind in _SYSTEMS:
            if isinstance(volume.get(key), dict):
                systems.append(_system(kind, volume[key], place, read_only=read_only))
    said.put("host_volumes", host, (*task, "volumes"))
    said.put("file_systems", systems, (*task, "volumes"))


def _system(
    kind: str, configuration: dict[str, Any], place: Any, *, read_only: bool
) -> dict[str, Any]:
    found: dict[str, Any] = {"type": kind, "read_only": read_only}
    values = (
        ("id", configuration.get("fileSystemId")),
        ("root", configuration.get("rootDirectory")),
        ("access_point", _inner(configuration, "authorizationConfig", "accessPointId")),
        ("path", place),
    )
    return found | {name: text for name, value in values if (text := text_of(value))}


def _inner(value: dict[str, Any], outer: str, key: str) -> Any:
    inside = value.get(outer)
    return inside.get(key) if isinstance(inside, dict) else None


def machine(said: Said, task: KeyPath) -> None:
    """Fill the ephemeral storage, the architecture and the operating system."""
    said.amount("disk", (*task, "ephemeralStorage", "sizeInGiB"), "GiB")
    architecture = (*task, "runtimePlatform", "cpuArchitecture")
    if said.at(architecture) == "ARM64":
        said.put("architecture", "arm64", architecture)
    system = (*task, "runtimePlatform", "operatingSystemFamily")
    if str(said.at(system)).startswith("WINDOWS"):
        said.put("operating_system", "windows", system)
