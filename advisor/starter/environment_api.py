"""The inputs of the APIs of Batch and EC2 for environments, queues and launch templates."""

from __future__ import annotations

from advisor.starter.given import given
from advisor.starter.leaves import Ask, Keys, Text, Tree
from advisor.starter.model import (
    Environment,
    Fargate,
    Instances,
    LaunchTemplate,
    ManagedInstances,
    Network,
    Queue,
    Tags,
    Unmanaged,
)

# Reasons for which a job would wait for ever; waiting for capacity is none of them.
_HOPELESS = (
    "MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE",
    "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT",
)


def compute_environment(environment: Environment) -> dict[str, Tree]:
    """The input of CreateComputeEnvironment."""
    capacity, cluster = environment.capacity, environment.cluster
    unmanaged = isinstance(capacity, Unmanaged)
    return given(
        computeEnvironmentName=environment.name,
        type="UNMANAGED" if unmanaged else "MANAGED",
        state="ENABLED",
        computeResources=_resources(environment),
        serviceRole=capacity.service_role if isinstance(capacity, Unmanaged) else None,
        eksConfiguration=given(eksClusterArn=cluster.arn, kubernetesNamespace=cluster.namespace)
        if cluster
        else None,
        tags=Keys(environment.tags),
    )


def _resources(environment: Environment) -> dict[str, Tree] | None:
    match environment.capacity:
        case Unmanaged():
            return None
        case Fargate(spot):
            return {
                "type": "FARGATE_SPOT" if spot else "FARGATE",
                "maxvCpus": environment.max_vcpus,
                **_network(environment.network),
            }
        case Instances() as instances:
            return _instances(instances, environment)
        case ManagedInstances() as instances:
            return {
                "type": "ECS_MANAGED_INSTANCES",
                "maxvCpus": environment.max_vcpus,
                "managedInstancesProvider": _provider(instances, environment.network),
                "capacityTags": Keys(environment.tags),
            }


def _network(network: Network | None) -> dict[str, Tree]:
    if network is None:
        return {}
    groups = listed(network.security_groups)
    return given(subnets=listed(network.subnets), securityGroupIds=groups or None)


def listed(several: Ask | tuple[Text, ...]) -> Tree:
    """A list of texts, or the single value that stands for a list."""
    return several if isinstance(several, Ask) else list(several)


def _instances(instances: Instances, environment: Environment) -> dict[str, Tree]:
    spot = instances.spot
    types = [instances.types] if isinstance(instances.types, Ask) else list(instances.types)
    image = given(imageType=instances.image_type, imageIdOverride=instances.machine_image)
    return given(
        type="SPOT" if spot else "EC2",
        allocationStrategy="SPOT_PRICE_CAPACITY_OPTIMIZED" if spot else "BEST_FIT_PROGRESSIVE",
        minvCpus=instances.least_vcpus,
        maxvCpus=environment.max_vcpus,
        instanceTypes=types,
        **_network(environment.network),
        instanceRole=instances.profile,
        launchTemplate=_used_template(instances, kubernetes=environment.cluster is not None),
        placementGroup=instances.placement_group,
        ec2Configuration=[image],
        tags=Keys(environment.tags),
    )


def _used_template(instances: Instances, *, kubernetes: bool) -> dict[str, Tree] | None:
    used = instances.launch_template
    if used is None:
        return None
    own = instances.machine_image is not None and kubernetes
    return given(
        launchTemplateId=used.name if used.name.startswith("lt-") else None,
        launchTemplateName=None if used.name.startswith("lt-") else used.name,
        version=used.version,
        userdataType="EKS_NODEADM" if own else None,
    )


def _provider(instances: ManagedInstances, network: Network | None) -> dict[str, Tree]:
    places = _network(network)
    template = given(
        ec2InstanceProfileArn=instances.profile,
        networkConfiguration={
            "subnets": places["subnets"],
            "securityGroups": places["securityGroupIds"],
        },
        instanceRequirements={"allowedInstanceTypes": list(instances.types)}
        if instances.types
        else None,
        capacityOptionType="SPOT" if instances.spot else "ON_DEMAND",
        storageConfiguration={"storageSizeGiB": instances.storage} if instances.storage else None,
    )
    return {
        "propagateTags": "CAPACITY_PROVIDER",
        "infrastructureRoleArn": instances.infrastructure_role,
        "instanceLaunchTemplate": template,
    }


def job_queue(queue: Queue) -> dict[str, Tree]:
    """The input of CreateJobQueue."""
    return {
        "jobQueueName": queue.name,
        "state": "ENABLED",
        "priority": queue.priority,
        "computeEnvironmentOrder": [{"order": 1, "computeEnvironment": queue.environment}],
        "jobStateTimeLimitActions": [
            {
                "reason": reason,
                "state": "RUNNABLE",
                "maxTimeSeconds": queue.runnable_limit,
                "action": "CANCEL",
            }
            for reason in _HOPELESS
        ],
        "tags": Keys(queue.tags),
    }


def launch_template(template: LaunchTemplate, user_data: Tree) -> dict[str, Tree]:
    """The input of CreateLaunchTemplate; how a script is encoded is up to the writer."""
    groups = list(template.security_groups)
    data = given(
        BlockDeviceMappings=[_volume(template.volume)] if template.volume else None,
        NetworkInterfaces=[
            {
                "NetworkCardIndex": each.card,
                "DeviceIndex": each.device,
                "InterfaceType": each.type,
                "Groups": groups,
                "DeleteOnTermination": True,
            }
            for each in template.interfaces
        ]
        or None,
        MetadataOptions={"HttpTokens": "required", "HttpEndpoint": "enabled"},
        UserData=user_data,
        TagSpecifications=[{"ResourceType": "volume", "Tags": pairs(template.tags)}],
    )
    return {"LaunchTemplateName": template.name, "LaunchTemplateData": data}


def _volume(size: int) -> dict[str, Tree]:
    settings = {
        "VolumeSize": size,
        "VolumeType": "gp3",
        "Encrypted": True,
        "DeleteOnTermination": True,
    }
    return {"DeviceName": "/dev/xvda", "Ebs": settings}


def pairs(tags: Tags) -> list[Tree]:
    """Tags as a list of keys and values."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]
