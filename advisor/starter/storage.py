"""Plans the volumes of a container, with the scripts and permissions to mount them."""

from __future__ import annotations

import math
import re
import shlex
from collections.abc import Iterator

from advisor.starter.leaves import Ask, Joined, Kind, Text
from advisor.starter.model import (
    Claim,
    Device,
    Efs,
    HostFolder,
    InMemory,
    Linux,
    S3Files,
    Statement,
    Tmpfs,
    Volume,
)
from advisor.starter.need import Need
from advisor.workload import FileSystem

_POINT = re.compile(r"fsap-[0-9a-f]+")
_SYSTEM = re.compile(r"fs-[0-9a-f]+")
_EFS_RIGHTS = ("elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite")
_S3FILES_RIGHTS = ("s3files:ClientMount", "s3files:ClientWrite")
_BOUNDARY = "==STARTER=="


def volumes(need: Need) -> tuple[Volume, ...]:
    """The volumes from outside the container."""
    folders = [
        Volume(f"host-{index}", HostFolder(each.source), each.path, each.read_only)
        for index, each in enumerate(need.workload.host_volumes, 1)
    ]
    shared = [
        Volume(
            f"shared-{index}", _source(need, each, index), mount_path(need, index), each.read_only
        )
        for index, each in enumerate(need.workload.file_systems, 1)
    ]
    return (*folders, *shared, *(_in_memory(need) if need.eks else ()))


def mount_path(need: Need, index: int) -> str:
    """The path of a file system in the container."""
    each = need.workload.file_systems[index - 1]
    first = next(
        n for n, other in enumerate(need.workload.file_systems, 1) if other.type == each.type
    )
    return each.path or f"/mnt/{each.type}" + ("" if first == index else f"-{index}")


def _source(need: Need, each: FileSystem, index: int) -> HostFolder | Efs | S3Files | Claim:
    if need.eks:
        # Kubernetes mounts the volumes of its own drivers.
        title = f"persistent volume claim for the {each.type} file system"
        name = f"Claim{index}"
        return Claim(Ask(name, title, Kind.TEXT, f"replace-claim-{index}"))
    if each.type == "efs":
        point = _POINT.search(each.access_point or "")
        root = None if point else each.root
        return Efs(system_id(each, index), root, point and point[0], need.workload.job_role is None)
    if each.type == "s3files":
        return S3Files(s3files_arn(need, each, index), each.root, _s3files_point(need, each, index))
    return HostFolder(host_path(index) + (f"/{each.root.strip('/')}" if each.root else ""))


def host_path(index: int) -> str:
    """The path of a file system on an instance whose containers share it."""
    return f"/shared/{index}"


def system_id(each: FileSystem, index: int) -> Text:
    """The id of a file system, or a question for it if the spec has none."""
    found = _SYSTEM.search(each.id or "")
    if found:
        return found[0]
    title = f"id of the {each.type} file system"
    return Ask(f"FileSystem{index}", title, Kind.TEXT, f"REPLACE_FILE_SYSTEM_{index}")


def s3files_arn(need: Need, each: FileSystem, index: int) -> Text:
    """The ARN of an S3 Files file system."""
    return need.arn("s3files", Joined(("file-system/", system_id(each, index))))


def _s3files_point(need: Need, each: FileSystem, index: int) -> Text | None:
    point = _POINT.search(each.access_point or "")
    return Joined((s3files_arn(need, each, index), f"/access-point/{point[0]}")) if point else None


def rights(need: Need) -> Iterator[Statement]:
    """The permissions of the role of the code to mount its file systems."""
    for index, each in enumerate(need.workload.file_systems, 1):
        if each.type == "efs":
            arn = need.arn("elasticfilesystem", Joined(("file-system/", system_id(each, index))))
            yield Statement(_EFS_RIGHTS, (arn,))
        elif each.type == "s3files":
            yield Statement(_S3FILES_RIGHTS, (s3files_arn(need, each, index),))


def linux(need: Need) -> Linux:
    """The Linux parameters, as given."""
    given = need.workload.linux_parameters
    if need.workload.operating_system == "windows":
        return Linux()
    return Linux(
        tuple(
            Device(each.host_path, each.container_path, each.permissions) for each in given.devices
        ),
        _mib(given.shared_memory),
        tuple(Tmpfs(each.path, _mib(each.size) or 1, each.options) for each in given.tmpfs),
        _mib(given.max_swap),
        given.swappiness,
        given.init_process,
    )


def _in_memory(need: Need) -> Iterator[Volume]:
    """Shared memory and tmpfs as volumes of Kubernetes."""
    settings = linux(need)
    if settings.shared_memory is not None:
        yield Volume("shared-memory", InMemory(settings.shared_memory), "/dev/shm")  # noqa: S108  # the container's path, as Linux names it
    for index, each in enumerate(settings.tmpfs, 1):
        yield Volume(f"tmpfs-{index}", InMemory(each.size), each.path)


def _mib(quantity: object) -> int | None:
    amount = getattr(quantity, "amount", None)
    return None if amount is None else math.ceil(amount)


def user_data(need: Need) -> Text | None:
    """The script that mounts file systems on an instance, as MIME multipart; None without any."""
    if need.eks:
        return None
    lines = [
        line
        for index, each in enumerate(need.workload.file_systems, 1)
        for line in _mounting(need, each, index)
    ]
    if not lines:
        return None
    head = (
        "MIME-Version: 1.0\n"
        f'Content-Type: multipart/mixed; boundary="{_BOUNDARY}"\n\n'
        f"--{_BOUNDARY}\n"
        'Content-Type: text/x-shellscript; charset="us-ascii"\n\n'
        "#!/bin/sh\nset -eu\n"
    )
    return Joined((head, *lines, f"\n--{_BOUNDARY}--\n"))


def _mounting(need: Need, each: FileSystem, index: int) -> Iterator[Text]:
    folder = shlex.quote(host_path(index))
    if each.type == "fsx_lustre":
        name = Ask(f"LustreMountName{index}", "mount name of the FSx for Lustre file system",
                   Kind.TEXT, f"REPLACE_MOUNT_NAME_{index}")  # fmt: skip
        yield f"dnf install -y lustre-client\nmkdir -p {folder}\nmount -t lustre -o relatime,flock "
        yield Joined((system_id(each, index), ".fsx.", need.region, ".amazonaws.com@tcp:/", name))
        yield f" {folder}\n"
    elif each.type in ("fsx_ontap", "fsx_openzfs"):
        title = f"what to mount of the {each.type} file system, as host:/path"
        yield f"mkdir -p {folder}\nmount -t nfs -o nfsvers=4.1 "
        yield Ask(f"NfsExport{index}", title, Kind.TEXT, f"REPLACE_NFS_EXPORT_{index}")
        yield f" {folder}\n"
