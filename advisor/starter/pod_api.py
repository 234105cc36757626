"""The pod of a job in the form of the API, with Kubernetes' own terms."""

from __future__ import annotations

import re

from advisor.starter.given import given
from advisor.starter.leaves import Joined, Keys, Text, Tree
from advisor.starter.model import Claim, Container, Efs, HostFolder, InMemory, Job, S3Files, Volume


def pod(job: Job) -> dict[str, Tree]:
    """The pod of a job."""
    container = job.container
    return given(
        serviceAccountName=job.service_account,
        hostNetwork=True,
        shareProcessNamespace=True if container.linux.init_process else None,
        containers=[_pod_container(container)],
        volumes=[_pod_volume(each) for each in container.volumes] or None,
    )


def _pod_container(container: Container) -> dict[str, Tree]:
    limits = {"cpu": container.vcpus, "memory": _mebibytes(container.memory)}
    if container.gpus:
        limits["nvidia.com/gpu"] = str(container.gpus)
    environment = [*container.environment, *((f"{n}_ARN", v) for n, v in container.secrets)]
    return given(
        name="main",
        image=container.image,
        args=[literal(each) for each in container.command] or None,
        env=[{"name": n, "value": literal(v)} for n, v in environment] or None,
        resources={"limits": Keys(limits), "requests": Keys(limits)},
        volumeMounts=[
            {"name": each.name, "mountPath": each.path, "readOnly": each.read_only}
            for each in container.volumes
        ]
        or None,
        securityContext={"privileged": True} if container.privileged else None,
    )


def _mebibytes(memory: Text) -> Text:
    return Joined((memory, "Mi"))


def literal(text: str) -> str:
    """The text escaped for Kubernetes, which expands `$(NAME)` and `$$`."""
    return re.sub(r"\$(?=[$(])", "$$", text)


def _pod_volume(volume: Volume) -> dict[str, Tree]:
    match volume.source:
        case HostFolder(path):
            return {"name": volume.name, "hostPath": {"path": path}}
        case Claim(name):
            return {"name": volume.name, "persistentVolumeClaim": {"claimName": name}}
        case InMemory(size):
            memory = {"medium": "Memory", "sizeLimit": f"{size}Mi"}
            return {"name": volume.name, "emptyDir": memory}
        case Efs() | S3Files():
            raise ValueError(f"`{volume.name}` must be a claim for Kubernetes")
