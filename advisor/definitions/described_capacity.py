"""The platform that a job runs on now, from its definition and compute environments near it.

A job definition names no queue. So its environments are those of the queues in the same template or
folder; if there is no queue, or it names other environments too, all environments there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from advisor.definitions.described_parts import KeyPath, Said
from advisor.definitions.walk import Node

__all__ = ["environments_of", "put_platform"]

# For each platform the types of capacity for its jobs, with the suffix of its name for each.
_CAPACITY: Final[Mapping[str, Mapping[str, str]]] = {
    "batch-fargate": {"FARGATE": "", "FARGATE_SPOT": "-spot"},
    "batch-ec2": {"EC2": "", "SPOT": "-spot"},
    "batch-eks": {"EC2": "", "SPOT": "-spot"},
    "batch-ecs-managed-instances": {"ECS_MANAGED_INSTANCES": ""},
}
_UNMANAGED = frozenset({"batch-ec2", "batch-eks"})
_SAID: Final[Mapping[str, str]] = {
    "": "On-Demand", "-spot": "on Spot", "-unmanaged": "on instances of your own",
}  # fmt: skip


def put_platform(said: Said, environments: Iterable[Mapping[str, Any]]) -> None:
    """Fill the platform that the job runs on now; note what the environments leave unknown."""
    platform = _platform(said)
    if platform is None:
        return
    kinds = {kind for each in environments if (kind := _kind(platform, each)) is not None}
    if len(kinds) == 1 and "?" not in kinds:
        platform += kinds.pop()
    else:
        said.notes.append(_open(kinds))
    said.put("platform", platform, _platform_path(said))


def _open(kinds: Collection[str]) -> str:
    """Why the capacity of the job is unknown, in words."""
    if not kinds:
        why = "Spot is up to its compute environment, which is not here"
    elif "?" in kinds:
        why = "the type of a compute environment is not known here"
    else:
        why = f"it runs {' or '.join(_SAID[each] for each in sorted(kinds))}, as its queue has it"
    return f"{why}: `interruptible` stays unknown"


def _platform(said: Said) -> str | None:
    """The platform without the suffix of its environment; None if it is unknown."""
    capabilities = said.at(("platformCapabilities",))
    if said.at(("eksProperties",)) is not None:
        return "batch-eks"
    if capabilities in (None, [], ["EC2"]):
        return "batch-ec2"
    if capabilities == ["FARGATE"]:
        return "batch-fargate"
    return "batch-ecs-managed-instances" if capabilities == ["MANAGED_INSTANCES"] else None


def _platform_path(said: Said) -> KeyPath:
    keys = ("platformCapabilities", "eksProperties")
    return next(((key,) for key in keys if said.at((key,)) is not None), ())


def environments_of(node: Node) -> Sequence[Mapping[str, Any]]:
    """The compute environments near a job definition that the job may run in."""
    beside = node.run.beside.get(node.scope, {})
    named = [
        node.run.find("compute-environment", entry.get("computeEnvironment"), node.scope)
        for queue in beside.get("job-queue", ())
        for entry in _entries(queue)
    ]
    known = bool(named) and all(isinstance(each, dict) for each in named)
    return named if known else beside.get("compute-environment", [])


def _entries(queue: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    order = queue.get("computeEnvironmentOrder")
    yield from (each for each in order if isinstance(each, dict)) if isinstance(order, list) else ()


def _kind(platform: str, environment: Mapping[str, Any]) -> str | None:
    """The suffix of a platform in an environment: None if it takes no such jobs, `?` if unknown."""
    if platform != "batch-fargate" and _is_eks(environment) is not (platform == "batch-eks"):
        return None
    if environment.get("type") == "UNMANAGED":
        return "-unmanaged" if platform in _UNMANAGED else None
    resources = environment.get("computeResources")
    kind = resources.get("type") if isinstance(resources, dict) else None
    if not isinstance(kind, str) or not isinstance(resources, dict):
        return "?"
    adds = _CAPACITY[platform].get(kind.upper())
    return "-spot" if adds == "" and _provides_spot(resources) else adds


def _is_eks(environment: Mapping[str, Any]) -> bool:
    return environment.get("eksConfiguration") is not None


def _provides_spot(resources: Mapping[str, Any]) -> bool:
    """Whether the launch template of ECS Managed Instances asks for Spot."""
    value: Any = resources
    for key in ("managedInstancesProvider", "instanceLaunchTemplate", "capacityOptionType"):
        value = value.get(key) if isinstance(value, dict) else None
    return bool(value == "SPOT")
