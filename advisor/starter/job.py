"""Plans the job definition and its submission from what the workload needs."""

from __future__ import annotations

import math
import re
from dataclasses import replace

from advisor.starter import names, run, storage
from advisor.starter.leaves import Ask, Kind, Made, Text
from advisor.starter.model import (
    Container,
    Device,
    Job,
    JobKind,
    Linux,
    LogGroup,
    Submission,
    Ulimit,
)
from advisor.starter.need import Need
from advisor.starter.roles import role_arn
from advisor.units.showing import plain

__all__ = ["array_size", "efa_interfaces", "image", "job", "kind", "log_group", "submission"]

_ARN = re.compile(r"arn:[\w-]+:iam::\d{12}:role/[\w+=,.@/-]+")


def job(need: Need) -> Job:
    """The job definition."""
    arguments = run.command(need)
    ecs = not need.eks
    return Job(
        need.slug,
        kind(need),
        _container(need, arguments),
        need.workload.nodes,
        _only_type(need),
        run.retries(need),
        run.job_timeout(need),
        need.tags,
        need.workload.architecture,
        need.workload.operating_system,
        public=_public(need),
        storage=_gib(need.size.storage) if kind(need) == "fargate" else None,
        parameters=run.parameters(arguments),
        job_role=_job_role(need) if ecs else None,
        execution_role=role_arn(need, "ExecutionRole", need.named("-execution")) if ecs else None,
        log_group=Made("LogGroup", None, log_group(need).name) if ecs else None,
        service_account=_service_account(need) if need.eks else None,
    )


def kind(need: Need) -> JobKind:
    """The form of the job definition for the platform."""
    if need.eks:
        return "eks"
    match need.choices["compute"]:
        case "fargate":
            return "fargate"
        case "ec2":
            return "ec2"
        case _:
            return "ecs-managed-instances"


def log_group(need: Need) -> LogGroup:
    """The log group of a job."""
    return LogGroup(f"/aws/batch/{need.slug}", int(need.book.number("starter.log_retention")))


def _gib(mebibytes: float | None) -> int | None:
    return None if mebibytes is None else math.ceil(mebibytes / 1024)


def _public(need: Need) -> bool:
    vpc = need.workload.vpc
    return not isinstance(vpc, bool) and vpc.public


def _only_type(need: Need) -> str | None:
    types = need.size.instance_types
    return types[0] if need.several_nodes and types else None


def _job_role(need: Need) -> Text:
    given = need.workload.job_role
    if given is None:
        return role_arn(need, "JobRole", need.named("-job"))
    if _ARN.fullmatch(given):
        return given
    title = "ARN of the role that the code runs under"
    return Ask("JobRoleArn", title, Kind.TEXT, "REPLACE_JOB_ROLE_ARN")


def _service_account(need: Need) -> Text | None:
    if need.workload.job_role is None:
        return None
    title = "Kubernetes service account that carries the role of the code"
    return Ask("ServiceAccount", title, Kind.TEXT, "replace-service-account")


def _container(need: Need, arguments: tuple[str, ...]) -> Container:
    given = need.workload
    interfaces = efa_interfaces(need)
    linux = storage.linux(need)
    devices = tuple(_uverbs(index) for index in range(interfaces))
    return Container(
        image(need),
        arguments,
        tuple(names.batch_variables(given.environment).items()),
        tuple(given.secrets.items()),
        _vcpus(need),
        _memory(need),
        given.gpus,
        storage.volumes(need),
        _with_devices(linux, devices),
        _ulimits(need, interfaces),
        given.privileged,
    )


def image(need: Need) -> Text:
    """The image, or a question for it if the spec names none."""
    title = "container image to run, with a tag or better a digest"
    return need.workload.image or Ask("Image", title, Kind.TEXT, "REPLACE_IMAGE")


def _with_devices(linux: Linux, devices: tuple[Device, ...]) -> Linux:
    mine = {device.host_path for device in linux.devices}
    added = tuple(device for device in devices if device.host_path not in mine)
    return replace(linux, devices=(*linux.devices, *added))


def efa_interfaces(need: Need) -> int:
    """The number of EFA interfaces that a job has to itself."""
    if not need.workload.efa:
        return 0
    return max((each.efa_interfaces for each in need.size.instances[:1]), default=1)


def _uverbs(index: int) -> Device:
    path = f"/dev/infiniband/uverbs{index}"
    return Device(path, path, ("READ", "WRITE", "MKNOD"))


def _ulimits(need: Need, interfaces: int) -> tuple[Ulimit, ...]:
    given = tuple(Ulimit(each.name, each.soft, each.hard) for each in need.workload.ulimits)
    if interfaces and not any(each.name == "memlock" for each in given):
        # EFA registers memory with the device, which locks that memory.
        return (*given, Ulimit("memlock", -1, -1))
    return given


def _vcpus(need: Need) -> Text:
    vcpus = need.size.vcpus
    if vcpus is None:
        return Ask("Vcpus", "vCPUs of one run", Kind.TEXT, "REPLACE_VCPUS")
    if kind(need) == "fargate":
        return plain(vcpus)
    if need.eks:
        step = need.book.number("eks.cpu_step")
        return plain(math.ceil(vcpus / step) * step)
    return str(max(need.whole(vcpus), need.whole(need.book.number("ec2.vcpus_minimum"))))


def _memory(need: Need) -> Text:
    memory = need.size.memory
    if memory is None:
        return Ask("Memory", "memory of one run, in MiB", Kind.TEXT, "REPLACE_MEMORY")
    return str(max(need.whole(memory), int(need.book.number("definitions.job_memory_minimum"))))


def array_size(need: Need) -> int | None:
    """The number of children of the array job; None for a single job."""
    size = need.workload.array_size
    if size is None or need.several_nodes or size < need.book.number("batch.array_size_minimum"):
        return None
    return min(size, int(need.book.number("batch.array_size")))


def submission(need: Need) -> Submission:
    """The job to submit."""
    return Submission(need.slug, need.slug, need.slug, array_size(need), not need.eks)
