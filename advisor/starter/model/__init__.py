"""The contents of a starter, as frozen data that every style is written from."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.starter.model.environment import (
    Cluster,
    Environment,
    Fargate,
    Instances,
    Interface,
    LaunchTemplate,
    ManagedInstances,
    Network,
    Queue,
    Tags,
    Texts,
    Unmanaged,
    UsedTemplate,
)
from advisor.starter.model.function import CapacityProvider, Function, Image, Managed, Mounted, Zip
from advisor.starter.model.job import (
    Claim,
    Container,
    Device,
    Efs,
    HostFolder,
    InMemory,
    Job,
    JobKind,
    Linux,
    Retries,
    S3Files,
    Submission,
    Tmpfs,
    Ulimit,
    Volume,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """Actions that a role may take on resources."""

    actions: tuple[str, ...]
    resources: Texts


@dataclass(frozen=True, slots=True)
class Role:
    """An IAM role, and with `profile` also its instance profile."""

    id: str
    name: str
    title: str
    service: str
    managed: Texts = ()
    statements: tuple[Statement, ...] = ()
    profile: bool = False


@dataclass(frozen=True, slots=True)
class LogGroup:
    """Where the output goes, and for how many days it is kept."""

    name: str
    days: int


@dataclass(frozen=True, slots=True)
class Batch:
    """A job definition with everything that it needs to run."""

    job: Job
    environment: Environment
    queue: Queue
    submission: Submission
    launch_template: LaunchTemplate | None = None
    placement_group: str | None = None
    security_group: str | None = None


@dataclass(frozen=True, slots=True)
class Starter:
    """Everything that is made for one platform."""

    slug: str
    main: Batch | Function
    roles: tuple[Role, ...]
    log_group: LogGroup | None
    provider: CapacityProvider | None = None


__all__ = [
    "Batch",
    "CapacityProvider",
    "Claim",
    "Cluster",
    "Container",
    "Device",
    "Efs",
    "Environment",
    "Fargate",
    "Function",
    "HostFolder",
    "Image",
    "InMemory",
    "Instances",
    "Interface",
    "Job",
    "JobKind",
    "LaunchTemplate",
    "Linux",
    "LogGroup",
    "Managed",
    "ManagedInstances",
    "Mounted",
    "Network",
    "Queue",
    "Retries",
    "Role",
    "S3Files",
    "Starter",
    "Statement",
    "Submission",
    "Tags",
    "Texts",
    "Tmpfs",
    "Ulimit",
    "Unmanaged",
    "UsedTemplate",
    "Volume",
    "Zip",
]
