"""Notes on a platform for the user of a starter."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.starter import environment, job_api
from advisor.starter.cli_json import dumped
from advisor.starter.job import job, kind
from advisor.starter.model import Instances
from advisor.starter.need import Need
from advisor.starter.scale import wanted_vcpus
from advisor.starter.storage import host_path
from advisor.units import show


def notes(need: Need) -> Iterator[str]:
    """The notes on the chosen platform."""
    if need.choices["service"] != "batch":
        yield from _function(need)
        return
    yield from _definition(need)
    if need.unmanaged:
        yield from _unmanaged(need)
    else:
        yield from _network(need)
        yield from _scale(need)
    if need.on_instances:
        yield from _instances(need)
    if need.eks:
        yield from _kubernetes(need)


def _definition(need: Need) -> Iterator[str]:
    size = len(dumped(job_api.job_definition(job(need))).encode())
    most = need.book.number("batch.definition_size") * 1024 * 1024
    if size > most:
        yield (
            f"The job definition has {size:,} bytes and Batch takes {most:,.0f}: move what is long "
            "to a file that the job reads."
        )
    if need.workload.operating_system == "windows":
        yield "The definition names Windows Server 2022 Core: make it the version of your image."
    if kind(need) == "ecs-managed-instances":
        yield "Containers share the network of their host: do not run them as root."
    yield from _mounting(need)
    swap = need.workload.linux_parameters.max_swap
    if swap is not None and swap.amount and kind(need) == "ec2":
        yield "The machine image has no swap space: `max_swap` needs some, from the user data."
    kinds = {each.type for each in need.workload.file_systems}
    if "fsx_windows" in kinds:
        yield "FSx for Windows needs credentials, which a starter cannot carry."
    if need.workload.job_role and kinds & {"efs", "s3files"} and not need.eks:
        yield "The job role must be allowed to mount the file systems (ClientMount, ClientWrite)."


def _mounting(need: Need) -> Iterator[str]:
    theirs = need.unmanaged or bool(need.workload.launch_template)
    for index, each in enumerate(need.workload.file_systems, 1):
        by_host = each.type not in ("efs", "s3files") and not need.eks
        if by_host and (theirs or each.type == "fsx_windows"):
            yield f"Mount the {each.type} file system on your instances, at {host_path(index)}."


def _network(need: Need) -> Iterator[str]:
    names = "ecr.api, ecr.dkr, s3 and logs"
    if need.choices["compute"] != "fargate":
        names += ", and ecs, ecs-agent and ecs-telemetry for the instances"
    vpc = need.workload.vpc
    if not isinstance(vpc, bool) and vpc.public:
        if need.choices["compute"] == "fargate":
            yield "Jobs get public addresses, which works only in public subnets."
        else:
            yield "Instances get a public address where the public subnet gives one."
    else:
        yield (
            "Private subnets need a way out: a NAT gateway, or endpoints for "
            f"{names}. Without one, jobs stay RUNNABLE or fail to pull their image."
        )


def _scale(need: Need) -> Iterator[str]:
    least, given = wanted_vcpus(need), need.number("max_vcpus")
    made = environment.environment(need)
    most = made.max_vcpus.default if made.max_vcpus else None
    if isinstance(most, int):
        yield f"The environment grows to {show(most, 'vCPU')} at most, whatever is submitted."
        if given is not None and most > given:
            yield f"That is more than the {show(given, 'vCPU')} asked for, which hold no job."
        elif least is not None and most < least:
            yield f"All jobs at once would need {show(least, 'vCPU')}: the others wait."
    if need.choices["compute"] == "fargate":
        quota = need.book.number("fargate.quota_vcpus")
        if isinstance(most, int) and most > quota:
            yield f"New accounts may run {show(quota, 'vCPU')} on Fargate: ask for more in time."
    elif need.workload.gpus:
        yield "New accounts have low quotas for GPU instances (G and P): ask for more in time."
    yield "A queue takes environments of one kind only; the first in its order is filled first."


def _instances(need: Need) -> Iterator[str]:
    made = environment.environment(need).capacity
    if isinstance(made, Instances) and made.least_vcpus:
        yield (
            f"{show(made.least_vcpus, 'vCPU')} are kept warm so that jobs start in time; they are "
            "paid for while nothing runs."
        )
    smallest = need.size.instances[:1]
    if smallest and smallest[0].capacity_block:
        yield (
            f"{smallest[0].type} is scarce: plan its capacity (Capacity Blocks or reservations) "
            "before the first job."
        )
    if not smallest:
        yield "No instance type in the catalogue holds one job: name one that does."
    if need.workload.launch_template:
        yield (
            "Your launch template is used as it is: disk, file systems, and for EFA the network "
            "interfaces and their security group, must be in it."
        )
    if need.workload.efa:
        yield (
            "EFA: the image must carry libfabric, the subnet must be private, and the security "
            "group must be open to itself in both directions."
        )
    if need.several_nodes:
        yield "All nodes run in one zone on one instance type; the timeout is for the whole job."


def _kubernetes(need: Need) -> Iterator[str]:
    yield (
        "The EKS cluster must exist, with the namespace and the RBAC roles that Batch needs; see "
        "Getting started with AWS Batch on Amazon EKS in the Batch User Guide."
    )
    if not need.unmanaged:
        yield "Map the instance role into the cluster (an access entry of type `EC2_LINUX`)."
    yield "Logs of pods go where the cluster sends them, for example by Fluent Bit."
    if need.workload.gpus:
        yield "GPUs need the NVIDIA device plugin in the cluster."
    if need.workload.job_role:
        yield "Bind the role of the code to the Kubernetes service account of the pod."


def _unmanaged(need: Need) -> Iterator[str]:
    yield (
        "The environment is unmanaged: you start and stop the instances, and jobs wait until there "
        "is one that holds them."
    )
    if not need.eks:
        yield (
            "The instances must meet the ECS container instance AMI specification and register "
            "with the cluster that `describe-compute-environments` shows as `ecsClusterArn` "
            "(`ECS_CLUSTER` in `/etc/ecs/ecs.config`)."
        )


def _function(need: Need) -> Iterator[str]:
    workload = need.workload
    if workload.image is None and not workload.lambda_image:
        yield "The code is a zip file in an S3 bucket; the function is made from it."
        if workload.command:
            yield "The command is not used: Lambda calls the handler."
    else:
        yield "The image must speak Lambda's Runtime API and be in Amazon ECR, in the same Region."
    if workload.file_systems:
        yield (
            "A function mounts one file system, by an access point, under /mnt; its subnets need a "
            "mount target each."
        )
    if len(workload.file_systems) > 1:
        yield "The other file systems are left out."
    if need.choices["service"] != "lambda":
        yield "Lambda keeps at least three execution environments up: they cost while nothing runs."
    elif workload.vpc or workload.file_systems:
        yield "In a VPC the function reaches the internet only through a NAT gateway."
