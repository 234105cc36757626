"""The inputs of RegisterJobDefinition and SubmitJob."""

from __future__ import annotations

from advisor.starter.given import given
from advisor.starter.leaves import Keys, Text, Tree
from advisor.starter.model import (
    Claim,
    Container,
    Efs,
    HostFolder,
    InMemory,
    Job,
    Linux,
    Retries,
    S3Files,
    Submission,
    Volume,
)
from advisor.starter.pod_api import pod

_CAPABILITIES = {"fargate": "FARGATE", "ec2": "EC2", "ecs-managed-instances": "MANAGED_INSTANCES"}


def job_definition(job: Job) -> dict[str, Tree]:
    """The input of RegisterJobDefinition."""
    several = job.nodes > 1
    return given(
        jobDefinitionName=job.name,
        type="multinode" if several else "container",
        platformCapabilities=[_CAPABILITIES[job.kind]] if job.kind != "eks" else None,
        parameters=Keys(job.parameters) or None,
        **({"nodeProperties": _nodes(job)} if several else _properties(job)),
        retryStrategy=_retry_strategy(job.retries),
        propagateTags=True if job.kind != "eks" else None,
        timeout={"attemptDurationSeconds": job.timeout},
        tags=Keys(job.tags),
    )


def submit_job(submission: Submission) -> dict[str, Tree]:
    """The input of SubmitJob."""
    return given(
        jobName=submission.name,
        jobQueue=submission.queue,
        jobDefinition=submission.definition,
        arrayProperties={"size": submission.array_size} if submission.array_size else None,
        propagateTags=True if submission.propagate_tags else None,
    )


def _retry_strategy(retries: Retries) -> dict[str, Tree]:
    if retries.attempts == 1:
        return {"attempts": 1}
    again = [{"onStatusReason": start, "action": "RETRY"} for start in retries.retried]
    # Batch retries an exit that matches no entry, so the last entry must match all and end it.
    return {
        "attempts": retries.attempts,
        "evaluateOnExit": [*again, {"onReason": "*", "action": "EXIT"}],
    }


def _nodes(job: Job) -> dict[str, Tree]:
    one = _properties(job)
    properties = {"container": one["containerProperties"]} if job.kind != "eks" else one
    types = {"instanceTypes": [job.instance_type]} if job.instance_type else {}
    return {
        "numNodes": job.nodes,
        "mainNode": 0,
        "nodeRangeProperties": [{"targetNodes": "0:", **types, **properties}],
    }


def _properties(job: Job) -> dict[str, Tree]:
    match job.kind:
        case "eks":
            return {"eksProperties": {"podProperties": pod(job)}}
        case "ecs-managed-instances":
            return {"ecsProperties": {"taskProperties": [_task(job)]}}
        case _:
            return {"containerProperties": _container_properties(job)}


def _container_properties(job: Job) -> dict[str, Tree]:
    fargate = job.kind == "fargate"
    return given(
        **_container(job.container, job),
        jobRoleArn=job.job_role,
        executionRoleArn=job.execution_role,
        volumes=_volumes(job.container.volumes) or None,
        networkConfiguration={"assignPublicIp": "ENABLED"} if fargate and job.public else None,
        fargatePlatformConfiguration={"platformVersion": "LATEST"} if fargate else None,
        ephemeralStorage={"sizeInGiB": job.storage} if job.storage else None,
        runtimePlatform=_runtime_platform(job) if fargate else None,
    )


def _runtime_platform(job: Job) -> dict[str, Tree]:
    windows = job.operating_system == "windows"
    return {
        "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" if windows else "LINUX",
        "cpuArchitecture": "ARM64" if job.architecture == "arm64" else "X86_64",
    }


def _task(job: Job) -> dict[str, Tree]:
    return given(
        containers=[{"name": "main", "essential": True, **_container(job.container, job)}],
        executionRoleArn=job.execution_role,
        taskRoleArn=job.job_role,
        networkMode="host",
        runtimePlatform=_runtime_platform(job),
        volumes=_volumes(job.container.volumes) or None,
    )


def _container(container: Container, job: Job) -> dict[str, Tree]:
    mounts = [
        {"sourceVolume": each.name, "containerPath": each.path, "readOnly": each.read_only}
        for each in container.volumes
    ]
    return given(
        image=container.image,
        command=list(container.command) or None,
        environment=[{"name": n, "value": v} for n, v in container.environment] or None,
        secrets=[{"name": n, "valueFrom": v} for n, v in container.secrets] or None,
        resourceRequirements=_resources(container),
        mountPoints=mounts or None,
        linuxParameters=_linux(container.linux) or None,
        ulimits=[
            {"name": each.name, "softLimit": each.soft, "hardLimit": each.hard}
            for each in container.ulimits
        ]
        or None,
        privileged=True if container.privileged else None,
        logConfiguration=_log_configuration(job.log_group, job.name),
    )


def _resources(container: Container) -> list[Tree]:
    wanted: dict[str, Text] = {"VCPU": container.vcpus, "MEMORY": container.memory}
    if container.gpus:
        wanted["GPU"] = str(container.gpus)
    return [{"type": kind, "value": value} for kind, value in wanted.items()]


def _log_configuration(group: Text | None, prefix: str) -> dict[str, Tree]:
    options = Keys({"awslogs-group": group, "awslogs-stream-prefix": prefix})
    return {"logDriver": "awslogs", "options": options}


def _linux(linux: Linux) -> dict[str, Tree]:
    return given(
        devices=[
            given(
                hostPath=each.host_path,
                containerPath=each.container_path,
                permissions=list(each.permissions) or None,
            )
            for each in linux.devices
        ]
        or None,
        sharedMemorySize=linux.shared_memory,
        tmpfs=[
            given(containerPath=each.path, size=each.size, mountOptions=list(each.options) or None)
            for each in linux.tmpfs
        ]
        or None,
        maxSwap=linux.max_swap,
        swappiness=linux.swappiness,
        initProcessEnabled=True if linux.init_process else None,
    )


def _volumes(volumes: tuple[Volume, ...]) -> list[Tree]:
    return [{"name": each.name, **_source(each)} for each in volumes]


def _source(volume: Volume) -> dict[str, Tree]:
    match volume.source:
        case HostFolder(path):
            return {"host": {"sourcePath": path}}
        case Efs() as efs:
            return {"efsVolumeConfiguration": _efs(efs)}
        case S3Files(arn, root, point):
            settings = given(fileSystemArn=arn, rootDirectory=root, accessPointArn=point)
            return {"s3filesVolumeConfiguration": settings}
        case Claim() | InMemory():
            raise ValueError(f"`{volume.name}` is a volume that only Kubernetes has")


def _efs(efs: Efs) -> dict[str, Tree]:
    authorization = given(accessPointId=efs.access_point, iam="ENABLED" if efs.authorized else None)
    return given(
        fileSystemId=efs.id,
        rootDirectory=efs.root,
        transitEncryption="ENABLED",
        authorizationConfig=authorization or None,
    )
