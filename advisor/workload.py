"""The workload spec: one pydantic model that is the format, its validation and its JSON Schema.

Each field that rules may read carries a `Reads`: the fact it becomes, and what its absence means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from advisor import fields
from advisor.condition import UNKNOWN, FactRef
from advisor.display.shown import Shown
from advisor.field_types import (
    REGION,
    Count,
    Duration,
    Mapped,
    Memory,
    Runs,
    Size,
    Texts,
    TextsOrOne,
    Vcpus,
)
from advisor.fields import Reads
from advisor.model import Kind

if TYPE_CHECKING:
    from advisor.display.card import Card

NUMBER, BOOLEAN, TEXT, LIST = Kind.NUMBER, Kind.BOOLEAN, Kind.TEXT, Kind.LIST

FileSystemKind = Literal["efs", "s3files", "fsx_lustre", "fsx_ontap", "fsx_openzfs", "fsx_windows"]


class Part(BaseModel):
    """What all parts of a spec share: nothing unknown, nothing converted, nothing changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class FileSystem(Part):
    """A shared file system to mount: a kind, or a kind with its id and path."""

    type: FileSystemKind
    id: str | None = Field(None, description="file system id, such as fs-0123456789abcdef0")
    path: str | None = Field(None, description="where the job sees it, such as /mnt/data")
    root: str | None = Field(None, description="folder of the file system to mount")
    access_point: str | None = Field(None, description="access point id or ARN")
    read_only: bool = False


class Device(Part):
    """A device of the host that the container uses."""

    host_path: str
    container_path: str | None = None
    permissions: Annotated[
        tuple[Literal["READ", "WRITE", "MKNOD"], ...], BeforeValidator(fields.listed)
    ] = ()


class Tmpfs(Part):
    """A file system in memory."""

    path: str
    size: Memory
    options: Texts = ()


class LinuxParameters(Part):
    """Settings of the container that only a host's owner can give."""

    devices: Annotated[tuple[Device, ...], BeforeValidator(fields.devices), Reads(LIST, ())] = (
        Field((), description="devices of the host, as paths or mappings")
    )
    shared_memory: Annotated[Memory, Reads(NUMBER, None, "MiB")] = Field(
        None, description="size of /dev/shm"
    )
    tmpfs: Annotated[tuple[Tmpfs, ...], BeforeValidator(fields.listed), Reads(LIST, ())] = Field(
        (), description="file systems in memory"
    )
    max_swap: Annotated[Size, Reads(NUMBER, None, "MiB")] = Field(
        None, description="swap the container may use"
    )
    swappiness: Annotated[Annotated[int, Field(ge=0, le=100)] | None, Reads(NUMBER, None)] = Field(
        None, description="0 (avoid swap) to 100"
    )
    init_process: Annotated[bool, Reads(BOOLEAN, False)] = Field(
        False, description="run an init process that reaps children"
    )


class Ulimit(Part):
    """A limit on a process's resources."""

    name: str
    soft: int
    hard: int


class HostVolume(Part):
    """A folder of the host that the container sees."""

    source: str
    path: str
    read_only: bool = False


class Vpc(Part):
    """The network the workload runs in."""

    subnets: Texts = ()
    security_groups: Texts = ()
    public: bool = Field(False, description="the subnets are public: give the job a public address")


class Workload(Part, Shown):
    """What somebody wants to run, described in one file or one object."""

    schema_uri: str | None = Field(
        None, alias="$schema", exclude=True, description="the schema of this file, for editors"
    )
    name: str = Field("workload", min_length=1, description="what to call it")
    description: str | None = Field(None, description="what it does, for people")
    image: Annotated[str | None, Reads(TEXT, UNKNOWN)] = Field(
        None, min_length=1, description="container image to run"
    )
    lambda_image: Annotated[bool | None, Reads(BOOLEAN, fields.absent_lambda_image)] = Field(
        None, description="the image speaks Lambda's Runtime API"
    )
    runtime: Annotated[str | None, Reads(TEXT, None, assumed="a runtime that Lambda offers")] = (
        Field(
            None,
            min_length=1,
            description="language runtime, as Lambda names it",
            examples=["python3.13"],
        )
    )
    handler: str | None = Field(None, description="function to call, for a Lambda zip function")
    command: Annotated[str | Texts | None, BeforeValidator(fields.listed)] = Field(
        None, description="command and arguments as a list; one text is run by a shell"
    )
    environment: Mapped = Field({}, description="environment variables; values are texts")
    secrets: Mapped = Field({}, description="variables by the ARN of a secret or parameter")
    job_role: str | None = Field(None, description="IAM role the code runs under (ARN)")
    retries: Annotated[int, Field(ge=0, le=1000), Reads(NUMBER, 2)] = Field(
        2, description="how often a failed run is tried again"
    )
    timeout: Annotated[Duration, Reads(NUMBER, None, "s")] = Field(
        None, description="when a run is stopped; from `duration` when absent", examples=["1 h"]
    )
    tags: Mapped = Field({}, description="tags for everything that is created")
    max_vcpus: Annotated[Vcpus, Reads(NUMBER, None, "vCPU")] = Field(
        None, description="vCPUs the compute environment may grow to"
    )
    duration: Annotated[Duration, Reads(NUMBER, UNKNOWN, "s")] = Field(
        None, description="the longest run to expect", examples=["20 min"]
    )
    typical_duration: Annotated[
        Duration, Reads(NUMBER, FactRef("duration"), "s", "the same as `duration`")
    ] = Field(None, description="a usual run; `duration` when absent")
    vcpus: Annotated[Vcpus, Reads(NUMBER, UNKNOWN, "vCPU")] = Field(
        None, description="vCPUs one run (one node) needs"
    )
    memory: Annotated[Memory, Reads(NUMBER, UNKNOWN, "MiB")] = Field(
        None, description="memory one run (one node) needs", examples=["8 GiB"]
    )
    gpus: Annotated[int, Field(ge=0, le=100_000), Reads(NUMBER, 0)] = Field(
        0, description="whole GPUs one run (one node) needs"
    )
    gpu_memory: Annotated[
        Memory, Reads(NUMBER, fields.absent_gpu_memory, "MiB", "there are no GPUs")
    ] = Field(None, description="memory each GPU must have")
    architecture: Annotated[Literal["x86_64", "arm64"], Reads(TEXT, "x86_64")] = Field(
        "x86_64", description="processor architecture"
    )
    operating_system: Annotated[Literal["linux", "windows"], Reads(TEXT, "linux")] = Field(
        "linux", description="operating system of the container"
    )
    disk: Annotated[Size, Reads(NUMBER, 0.0, "MiB", "within the services' defaults")] = Field(
        None, description="scratch space one run needs"
    )
    image_size: Annotated[Size, Reads(NUMBER, 0.0, "MiB", "within the services' defaults")] = Field(
        None, description="size of the unpacked image"
    )
    payload: Annotated[Size, Reads(NUMBER, 0.0, "MiB", "within the services' limits")] = Field(
        None, description="size of the input that comes with the call"
    )
    nodes: Annotated[int, Field(ge=1, le=1_000_000), Reads(NUMBER, 1)] = Field(
        1, description="machines that one job runs on together (multi-node parallel)"
    )
    efa: Annotated[bool, Reads(BOOLEAN, False)] = Field(
        False, description="needs Elastic Fabric Adapter"
    )
    custom_ami: Annotated[
        bool | str,
        BeforeValidator(fields.flag_or_text),
        Reads(BOOLEAN, False),
    ] = Field(False, description="needs your own machine image: true, or its id")
    instance_types: Annotated[TextsOrOne, Reads(LIST, ())] = Field(
        (), description="EC2 instance types or families to run on"
    )
    launch_template: Annotated[str | None, Reads(TEXT, None)] = Field(
        None, min_length=1, description="EC2 launch template to use: its id (lt-…) or name"
    )
    linux_parameters: LinuxParameters = Field(
        LinuxParameters(), description="devices, shared memory, tmpfs, swap"
    )
    privileged: Annotated[bool, Reads(BOOLEAN, False)] = Field(
        False, description="the container has the host's rights"
    )
    ulimits: Annotated[tuple[Ulimit, ...], BeforeValidator(fields.listed), Reads(LIST, ())] = Field(
        (), description="limits on the process's resources"
    )
    host_volumes: Annotated[
        tuple[HostVolume, ...], BeforeValidator(fields.listed), Reads(LIST, ())
    ] = Field((), description="folders of the host that the container sees")
    file_systems: Annotated[
        tuple[FileSystem, ...],
        BeforeValidator(fields.file_systems),
        Reads(LIST, ()),
    ] = Field((), description="shared file systems, as kinds or mappings")
    vpc: Annotated[bool | Vpc, Reads(BOOLEAN, False)] = Field(
        False, description="must reach a VPC: true, or its subnets and security groups"
    )
    trigger: Annotated[
        Literal["schedule", "event", "queue", "api", "manual"] | None, Reads(TEXT, "manual")
    ] = Field(None, description="what starts a run")
    response_within: Annotated[Duration, Reads(NUMBER, None, "s", "nobody waits for an answer")] = (
        Field(None, description="somebody waits for an answer this long")
    )
    start_within: Annotated[Duration, Reads(NUMBER, None, "s", "no demand on the start")] = Field(
        None, description="a run must have started after this long"
    )
    concurrency: Annotated[Count, Reads(NUMBER, 1)] = Field(
        None, description="jobs started at once"
    )
    array_size: Annotated[Count, Reads(NUMBER, None, assumed="not an array")] = Field(
        None, description="children of an array job"
    )
    runs_per_month: Annotated[Runs, Reads(NUMBER, UNKNOWN)] = Field(
        None,
        description="runs in a month, array children counted, or a range",
        examples=[400, "1000-50000"],
    )
    interruptible: Annotated[bool, Reads(BOOLEAN, False)] = Field(
        False, description="a run may be interrupted and started again"
    )
    checkpoints: Annotated[bool, Reads(BOOLEAN, False)] = Field(
        False, description="an interrupted run goes on from where it was"
    )
    complete_within: Annotated[Duration, Reads(NUMBER, None, "s", "no deadline")] = Field(
        None, description="a run must have ended after this long, retries included"
    )
    endless: Annotated[bool, Reads(BOOLEAN, False)] = Field(
        False, description="it never ends by itself: a service"
    )
    kubernetes: Annotated[bool, Reads(BOOLEAN, False)] = Field(
        False, description="an EKS cluster is the team's standard"
    )
    own_instances: Annotated[bool, Reads(BOOLEAN, False)] = Field(
        False, description="the team brings and scales its own instances"
    )
    host_requirements: Annotated[TextsOrOne, Reads(LIST, ())] = Field(
        (), description="what a managed environment cannot express, in words"
    )
    region: Annotated[str | None, Reads(TEXT, None)] = Field(
        None, pattern=REGION, description="AWS Region", examples=["us-east-1"]
    )
    platform: Annotated[str | None, Reads(TEXT, None)] = Field(
        None, description="the platform already intended"
    )
    consider: Annotated[TextsOrOne, Reads(LIST, ())] = Field(
        (), description="alternatives that may win"
    )
    x: dict[str, Any] = Field({}, description="an organisation's own facts")

    def card(self) -> Card:
        """The fields that the spec states, for a notebook."""
        from advisor.display.spec_card import spec_card

        stated = self.model_dump(mode="json", exclude_unset=True, exclude={"name", "description"})
        return spec_card(self.name, self.description or "", stated)
