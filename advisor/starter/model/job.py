"""The data of a job: its container, its volumes, and how it is run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from advisor.starter.leaves import Ask, Text

Tags = Mapping[str, str]
JobKind = Literal["fargate", "ec2", "ecs-managed-instances", "eks"]


@dataclass(frozen=True, slots=True)
class HostFolder:
    """A folder of the host."""

    path: str


@dataclass(frozen=True, slots=True)
class Efs:
    """An EFS file system; an access point, if given, decides the folder."""

    id: Text
    root: str | None
    access_point: str | None
    authorized: bool


@dataclass(frozen=True, slots=True)
class S3Files:
    """An S3 Files file system."""

    arn: Text
    root: str | None
    access_point: Text | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A persistent volume claim of a Kubernetes namespace."""

    name: Text


@dataclass(frozen=True, slots=True)
class InMemory:
    """A file system in memory, of a size in MiB."""

    size: int


@dataclass(frozen=True, slots=True)
class Volume:
    """A volume: its name, its source, and its path in the container."""

    name: str
    source: HostFolder | Efs | S3Files | Claim | InMemory
    path: str
    read_only: bool = False


@dataclass(frozen=True, slots=True)
class Device:
    """A device of the host."""

    host_path: str
    container_path: str | None
    permissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tmpfs:
    """A file system in memory, of a size in MiB."""

    path: str
    size: int
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Linux:
    """The Linux parameters of a container; sizes in MiB."""

    devices: tuple[Device, ...] = ()
    shared_memory: int | None = None
    tmpfs: tuple[Tmpfs, ...] = ()
    max_swap: int | None = None
    swappiness: int | None = None
    init_process: bool = False


@dataclass(frozen=True, slots=True)
class Ulimit:
    """A resource limit of the process."""

    name: str
    soft: int
    hard: int


@dataclass(frozen=True, slots=True)
class Container:
    """The image, the command and the resources of a container."""

    image: Text
    command: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]
    secrets: tuple[tuple[str, str], ...]
    vcpus: Text
    memory: Text
    gpus: int
    volumes: tuple[Volume, ...]
    linux: Linux
    ulimits: tuple[Ulimit, ...]
    privileged: bool


@dataclass(frozen=True, slots=True)
class Retries:
    """The number of attempts; only failures whose status starts with `retried` are retried."""

    attempts: int
    retried: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """A job definition: the container and how it is run."""

    name: str
    kind: JobKind
    container: Container
    nodes: int
    instance_type: str | None
    retries: Retries
    timeout: int | Ask
    tags: Tags
    architecture: str
    operating_system: str
    public: bool = False
    storage: int | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    job_role: Text | None = None
    execution_role: Text | None = None
    log_group: Text | None = None
    service_account: Text | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """A job to submit; an array job if it has several children."""

    name: str
    definition: str
    queue: str
    array_size: int | None
    propagate_tags: bool
