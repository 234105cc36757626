"""The compute environment, its network and its queue as CDK constructs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeGuard

from advisor.starter import cloudformation
from advisor.starter.cdk.network import has_groups, network
from advisor.starter.cdk.python_text import Raw, Statement, call
from advisor.starter.cdk.roles import THIS, resource
from advisor.starter.cdk.values import expression, script, valued
from advisor.starter.cloudformation import properties
from advisor.starter.environment import VPC
from advisor.starter.environment_api import compute_environment
from advisor.starter.leaves import Ask
from advisor.starter.model import (
    Batch,
    Environment,
    Fargate,
    Instances,
    ManagedInstances,
    Queue,
    Starter,
    Unmanaged,
)

_BUNDLES = {"default_x86_64": "X86_64", "default_arm64": "ARM64"}


def environment(starter: Starter, batch: Batch) -> Iterator[Statement]:
    """The environment, and before it the resources that it needs."""
    made = batch.environment
    match made.capacity:
        case ManagedInstances():
            yield from _managed_instances(starter)
        case Unmanaged():
            yield from _unmanaged(made)
        case Fargate(spot):
            yield from network(made)
            settings = _shared(made) | {"spot": True if spot else None}
            yield _environment("batch.FargateComputeEnvironment", settings)
        case Instances() as instances:
            yield from network(made)
            yield from _before(starter, batch)
            yield from _instances(instances, batch)


def asked(batch: Batch) -> tuple[Ask, ...]:
    """The inputs of the constructs that the API does not need."""
    by_network = isinstance(batch.environment.capacity, Fargate | Instances)
    return (VPC,) if by_network else ()


def _environment(construct: str, settings: dict[str, Any]) -> Statement:
    return Statement(call(construct, THIS, "ComputeEnvironment", **settings), "environment")


def _shared(made: Environment) -> dict[str, Any]:
    return {
        "compute_environment_name": made.name,
        "vpc": Raw("vpc"),
        "vpc_subnets": Raw("vpc_subnets"),
        "security_groups": Raw("groups") if has_groups(made) else [],
        "maxv_cpus": expression(made.max_vcpus) if made.max_vcpus else None,
    }


def _instances(instances: Instances, batch: Batch) -> Iterator[Statement]:
    made = batch.environment
    cluster = made.cluster
    image = "batch.EksMachineImage" if cluster else "batch.EcsMachineImage"
    strategy = "SPOT_PRICE_CAPACITY_OPTIMIZED" if instances.spot else "BEST_FIT_PROGRESSIVE"
    settings = _shared(made) | {
        "minv_cpus": instances.least_vcpus,
        "spot": True if instances.spot else None,
        "allocation_strategy": Raw(f"batch.AllocationStrategy.{strategy}"),
        **_types(instances.types),
        "instance_role": Raw("instance_role"),
        "images": [
            call(image, image_type=Raw(f"{image}Type.{instances.image_type}")),
        ],
        "placement_group": Raw("placement_group") if instances.placement_group else None,
    }
    if cluster is None:
        yield _environment("batch.ManagedEc2EcsComputeEnvironment", settings)
    else:
        settings |= {
            "eks_cluster": Raw("cluster"),
            "kubernetes_namespace": valued(cluster.namespace),
        }
        yield _cluster()
        yield _environment("batch.ManagedEc2EksComputeEnvironment", settings)
    yield from _overridden(instances, batch)


def _cluster() -> Statement:
    name = Raw('eks_cluster_arn.rpartition("/")[2]')
    made = call("eks.Cluster.from_cluster_attributes", THIS, "Cluster", cluster_name=name)
    return Statement(made, "cluster")


def _types(types: tuple[str, ...] | Ask) -> dict[str, Any]:
    if _bundle(types):
        bundle = Raw(f"batch.DefaultInstanceClass.{_BUNDLES[types[0]]}")
        return {"default_instance_classes": [bundle]}
    if not _only_types(types):
        return {}
    return {
        "instance_types": [call("ec2.InstanceType", each) for each in types],
        "use_optimal_instance_classes": False,
    }


def _bundle(types: tuple[str, ...] | Ask) -> TypeGuard[tuple[str, ...]]:
    """Whether the types are a bundle: a single name for the default families."""
    return not isinstance(types, Ask) and types[0] in _BUNDLES


def _only_types(types: tuple[str, ...] | Ask) -> TypeGuard[tuple[str, ...]]:
    """Whether all are instance types, such as `m7i.large`, and none is a family."""
    return not isinstance(types, Ask) and all("." in each for each in types)


def _before(starter: Starter, batch: Batch) -> Iterator[Statement]:
    """The security group, placement group and launch template of the instances."""
    if batch.security_group is not None:
        yield from _open_to_itself(batch.security_group)
    if batch.placement_group is not None:
        strategy = Raw("ec2.PlacementGroupStrategy.CLUSTER")
        made = call("ec2.PlacementGroup", THIS, "PlacementGroup", strategy=strategy)
        yield Statement(made, "placement_group")
    if batch.launch_template is not None:
        tree = cloudformation.resources(starter)["LaunchTemplate"]
        why = (
            "The construct for launch templates has no argument for network interfaces."
            if batch.launch_template.interfaces
            else "The construct for launch templates would tag more than the volumes."
        )
        if batch.launch_template.user_data is not None:
            yield Statement(script(batch.launch_template.user_data), "user_data")
        yield resource("LaunchTemplate", tree["Type"], tree["Properties"], "launch_template", why)
        version = Raw('launch_template.get_att("LatestVersionNumber").to_string()')
        yield Statement(version, "version")


def _open_to_itself(name: str) -> Iterator[Statement]:
    made = call(
        "ec2.SecurityGroup",
        THIS,
        name,
        vpc=Raw("vpc"),
        description="EFA: open to itself",
        allow_all_outbound=True,
    )
    yield Statement(made, "security_group")
    words = "members of the group"
    yield Statement(
        call("security_group.connections.allow_internally", Raw("ec2.Port.all_traffic()"), words)
    )
    yield Statement(
        call(
            "ec2.CfnSecurityGroupEgress",
            THIS,
            f"{name}Egress",
            description=words,
            group_id=Raw("security_group.security_group_id"),
            ip_protocol="-1",
            destination_security_group_id=Raw("security_group.security_group_id"),
        ),
        comment="EFA needs this rule itself; the construct omits it if all traffic may go out.",
    )


def _overridden(instances: Instances, batch: Batch) -> Iterator[Statement]:
    """Overrides of properties that the construct cannot set."""
    resource_ = Raw("environment.node.default_child")
    changes: list[tuple[str, str, Any]] = []
    if instances.machine_image is not None:
        path = "ComputeResources.Ec2Configuration.0.ImageIdOverride"
        why = "The construct takes a map of images by Region, not a single image id."
        changes.append((why, path, valued(instances.machine_image)))
    if not _only_types(instances.types) and not _bundle(instances.types):
        types = instances.types
        named = [valued(types)] if isinstance(types, Ask) else list(types)
        why = "The construct takes only the instance families in its own list."
        changes.append((why, "ComputeResources.InstanceTypes", named))
    if instances.launch_template is not None:
        tree = properties(compute_environment(batch.environment))
        value = valued(tree["ComputeResources"]["LaunchTemplate"])
        why = "The construct sets the id of a launch template, but not its version."
        changes.append((why, "ComputeResources.LaunchTemplate", value))
    if batch.launch_template is not None and batch.launch_template.interfaces:
        yield Statement(
            call(
                f"{resource_.text}.add_property_deletion_override",
                "ComputeResources.SecurityGroupIds",
            ),
            comment="The network interfaces have the security groups, so the environment may not.",
        )
    for why, path, value in changes:
        made = call(f"{resource_.text}.add_property_override", path, value)
        yield Statement(made, comment=why)


def _unmanaged(made: Environment) -> Iterator[Statement]:
    settings = {
        "compute_environment_name": made.name,
        "service_role": Raw("service_role"),
    }
    yield _environment("batch.UnmanagedComputeEnvironment", settings)
    change = "environment.node.default_child.add_property_override"
    why = "An environment with a name cannot be replaced, only updated."
    yield Statement(call(change, "ReplaceComputeEnvironment", False), comment=why)
    if made.cluster is not None:
        value = {
            "EksClusterArn": valued(made.cluster.arn),
            "KubernetesNamespace": valued(made.cluster.namespace),
        }
        why = "The construct for unmanaged environments has no argument for an EKS cluster."
        yield Statement(call(change, "EksConfiguration", value), comment=why)


def _managed_instances(starter: Starter) -> Iterator[Statement]:
    profile = call("iam.InstanceProfile", THIS, "InstanceProfile", role=Raw("instance_role"))
    yield Statement(profile, "instance_profile")
    tree = cloudformation.resources(starter)["ComputeEnvironment"]
    why = "There is no construct for ECS Managed Instances yet."
    yield resource("ComputeEnvironment", tree["Type"], tree["Properties"], "made", why)
    imported = "batch.ManagedEc2EcsComputeEnvironment.from_managed_ec2_ecs_compute_environment_arn"
    yield Statement(call(imported, THIS, "Environment", Raw("made.ref")), "environment")


def queue(made: Queue) -> Statement:
    """The queue."""
    reasons = ("COMPUTE_ENVIRONMENT_MAX_RESOURCE", "JOB_RESOURCE_REQUIREMENT")
    actions = [
        call(
            "batch.JobStateTimeLimitAction",
            reason=Raw(f"batch.JobStateTimeLimitActionsReason.{reason}"),
            max_time=call("Duration.seconds", made.runnable_limit),
        )
        for reason in reasons
    ]
    built = call(
        "batch.JobQueue",
        THIS,
        "JobQueue",
        job_queue_name=made.name,
        priority=made.priority,
        compute_environments=[
            call(
                "batch.OrderedComputeEnvironment",
                compute_environment=Raw("environment"),
                order=1,
            )
        ],
        job_state_time_limit_actions=actions,
    )
    return Statement(built, "queue")
