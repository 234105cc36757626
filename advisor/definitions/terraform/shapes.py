"""The names of Terraform's arguments in AWS's API, and which arguments are JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

__all__ = ["RESOURCES", "Shape", "camel"]


class Shape(NamedTuple):
    """A mapping of the API, as Terraform writes it.

    `names` has the arguments with another name in the API; `lists` the blocks that may be
    repeated; `json` the arguments that are texts of JSON; `free` the mappings whose keys users
    choose; `inside` the mappings in it.
    """

    names: Mapping[str, str] = {}
    inside: Mapping[str, Shape] = {}
    lists: frozenset[str] = frozenset()
    json: frozenset[str] = frozenset()
    free: frozenset[str] = frozenset()


def camel(name: str) -> str:
    """The name of an argument in the spelling of the API."""
    return re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), name)


_POD_CONTAINER = Shape(
    inside={
        "resources": Shape(free=frozenset({"limits", "requests"})),
        "security_context": Shape(names={"read_only_root_file_system": "readOnlyRootFilesystem"}),
    },
    lists=frozenset({"env", "volume_mounts"}),
)
_POD = Shape(
    names={"image_pull_secret": "imagePullSecrets"},
    inside={
        "containers": _POD_CONTAINER,
        "init_containers": _POD_CONTAINER,
        "metadata": Shape(free=frozenset({"labels", "annotations"})),
        "image_pull_secret": Shape(),
    },
    lists=frozenset({"containers", "init_containers", "volumes", "image_pull_secret"}),
)
_JOB = Shape(
    names={"name": "jobDefinitionName"},
    inside={
        "eks_properties": Shape(inside={"pod_properties": _POD}),
        "retry_strategy": Shape(lists=frozenset({"evaluate_on_exit"})),
    },
    json=frozenset({"container_properties", "node_properties", "ecs_properties"}),
    free=frozenset({"parameters", "tags"}),
)
_ENVIRONMENT = Shape(
    names={"name": "computeEnvironmentName"},
    inside={
        "compute_resources": Shape(
            names={
                "min_vcpus": "minvCpus",
                "max_vcpus": "maxvCpus",
                "desired_vcpus": "desiredvCpus",
                "instance_type": "instanceTypes",
            },
            lists=frozenset({"ec2_configuration"}),
            free=frozenset({"tags"}),
        )
    },
    free=frozenset({"tags"}),
)
_QUEUE = Shape(
    names={"name": "jobQueueName", "job_state_time_limit_action": "jobStateTimeLimitActions"},
    lists=frozenset({"compute_environment_order", "job_state_time_limit_action"}),
    free=frozenset({"tags"}),
)
_FUNCTION = Shape(
    names={"file_system_config": "fileSystemConfigs"},
    inside={
        "environment": Shape(free=frozenset({"variables"})),
        "durable_config": Shape(names={"retention_period": "retentionPeriodInDays"}),
    },
    lists=frozenset({"file_system_config"}),
    free=frozenset({"tags"}),
)
_TASK = Shape(
    names={"volume": "volumes"},
    inside={
        "volume": Shape(names={"host_path": "host"}, free=frozenset({"host_path"})),
        "ephemeral_storage": Shape(names={"size_in_gib": "sizeInGiB"}),
    },
    lists=frozenset({"volume", "placement_constraints"}),
    json=frozenset({"container_definitions"}),
    free=frozenset({"tags"}),
)
RESOURCES: Final[Mapping[str, Shape]] = {
    "aws_batch_job_definition": _JOB,
    "aws_batch_compute_environment": _ENVIRONMENT,
    "aws_batch_job_queue": _QUEUE,
    "aws_lambda_function": _FUNCTION,
    "aws_ecs_task_definition": _TASK,
}
