"""The pod of a job on Amazon EKS, as constructs and as overrides of their properties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advisor.starter.cdk.python_text import Call, Raw, Statement, call
from advisor.starter.cdk.roles import THIS
from advisor.starter.cdk.values import plain_number, valued
from advisor.starter.cloudformation import properties
from advisor.starter.model import Claim, HostFolder, InMemory, Job
from advisor.starter.pod_api import pod as pod_tree


def pod(job: Job) -> Call:
    """The only container of the pod."""
    made, tree = job.container, pod_tree(job)["containers"][0]
    cpu = plain_number(made.vcpus)
    memory = call("Size.mebibytes", plain_number(made.memory))
    gpus = made.gpus or None
    environment = {each["name"]: each["value"] for each in tree.get("env", ())}
    return call(
        "batch.EksContainerDefinition",
        THIS,
        "Container",
        name="main",
        image=call("ecs.ContainerImage.from_registry", valued(made.image)),
        args=tree.get("args"),
        env=environment or None,
        cpu_limit=cpu,
        cpu_reservation=cpu,
        memory_limit=memory,
        memory_reservation=memory,
        gpu_limit=gpus,
        gpu_reservation=gpus,
        privileged=True if made.privileged else None,
        # Left to the image, as in the other styles.
        run_as_root=True,
        volumes=_volumes(job) or None,
    )


def _volumes(job: Job) -> list[Call]:
    if _claims(job):
        return []
    return [
        _volume(each.name, each.path, each.read_only, each.source) for each in job.container.volumes
    ]


def _volume(name: str, path: str, read_only: bool, source: Any) -> Call:
    shared = {"name": name, "mount_path": path, "readonly": read_only}
    if isinstance(source, HostFolder):
        return call("batch.EksVolume.host_path", host_path=source.path, **shared)
    size = source.size if isinstance(source, InMemory) else 0
    return call(
        "batch.EksVolume.empty_dir",
        medium=Raw("batch.EmptyDirMediumType.MEMORY"),
        size_limit=call("Size.mebibytes", size),
        **shared,
    )


def _claims(job: Job) -> bool:
    return any(isinstance(each.source, Claim) for each in job.container.volumes)


def pod_overrides(job: Job) -> Iterator[Statement]:
    """Overrides of properties that the constructs cannot set."""
    tree = properties(pod_tree(job))
    changes: list[tuple[str, str, Any]] = []
    if job.container.linux.init_process:
        why = "The construct has no argument for a shared process namespace."
        changes.append((why, "ShareProcessNamespace", True))
    if _claims(job):
        why = "The construct has no argument for persistent volume claims."
        changes.append((why, "Volumes", valued(tree["Volumes"])))
        mounts = valued(tree["Containers"][0]["VolumeMounts"])
        why = "The paths at which the container sees the volumes."
        changes.append((why, "Containers.0.VolumeMounts", mounts))
    for why, name, value in changes:
        made = call(
            "definition.node.default_child.add_property_override",
            f"EksProperties.PodProperties.{name}",
            value,
        )
        yield Statement(made, comment=why)
