"""The parts that the AWS provider has no argument for, which a CloudFormation stack makes."""

from __future__ import annotations

from advisor.starter.model import (
    Batch,
    Claim,
    Function,
    Instances,
    ManagedInstances,
    S3Files,
    Starter,
)

__all__ = ["OUTPUTS", "PROVIDER", "elsewhere", "gaps"]

# The version of hashicorp/aws whose arguments were checked.
PROVIDER = "6.25"

_ABSENT = f"hashicorp/aws {PROVIDER} has no"
OUTPUTS = {
    "ComputeEnvironment": "ComputeEnvironmentArn",
    "JobDefinition": "JobDefinitionArn",
    "Function": "FunctionArn",
}


def gaps(starter: Starter) -> dict[str, str]:
    """The parts that a stack makes, each with the reason."""
    return _batch(starter.main) if isinstance(starter.main, Batch) else _function(starter.main)


def _batch(batch: Batch) -> dict[str, str]:
    capacity, job = batch.environment.capacity, batch.job
    found: dict[str, str] = {}
    if isinstance(capacity, ManagedInstances):
        return {
            "ComputeEnvironment": f"{_ABSENT} `managed_instances_provider` in `compute_resources`",
            "JobDefinition": f"{_ABSENT} `MANAGED_INSTANCES` among the platform capabilities",
        }
    if isinstance(capacity, Instances) and _own_image_of_eks(capacity, batch):
        found["ComputeEnvironment"] = f"{_ABSENT} `userdata_type` in `launch_template`"
    sources = [each.source for each in job.container.volumes]
    if any(isinstance(each, S3Files) for each in sources):
        found["JobDefinition"] = f"{_ABSENT} volumes of S3 Files in a job definition"
    elif any(isinstance(each, Claim) for each in sources):
        found["JobDefinition"] = f"{_ABSENT} persistent volume claims in `eks_properties`"
    return found


def _own_image_of_eks(capacity: Instances, batch: Batch) -> bool:
    """Whether the environment must state the format of the user data of its instances."""
    given = capacity.launch_template is not None and capacity.machine_image is not None
    return given and batch.environment.cluster is not None


def _function(function: Function) -> dict[str, str]:
    managed = function.managed
    if managed is not None and managed.accelerator is not None:
        return {"Function": f"{_ABSENT} GPU for a function"}
    if managed is not None and managed.larger:
        return {"Function": f"{_ABSENT} timeout or memory beyond those of a standard function"}
    return {}


def elsewhere(starter: Starter) -> dict[str, str]:
    """The expressions for the parts that the stack makes."""
    return {
        part: f'aws_cloudformation_stack.main.outputs["{OUTPUTS[part]}"]' for part in gaps(starter)
    }
