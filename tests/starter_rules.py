"""Rules across the fields of a starter that AWS enforces and no validator checks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from starter_support import container, data

FARGATE_SIZES: dict[str, set[int]] = {
    "0.25": {512, 1024, 2048},
    "0.5": set(range(1024, 4097, 1024)),
    "1": set(range(2048, 8193, 1024)),
    "2": set(range(4096, 16385, 1024)),
    "4": set(range(8192, 30721, 1024)),
    "8": set(range(16384, 61441, 4096)),
    "16": set(range(32768, 122881, 8192)),
    "32": {61440, 122880, 249856},
}
_NOT_ON_FARGATE = {"privileged", "ulimits", "instanceType"}
_ON_FARGATE_ALONE = {
    "networkConfiguration",
    "fargatePlatformConfiguration",
    "ephemeralStorage",
    "runtimePlatform",
}
_FARGATE_ENVIRONMENT = {"type", "maxvCpus", "subnets", "securityGroupIds"}
_BODIES = {"containerProperties", "ecsProperties", "eksProperties", "nodeProperties"}


def broken_rules(platform: str, files: dict[str, str]) -> list[str]:
    """The rules that a starter breaks, in words."""
    if platform.startswith("lambda"):
        return [*_function(platform, files)]
    return [
        *_definition(platform, data(files, "job-definition.json")),
        *_resources(platform, files),
        *_environment(platform, files),
        *_submission(platform, files),
    ]


def _definition(platform: str, definition: dict[str, Any]) -> Iterator[str]:  # noqa: C901  # one rule after the other
    capabilities = definition.get("platformCapabilities")
    bodies = _BODIES & definition.keys()
    several = definition["type"] == "multinode"
    if len(bodies) != 1:
        yield f"a definition has one body, not {bodies}"
    if several != (bodies == {"nodeProperties"}):
        yield "nodeProperties and multinode go together"
    if "eks" in platform:
        # K4
        if {"platformCapabilities", "propagateTags", "containerProperties"} & definition.keys():
            yield "a definition for EKS names no capabilities, no tags to propagate, no container"
        if not several and bodies != {"eksProperties"}:
            yield "a definition for EKS has eksProperties"
    elif "fargate" in platform:
        if capabilities != ["FARGATE"] or bodies != {"containerProperties"}:
            yield "F6: a Fargate definition is of type container, with the capability FARGATE"
    elif "managed-instances" in platform:
        if capabilities != ["MANAGED_INSTANCES"] or bodies != {"ecsProperties"}:
            yield "MI3: ecsProperties alone, with the capability MANAGED_INSTANCES"
        task = definition["ecsProperties"]["taskProperties"][0]
        if (
            task["networkMode"] != "host"
            or task["runtimePlatform"]["operatingSystemFamily"] != "LINUX"
        ):
            yield "MI3: host network, Linux"
    elif capabilities != ["EC2"]:
        yield "a definition for EC2 has the capability EC2"
    yield from _retries_and_timeout(definition)
    if several:
        yield from _nodes(platform, definition["nodeProperties"])


def _retries_and_timeout(definition: dict[str, Any]) -> Iterator[str]:
    strategy = definition["retryStrategy"]
    conditions = strategy.get("evaluateOnExit", [])
    if not 1 <= strategy["attempts"] <= 10 or len(conditions) > 5:
        yield "E18: one to ten attempts, five conditions at most"
    if strategy["attempts"] > 1 and conditions[-1] != {"onReason": "*", "action": "EXIT"}:
        yield "the last condition ends what no other one retries"
    for condition in conditions[:-1]:
        if not re.fullmatch(r"[A-Za-z0-9.:\s]{1,511}\*?", condition["onStatusReason"]):
            yield f"{condition} has characters that a pattern cannot have"
    if definition["timeout"]["attemptDurationSeconds"] < 60:
        yield "E19: a timeout of a minute at least"


def _nodes(platform: str, nodes: dict[str, Any]) -> Iterator[str]:
    # E8
    if "spot" in platform or "fargate" in platform or "unmanaged" in platform:
        yield "E8: several nodes run on managed EC2 On-Demand instances alone"
    for node_range in nodes["nodeRangeProperties"]:
        if len(node_range.get("instanceTypes", [])) > 1:
            yield "E8: one instance type for all nodes"
        if "container" in node_range and _ON_FARGATE_ALONE & node_range["container"].keys():
            yield "E8: what only Fargate takes"
    if nodes["mainNode"] != 0 or nodes["nodeRangeProperties"][0]["targetNodes"] != "0:":
        yield "E8: every node is in a range"


def _resources(platform: str, files: dict[str, str]) -> Iterator[str]:
    if "eks" in platform:
        yield from _pod(data(files, "job-definition.json"))
        return
    made = container(files)
    wanted = {each["type"]: each["value"] for each in made["resourceRequirements"]}
    vcpus, memory = wanted["VCPU"], wanted["MEMORY"]
    if {"vcpus", "memory"} & made.keys():
        yield "F6: resourceRequirements, not the old fields"
    if "fargate" in platform:
        yield from _fargate(made, vcpus, memory)
        return
    if vcpus != "REPLACE_VCPUS" and not re.fullmatch(r"[1-9]\d*", vcpus):
        yield f"E17: whole vCPUs, not {vcpus}"
    if memory != "REPLACE_MEMORY" and int(memory) < 4:
        yield "E17: 4 MiB at least"
    if _ON_FARGATE_ALONE & made.keys():
        yield "F9: what only Fargate takes"
    linux = made.get("linuxParameters", {})
    if not 0 <= linux.get("swappiness", 60) <= 100 or linux.get("maxSwap", 0) < 0:
        yield "E12: swap"


def _fargate(made: dict[str, Any], vcpus: str, memory: str) -> Iterator[str]:
    known = vcpus != "REPLACE_VCPUS"
    if known and int(memory) not in FARGATE_SIZES.get(vcpus, set()):
        yield f"F1: {vcpus} vCPU and {memory} MiB are no Fargate size"
    if "executionRoleArn" not in made:
        yield "F6: an execution role"
    if _NOT_ON_FARGATE & made.keys():
        yield "F7: what Fargate does not take"
    if made.get("linuxParameters", {}).keys() - {"initProcessEnabled"}:
        yield "F7: no Linux parameters but the init process"
    if any("host" in volume for volume in made.get("volumes", ())):
        yield "F7: no host volumes"
    if any(each["type"] == "GPU" for each in made["resourceRequirements"]):
        yield "F7: no GPU"
    if not 21 <= made.get("ephemeralStorage", {"sizeInGiB": 21})["sizeInGiB"] <= 200:
        yield "F4: 21 to 200 GiB"
    system = made["runtimePlatform"]
    if system["operatingSystemFamily"].startswith("WINDOWS"):
        yield from _windows(made, vcpus)


def _windows(made: dict[str, Any], vcpus: str) -> Iterator[str]:
    forbidden = {"linuxParameters", "privileged", "user", "ulimits", "readonlyRootFilesystem"}
    if made["runtimePlatform"]["cpuArchitecture"] != "X86_64" or forbidden & made.keys():
        yield "F10: Windows is X86_64, without Linux parameters"
    if any("efsVolumeConfiguration" in volume for volume in made.get("volumes", ())):
        yield "F10: Windows has no EFS"
    if vcpus in ("0.25", "0.5"):
        yield "F3: Windows has one vCPU at least"


def _pod(definition: dict[str, Any]) -> Iterator[str]:
    body = definition.get("eksProperties")
    if body is None:
        body = definition["nodeProperties"]["nodeRangeProperties"][0]["eksProperties"]
    limits = body["podProperties"]["containers"][0]["resources"]["limits"]
    cpu, memory = limits["cpu"], limits["memory"]
    if cpu != "REPLACE_VCPUS" and float(cpu) % 0.25:
        yield f"K5: cpu in quarters, not {cpu}"
    if memory != "REPLACE_MEMORYMi" and not re.fullmatch(r"[1-9]\d*Mi", memory):
        yield f"K5: memory in whole Mi, not {memory}"
    for volume in body["podProperties"].get("volumes", ()):
        if not re.fullmatch(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?", volume["name"]):
            yield f"K: {volume['name']} is no DNS name"


def _environment(platform: str, files: dict[str, str]) -> Iterator[str]:  # noqa: C901, PLR0912  # likewise
    environment = data(files, "compute-environment.json")
    resources = environment.get("computeResources")
    if "unmanaged" in platform:
        if environment["type"] != "UNMANAGED" or resources is not None:
            yield "U5: an unmanaged environment has no resources"
        if "serviceRole" not in environment or environment["state"] != "ENABLED":
            yield "U4, U8: a service role, and enabled"
    elif "serviceRole" in environment:
        yield "part C: a managed environment leaves the role to Batch"
    elif "fargate" in platform:
        if resources.keys() - _FARGATE_ENVIRONMENT:
            yield "F8: what a Fargate environment does not take"
        if len(resources["subnets"]) > 16 or not resources["securityGroupIds"]:
            yield "F9: 16 subnets at most, one security group at least"
    elif "managed-instances" in platform:
        if resources.keys() & {"instanceRole", "instanceTypes", "subnets", "minvCpus"}:
            yield "MI1: all of it in managedInstancesProvider"
        provider = resources["managedInstancesProvider"]["instanceLaunchTemplate"]
        if provider["capacityOptionType"] != ("SPOT" if "spot" in platform else "ON_DEMAND"):
            yield "MI2: how capacity is bought"
    else:
        yield from _instances(platform, files, resources)
    if ("eks" in platform) != ("eksConfiguration" in environment):
        yield "K1: a cluster for EKS alone"
    if "eks" in platform:
        yield from _namespace(environment["eksConfiguration"]["kubernetesNamespace"])


def _instances(platform: str, files: dict[str, str], resources: dict[str, Any]) -> Iterator[str]:
    spot = "spot" in platform
    if resources["type"] != ("SPOT" if spot else "EC2"):
        yield "E1: the type of capacity"
    strategies = "SPOT_PRICE_CAPACITY_OPTIMIZED" if spot else "BEST_FIT_PROGRESSIVE"
    if resources["allocationStrategy"] != strategies or "bidPercentage" in resources:
        yield "part C: the allocation strategy"
    if not resources["instanceRole"].split(":")[5].startswith("instance-profile/"):
        yield "part C: an instance profile, not a role"
    template = data(files, "launch-template.json") if "launch-template.json" in files else {}
    interfaces = template.get("LaunchTemplateData", {}).get("NetworkInterfaces", [])
    groups = resources.get("securityGroupIds") or [each["Groups"] for each in interfaces]
    if not groups and "launchTemplate" not in resources:
        yield "E4: a security group"
    if interfaces and "securityGroupIds" in resources:
        yield "E6: the groups of interfaces stand in the launch template alone"
    if not 0 <= resources["minvCpus"] <= resources["maxvCpus"]:
        yield "the least vCPUs are within the most"
    types = resources["instanceTypes"]
    if len(types) > 1 and any(each.startswith("default_") for each in types):
        yield "E3: a bundle stands alone"
    used = resources.get("launchTemplate", {})
    if used and ("launchTemplateId" in used) == ("launchTemplateName" in used):
        yield "E11: the id or the name of a launch template"


def _namespace(namespace: str) -> Iterator[str]:
    if not re.fullmatch(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", namespace):
        yield f"K1: {namespace} is no namespace"
    if namespace == "default" or namespace.startswith("kube-"):
        yield f"K1: {namespace} is Kubernetes' own"


def _submission(platform: str, files: dict[str, str]) -> Iterator[str]:  # noqa: C901  # likewise
    submission = data(files, "submit-job.json")
    definition = data(files, "job-definition.json")
    queue = data(files, "job-queue.json")
    environment = data(files, "compute-environment.json")["computeEnvironmentName"]
    if submission["jobDefinition"] != definition["jobDefinitionName"]:
        yield "the job is of the definition"
    if submission["jobQueue"] != queue["jobQueueName"]:
        yield "the job goes to the queue"
    if queue["computeEnvironmentOrder"] != [{"order": 1, "computeEnvironment": environment}]:
        yield "Q3: the queue has the environment"
    if not 2 <= submission.get("arrayProperties", {"size": 2})["size"] <= 10_000:
        yield "Q1: arrays of 2 to 10,000"
    if "arrayProperties" in submission and definition["type"] == "multinode":
        yield "no arrays of several nodes"
    if "eks" in platform and "propagateTags" in submission:
        yield "K4: nothing to propagate"
    for name in (submission["jobName"], definition["jobDefinitionName"], environment):
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}", name):
            yield f"{name} is no name for Batch"
    for action in queue["jobStateTimeLimitActions"]:
        if not 600 <= action["maxTimeSeconds"] <= 86_400 or action["action"] != "CANCEL":
            yield "Q10: ten minutes to a day"


def _function(platform: str, files: dict[str, str]) -> Iterator[str]:
    function = data(files, "function.json")
    standard = platform == "lambda"
    if not 1 <= function["Timeout"] <= (900 if standard else 5400):
        yield "L1: the timeout"
    if (
        not (128 if standard else 2048)
        <= function["MemorySize"]
        <= (10_240 if standard else 32_768)
    ):
        yield "L2: the memory"
    image = function["PackageType"] == "Image"
    if image != ("ImageUri" in function["Code"]) or image == ("Runtime" in function):
        yield "an image has no runtime, an archive has one"
    most = 32_768 if "AcceleratorConfig" in function else 10_240
    if not 512 <= function.get("EphemeralStorage", {"Size": 512})["Size"] <= most:
        yield "L6: /tmp"
    if "FileSystemConfigs" in function and standard and "VpcConfig" not in function:
        yield "L13: a file system needs a VPC"
    if standard != ("CapacityProviderConfig" not in function):
        yield "managed instances have a capacity provider"
    if "AcceleratorConfig" in function and (standard or not image):
        yield "L12: a GPU needs managed instances and an image"
    settings = function.get("CapacityProviderConfig", {}).get(
        "LambdaManagedInstancesCapacityProviderConfig", {}
    )
    ratio = settings.get("ExecutionEnvironmentMemoryGiBPerVCpu")
    if ratio is not None and (ratio not in (2, 4, 8) or function["MemorySize"] % (ratio * 1024)):
        yield "L2c: memory in multiples of the ratio"
