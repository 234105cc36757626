"""The data of networks, instances, compute environments and queues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from advisor.starter.leaves import Ask, Made, Text

Texts = tuple[Text, ...]
Tags = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Network:
    """The network of instances and jobs; a single Ask stands for a list."""

    subnets: Ask | Texts
    security_groups: Ask | Texts


@dataclass(frozen=True, slots=True)
class Interface:
    """A network interface of an instance."""

    card: int
    device: int
    type: Literal["interface", "efa", "efa-only"]


@dataclass(frozen=True, slots=True)
class LaunchTemplate:
    """How instances start: the root volume in GiB, the network interfaces, and a script."""

    name: str
    volume: int | None
    interfaces: tuple[Interface, ...]
    security_groups: Texts
    user_data: Text | None
    tags: Tags


@dataclass(frozen=True, slots=True)
class UsedTemplate:
    """The launch template of an environment: its name or id, and the version."""

    name: str
    version: Text


@dataclass(frozen=True, slots=True)
class Cluster:
    """The EKS cluster that jobs run in."""

    arn: Text
    namespace: Text


@dataclass(frozen=True, slots=True)
class Instances:
    """EC2 instances that Batch starts and stops."""

    types: tuple[str, ...] | Ask
    spot: bool
    least_vcpus: int
    profile: Text
    image_type: str
    machine_image: Text | None = None
    launch_template: UsedTemplate | None = None
    placement_group: Text | None = None


@dataclass(frozen=True, slots=True)
class ManagedInstances:
    """EC2 instances that ECS starts and stops; no types means any."""

    types: tuple[str, ...]
    spot: bool
    profile: Text
    infrastructure_role: Text
    storage: int | None


@dataclass(frozen=True, slots=True)
class Fargate:
    """Capacity without instances."""

    spot: bool


@dataclass(frozen=True, slots=True)
class Unmanaged:
    """Instances that the team starts and stops."""

    service_role: Text


@dataclass(frozen=True, slots=True)
class Environment:
    """A compute environment."""

    name: str
    capacity: Fargate | Instances | ManagedInstances | Unmanaged
    tags: Tags
    network: Network | None = None
    max_vcpus: Ask | None = None
    cluster: Cluster | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """A job queue; it cancels a job that can never be placed after `runnable_limit` seconds."""

    name: str
    environment: Made
    priority: int
    runnable_limit: int
    tags: Tags
