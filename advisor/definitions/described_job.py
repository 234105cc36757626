"""What a job definition says of a workload."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from advisor.definitions.described_parts import KeyPath, Said, text_of
from advisor.definitions.values import number

__all__ = ["job_fields"]

_EFA = "/dev/infiniband/"
_SYSTEMS = (("efsVolumeConfiguration", "efs"), ("s3filesVolumeConfiguration", "s3files"))
_NODES: KeyPath = ("nodeProperties",)


def job_fields(said: Said, environment: Mapping[str, Any] | None) -> None:
    """Fill the fields from a job definition, and from the environment beside it, if any."""
    said.put("platform", _platform(said, environment), _platform_path(said))
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
    """The first container, and the mapping that has what it shares with others."""
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
    _command(said, (*at, "command"))
    said.put("environment", _pairs(said, (*at, "environment"), "value"), (*at, "environment"))
    said.put("secrets", _pairs(said, (*at, "secrets"), "valueFrom"), (*at, "secrets"))
    role = "jobRoleArn" if at == task else "taskRoleArn"
    said.text("job_role", (*task, role))
    _resources(said, at)
    said.flag("privileged", (*at, "privileged"))
    _linux(said, (*at, "linuxParameters"))
    _ulimits(said, (*at, "ulimits"))
    _volumes(said, at, task)
    _machine(said, task)
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
    _command(said, (*at, "command"))
    said.put("environment", _pairs(said, (*at, "env"), "value"), (*at, "env"))
    for side in ("requests", "limits"):
        resources = (*at, "resources", side)
        said.number("vcpus", (*resources, "cpu"))
        said.number("gpus", (*resources, "nvidia.com/gpu"))
        memory = said.at((*resources, "memory"))
        if isinstance(memory, str) and memory.endswith("Mi") and memory[:-2].isdigit():
            said.put("memory", f"{memory[:-2]} MiB", (*resources, "memory"))
    said.flag("privileged", (*at, "securityContext", "privileged"))


def _command(said: Said, path: KeyPath) -> None:
    command = said.at(path)
    if isinstance(command, list) and all(isinstance(each, str) for each in command):
        said.put("command", command, path)


def _pairs(said: Said, path: KeyPath, value: str) -> dict[str, str]:
    return {
        each["name"]: text
        for _, each in said.each(path)
        if isinstance(each.get("name"), str) and isinstance(text := each.get(value), str)
    }


def _linux(said: Said, at: KeyPath) -> None:
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


def _ulimits(said: Said, path: KeyPath) -> None:
    ulimits = [
        {"name": each["name"], "soft": soft, "hard": hard}
        for _, each in said.each(path)
        if isinstance(each.get("name"), str)
        and isinstance(soft := number(each.get("softLimit")), int)
        and isinstance(hard := number(each.get("hardLimit")), int)
    ]
    said.put("ulimits", ulimits, path)


def _volumes(said: Said, at: KeyPath, task: KeyPath) -> None:
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


def _machine(said: Said, task: KeyPath) -> None:
    said.amount("disk", (*task, "ephemeralStorage", "sizeInGiB"), "GiB")
    architecture = (*task, "runtimePlatform", "cpuArchitecture")
    if said.at(architecture) == "ARM64":
        said.put("architecture", "arm64", architecture)
    system = (*task, "runtimePlatform", "operatingSystemFamily")
    if str(said.at(system)).startswith("WINDOWS"):
        said.put("operating_system", "windows", system)


def _platform_path(said: Said) -> KeyPath:
    keys = ("platformCapabilities", "eksProperties")
    return next(((key,) for key in keys if said.at((key,)) is not None), ())


def _platform(said: Said, environment: Mapping[str, Any] | None) -> str | None:
    """The platform it runs on now, as the rule book names it; None where that is hidden."""
    capabilities = said.at(("platformCapabilities",))
    if said.at(("eksProperties",)) is not None:
        platform = "batch-eks"
    elif capabilities in (None, [], ["EC2"]):
        platform = "batch-ec2"
    elif capabilities == ["FARGATE"]:
        platform = "batch-fargate"
    elif capabilities == ["MANAGED_INSTANCES"]:
        platform = "batch-ecs-managed-instances"
    else:
        return None
    return platform + _suffix(platform, environment)


def _suffix(platform: str, environment: Mapping[str, Any] | None) -> str:
    kinds = {"batch-fargate": "FARGATE_SPOT", "batch-ec2": "SPOT", "batch-eks": "SPOT"}
    kind = next(_types(environment), None) if environment is not None else None
    if environment is not None and environment.get("type") == "UNMANAGED":
        return "-unmanaged" if platform in ("batch-ec2", "batch-eks") else ""
    return "-spot" if kind is not None and kind == kinds.get(platform) else ""


def _types(environment: Mapping[str, Any]) -> Iterator[str]:
    resources = environment.get("computeResources")
    kind = resources.get("type") if isinstance(resources, dict) else None
    if isinstance(kind, str):
        yield kind
