"""The container of a job on Amazon ECS, as constructs and as overrides of their properties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advisor.starter.cdk.python_text import Call, Raw, Statement, call
from advisor.starter.cdk.roles import THIS
from advisor.starter.cdk.values import plain_number, valued
from advisor.starter.cloudformation import properties
from advisor.starter.job_api import job_definition
from advisor.starter.leaves import Made, Text, Tree
from advisor.starter.model import HostFolder, Job, Linux
from advisor.starter.model.job import Device, Tmpfs

_ULIMITS = frozenset(
    [
        "core",
        "cpu",
        "data",
        "fsize",
        "locks",
        "memlock",
        "msgqueue",
        "nice",
        "nofile",
        "nproc",
        "rss",
        "rtprio",
        "rttime",
        "sigpending",
        "stack",
    ]
)
# Options of tmpfs that the construct knows and whose name is a single word.
_OPTIONS = frozenset(
    [
        "defaults",
        "ro",
        "rw",
        "suid",
        "nosuid",
        "dev",
        "nodev",
        "exec",
        "noexec",
        "sync",
        "async",
        "dirsync",
        "remount",
        "mand",
        "nomand",
        "atime",
        "noatime",
        "diratime",
        "nodiratime",
        "bind",
        "rbind",
        "unbindable",
        "runbindable",
        "private",
        "rprivate",
        "shared",
        "rshared",
        "slave",
        "rslave",
        "relatime",
        "norelatime",
        "strictatime",
        "nostrictatime",
    ]
)


def container(job: Job) -> Call:
    """The container."""
    made = job.container
    fargate = job.kind == "fargate"
    construct = (
        "batch.EcsFargateContainerDefinition" if fargate else "batch.EcsEc2ContainerDefinition"
    )
    return call(
        construct,
        THIS,
        "Container",
        image=call("ecs.ContainerImage.from_registry", valued(made.image)),
        command=list(made.command) or None,
        environment=dict(made.environment) or None,
        cpu=plain_number(made.vcpus),
        memory=mebibytes(made.memory),
        **(_fargate(job) if fargate else _instance(job)),
        job_role=_role("JobRole", job.job_role),
        execution_role=_role("ExecutionRole", job.execution_role),
        logging=_logging(job),
        linux_parameters=Raw("linux_parameters") if made.linux != Linux() else None,
        volumes=_folders(job) or None,
    )


def mebibytes(memory: Text | int) -> Call:
    """A size in MiB."""
    return call("Size.mebibytes", plain_number(memory))


def _fargate(job: Job) -> dict[str, Any]:
    windows = job.operating_system == "windows"
    system = "WINDOWS_SERVER_2022_CORE" if windows else "LINUX"
    processor = "ARM64" if job.architecture == "arm64" else "X86_64"
    storage = call("Size.gibibytes", job.storage) if job.storage else None
    return {
        "ephemeral_storage_size": storage,
        "fargate_cpu_architecture": Raw(f"ecs.CpuArchitecture.{processor}"),
        "fargate_operating_system_family": Raw(f"ecs.OperatingSystemFamily.{system}"),
        "fargate_platform_version": Raw("ecs.FargatePlatformVersion.LATEST"),
        "assign_public_ip": True if job.public else None,
    }


def _instance(job: Job) -> dict[str, Any]:
    made = job.container
    limits = [
        call(
            "batch.Ulimit",
            name=Raw(f"batch.UlimitName.{each.name.upper()}"),
            soft_limit=each.soft,
            hard_limit=each.hard,
        )
        for each in made.ulimits
    ]
    return {
        "gpu": made.gpus or None,
        "ulimits": limits if limits and _known_ulimits(job) else None,
        "privileged": True if made.privileged else None,
    }


def _known_ulimits(job: Job) -> bool:
    return all(each.name in _ULIMITS for each in job.container.ulimits)


def _role(part: str, role: Text | None) -> Any:
    if role is None:
        return None
    if isinstance(role, Made):
        return Raw("job_role" if part == "JobRole" else "execution_role")
    return call("iam.Role.from_role_arn", THIS, part, valued(role), mutable=False)


def _logging(job: Job) -> Call:
    return call("ecs.LogDriver.aws_logs", stream_prefix=job.name, log_group=Raw("log_group"))


def _folders(job: Job) -> list[Call]:
    if not _only_folders(job):
        return []
    return [
        call(
            "batch.EcsVolume.host",
            name=each.name,
            host_path=each.source.path,
            container_path=each.path,
            readonly=each.read_only,
        )
        for each in job.container.volumes
        if isinstance(each.source, HostFolder)
    ]


def _only_folders(job: Job) -> bool:
    return all(isinstance(each.source, HostFolder) for each in job.container.volumes)


def linux_parameters(job: Job) -> Iterator[Statement]:
    """The construct of the Linux parameters and the calls that fill it; none for defaults."""
    linux = job.container.linux
    if linux == Linux():
        return
    yield Statement(_linux_construct(linux), "linux_parameters")
    for device in linux.devices:
        yield Statement(call("linux_parameters.add_devices", _device(device)))
    known = _known_options(job)
    for tmpfs in linux.tmpfs:
        yield Statement(call("linux_parameters.add_tmpfs", _tmpfs(tmpfs, known)))


def _linux_construct(linux: Linux) -> Call:
    sizes = {"shared_memory_size": linux.shared_memory, "max_swap": linux.max_swap}
    return call(
        "batch.LinuxParameters",
        THIS,
        "LinuxParameters",
        init_process_enabled=True if linux.init_process else None,
        swappiness=linux.swappiness,
        **{name: call("Size.mebibytes", each) for name, each in sizes.items() if each is not None},
    )


def _device(device: Device) -> Call:
    permissions = [Raw(f"batch.DevicePermission.{each}") for each in device.permissions]
    return call(
        "batch.Device",
        host_path=device.host_path,
        container_path=device.container_path,
        permissions=permissions or None,
    )


def _tmpfs(tmpfs: Tmpfs, with_options: bool) -> Call:
    options = [Raw(f"batch.TmpfsMountOption.{each.upper()}") for each in tmpfs.options]
    return call(
        "batch.Tmpfs",
        container_path=tmpfs.path,
        size=call("Size.mebibytes", tmpfs.size),
        mount_options=options if options and with_options else None,
    )


def _known_options(job: Job) -> bool:
    return all(option in _OPTIONS for each in job.container.linux.tmpfs for option in each.options)


def overrides(job: Job) -> Iterator[Statement]:
    """Overrides of properties that the constructs cannot set, or not as the job needs them."""
    tree = properties(job_definition(job))
    path = "ContainerProperties"
    body: Tree = tree.get(path)
    if body is None:
        path = "NodeProperties.NodeRangeProperties.0.Container"
        body = tree["NodeProperties"]["NodeRangeProperties"][0]["Container"]
    for why, name in _differing(job):
        made = call(
            "definition.node.default_child.add_property_override",
            f"{path}.{name}",
            valued(body[name]),
        )
        yield Statement(made, comment=why)


def _differing(job: Job) -> Iterator[tuple[str, str]]:
    made = job.container
    if made.secrets:
        why = "The construct takes secrets as constructs; these are given by name or ARN."
        yield why, "Secrets"
    if made.volumes and not _only_folders(job):
        why = "The construct needs a file system's security group; only its id is known here."
        yield why, "Volumes"
        yield "The paths at which the container sees the volumes.", "MountPoints"
    if job.kind != "fargate" and made.ulimits and not _known_ulimits(job):
        yield "The construct does not know all of these limits.", "Ulimits"
    if made.linux.tmpfs and not _known_options(job):
        yield "The construct does not know all of these options.", "LinuxParameters"
