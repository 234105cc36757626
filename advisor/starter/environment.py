"""Plans the compute environment and its queue from what the workload needs."""

from __future__ import annotations

import math
import re
from dataclasses import replace

from advisor.starter import names
from advisor.starter.job import efa_interfaces
from advisor.starter.leaves import Ask, Kind, Made, Text
from advisor.starter.model import (
    Cluster,
    Environment,
    Fargate,
    Instances,
    Interface,
    LaunchTemplate,
    ManagedInstances,
    Network,
    Queue,
    Unmanaged,
    UsedTemplate,
)
from advisor.starter.need import Need
from advisor.starter.roles import profile_arn, role_arn
from advisor.starter.scale import max_vcpus, warm_vcpus
from advisor.starter.storage import user_data

SECURITY_GROUP = Made("EfaSecurityGroup", "GroupId", "REPLACE_EFA_SECURITY_GROUP")
VPC = Ask("VpcId", "VPC of the subnets", Kind.VPC, "REPLACE_VPC")
_SUBNET = r"subnet-([0-9a-f]{8}|[0-9a-f]{17})"
_GROUP = r"sg-([0-9a-f]{8}|[0-9a-f]{17})"
_BUNDLES = {"x86_64": "default_x86_64", "arm64": "default_arm64"}


def environment(need: Need) -> Environment:
    """The compute environment."""
    managed = not need.unmanaged
    return Environment(
        need.slug,
        _capacity(need),
        need.tags,
        network(need) if managed else None,
        max_vcpus(need) if managed else None,
        _cluster(need) if need.eks else None,
    )


def _capacity(need: Need) -> Fargate | Instances | ManagedInstances | Unmanaged:
    compute = need.choices["compute"]
    if need.unmanaged:
        return Unmanaged(role_arn(need, "ServiceRole", need.named("-service")))
    if compute == "fargate":
        return Fargate(need.spot)
    if compute == "ec2":
        return _instances(need)
    types = instance_types(need)
    chosen = () if isinstance(types, Ask) or types[0] in _BUNDLES.values() else types
    infrastructure = role_arn(need, "InfrastructureRole", need.named("-infrastructure"))
    volume = None if need.size.storage is None else math.ceil(need.size.storage / 1024)
    return ManagedInstances(chosen, need.spot, profile_arn(need), infrastructure, volume)


def _instances(need: Need) -> Instances:
    return Instances(
        instance_types(need),
        need.spot,
        warm_vcpus(need),
        profile_arn(need),
        _image_type(need),
        _machine_image(need),
        _used_template(need),
        Made("PlacementGroup", None, need.slug) if placement_group(need) else None,
    )


def instance_types(need: Need) -> tuple[str, ...] | Ask:
    """The types or families to name, or the bundle that stands for the default ones."""
    fitting = need.size.instances
    several = int(need.book.number("starter.instance_choices"))
    if need.several_nodes or need.workload.efa:
        return need.size.instance_types[:1] or need.workload.instance_types[:1] or _ASK_TYPE
    if need.workload.instance_types:
        return need.workload.instance_types
    if not fitting:
        return _ASK_TYPE
    if need.workload.gpus:
        plenty = [each for each in fitting if not each.capacity_block]
        return tuple(each.family for each in plenty[:several]) or need.size.instance_types[:1]
    bundle = _BUNDLES[need.workload.architecture]
    if fitting[0].family in need.book.texts(f"ec2.{bundle}"):
        return (bundle,)
    return need.size.instance_types[:several]


_ASK_TYPE = Ask("InstanceType", "instance type to run on", Kind.TEXT, "REPLACE_INSTANCE_TYPE")


def _image_type(need: Need) -> str:
    system = "EKS_AL2023" if need.eks else "ECS_AL2023"
    # AWS has no image for GPUs on arm64; the custom image replaces the plain one.
    with_gpu = need.workload.gpus and need.workload.architecture != "arm64"
    return f"{system}_NVIDIA" if with_gpu else system


def _machine_image(need: Need) -> Text | None:
    given = need.workload.custom_ami
    if isinstance(given, str) and re.fullmatch(r"ami-[0-9a-f]+", given):
        return given
    if not given and not (need.workload.gpus and need.workload.architecture == "arm64"):
        return None
    return Ask("MachineImage", "id of your machine image", Kind.MACHINE_IMAGE, "REPLACE_AMI_ID")


def placement_group(need: Need) -> bool:
    """Whether the instances must be close together."""
    return need.on_instances and (need.workload.efa or need.several_nodes)


def launch_template(need: Need) -> LaunchTemplate | None:
    """The launch template to make; None if the user has one or none is needed."""
    if not need.on_instances or need.workload.launch_template:
        return None
    script, volume = user_data(need), need.size.storage
    interfaces = _interfaces(need)
    if script is None and volume is None and not interfaces:
        return None
    size = None if volume is None else math.ceil(volume / 1024)
    own = _given(need, "security_groups", _GROUP) if interfaces else ()
    groups: tuple[Text, ...] = (SECURITY_GROUP, *own) if interfaces else ()
    return LaunchTemplate(need.slug, size, interfaces, groups, script, need.tags)


def _interfaces(need: Need) -> tuple[Interface, ...]:
    """One interface for each network card with EFA, and one for the first card in any case."""
    if not need.workload.efa:
        return ()
    first = need.size.instances[0].first_efa_card if need.size.instances else 0
    count = efa_interfaces(need)
    if first:
        # Without EFA, the first card still has the address of the instance.
        others = tuple(Interface(first + n, 0, "efa-only") for n in range(count))
        return (Interface(0, 0, "interface"), *others)
    return tuple(Interface(card, min(card, 1), "efa") for card in range(count))


def _used_template(need: Need) -> UsedTemplate | None:
    given = need.workload.launch_template
    if given:
        return UsedTemplate(given, "$Default")
    made = Made("LaunchTemplate", "LatestVersionNumber", "$Latest")
    return UsedTemplate(need.slug, made) if launch_template(need) else None


def network(need: Need) -> Network:
    """Subnets and security groups, in several zones unless instances must be close together."""
    groups: Ask | tuple[Text, ...] = security_groups(need)
    if need.on_instances and need.workload.efa:
        # If interfaces in the launch template have the groups, nothing else may have them.
        groups = ()
    if placement_group(need):
        given = _given(need, "subnets", _SUBNET)[:1]
        title = "private subnet, with a way out (NAT or endpoints)"
        one = Ask("Subnet", title, Kind.SUBNET, "REPLACE_SUBNET", given[0] if given else None)
        return Network((one,), groups)
    return Network(subnets(need), groups)


def subnets(need: Need) -> Ask:
    """Subnets in two or more zones."""
    given = _given(need, "subnets", _SUBNET)[: int(need.book.number("batch.subnets"))]
    title = "subnets in two zones or more, with a way out (NAT or endpoints)"
    stand_in = ("REPLACE_SUBNET_A", "REPLACE_SUBNET_B")
    return Ask("Subnets", title, Kind.SUBNETS, stand_in, given or None)


def security_groups(need: Need) -> Ask:
    """Security groups, which need to allow outbound traffic only."""
    most = int(need.book.number("batch.security_groups_nodes"))
    given = _given(need, "security_groups", _GROUP)[:most]
    title = "security groups that let the work out"
    stand_in = ("REPLACE_SECURITY_GROUP",)
    return Ask("SecurityGroups", title, Kind.SECURITY_GROUPS, stand_in, given or None)


def misshapen(need: Need) -> tuple[str, ...]:
    """The given subnets and security groups that do not have the form of an id."""
    vpc = need.workload.vpc
    if isinstance(vpc, bool):
        return ()
    forms = ((vpc.subnets, _SUBNET), (vpc.security_groups, _GROUP))
    return tuple(each for given, form in forms for each in given if not re.fullmatch(form, each))


def _given(need: Need, field: str, form: str) -> tuple[str, ...]:
    vpc = need.workload.vpc
    listed = () if isinstance(vpc, bool) else getattr(vpc, field)
    return tuple(each for each in listed if re.fullmatch(form, each))


def _cluster(need: Need) -> Cluster:
    title = "ARN of your EKS cluster"
    length = int(need.book.number("starter.short_name_length"))
    namespace = names.namespace(need.workload.name, length)
    return Cluster(
        Ask("EksClusterArn", title, Kind.TEXT, "REPLACE_EKS_CLUSTER_ARN"),
        Ask("Namespace", "Kubernetes namespace for the jobs", Kind.TEXT, namespace, namespace),
    )


def queue(need: Need) -> Queue:
    """The job queue."""
    return Queue(
        need.slug,
        Made("ComputeEnvironment", None, need.slug),
        int(need.book.number("starter.queue_priority")),
        int(need.book.number("starter.runnable_limit")),
        need.tags,
    )


def function_network(need: Need) -> Network:
    """Subnets and security groups of a function, with stand-ins in the form of ids."""
    nowhere = replace(subnets(need), stand_in=("subnet-00000000a", "subnet-00000000b"))
    nobody = replace(security_groups(need), stand_in=("sg-00000000a",))
    return Network(nowhere, nobody)
