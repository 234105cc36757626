"""Recognises documents: AWS definitions, and of which form; a workload spec; or neither."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

from advisor.definitions.plain import lower, written_key
from advisor.reading import Document

__all__ = ["FORMS", "NAMES", "TERRAFORM", "Form", "Kind", "Root", "recognise", "roots"]

Kind = Literal["workload", "definition"]
Form = Literal["api", "describe", "cloudformation", "sam", "terraform"]
FORMS: Final[tuple[Form, ...]] = ("api", "describe", "cloudformation", "sam", "terraform")
KeyPath = tuple[str | int, ...]

_RESOURCES: Final[Mapping[str, tuple[str, Form]]] = {
    "AWS::Batch::JobDefinition": ("job-definition", "cloudformation"),
    "AWS::Batch::ComputeEnvironment": ("compute-environment", "cloudformation"),
    "AWS::Batch::JobQueue": ("job-queue", "cloudformation"),
    "AWS::Lambda::Function": ("function", "cloudformation"),
    "AWS::ECS::TaskDefinition": ("task-definition", "cloudformation"),
    "AWS::Serverless::Function": ("function", "sam"),
    # Terraform's resources are converted to resources of a template.
    "aws_batch_job_definition": ("job-definition", "terraform"),
    "aws_batch_compute_environment": ("compute-environment", "terraform"),
    "aws_batch_job_queue": ("job-queue", "terraform"),
    "aws_lambda_function": ("function", "terraform"),
    "aws_ecs_task_definition": ("task-definition", "terraform"),
}
# The subject of each type of Terraform resource.
TERRAFORM: Final[Mapping[str, str]] = {
    resource: subject for resource, (subject, form) in _RESOURCES.items() if form == "terraform"
}
_LISTS: Final[Mapping[str, str]] = {
    "jobDefinitions": "job-definition",
    "computeEnvironments": "compute-environment",
    "jobQueues": "job-queue",
    "functions": "function",
    "taskDefinitions": "task-definition",
}
# The input of a call has at least one key of each group.
_CALLS: Final[tuple[tuple[str, tuple[frozenset[str], ...]], ...]] = (
    ("job", (frozenset({"jobName"}), frozenset({"jobQueue"}), frozenset({"jobDefinition"}))),
    (
        "job-definition",
        (frozenset({"containerProperties", "nodeProperties", "eksProperties", "ecsProperties"}),),
    ),
    ("job-definition", (frozenset({"jobDefinitionName"}), frozenset({"type"}))),
    (
        "compute-environment",
        (frozenset({"computeEnvironmentName", "computeResources"}), frozenset({"type"})),
    ),
    (
        "job-queue",
        (frozenset({"jobQueueName", "priority"}), frozenset({"computeEnvironmentOrder"})),
    ),
    ("job-queue", (frozenset({"jobQueueName"}), frozenset({"priority", "jobQueueType"}))),
    ("task-definition", (frozenset({"family"}), frozenset({"containerDefinitions"}))),
    (
        "function",
        (
            frozenset({"functionName"}),
            frozenset({"code", "runtime", "handler", "packageType", "memorySize", "codeSha256"}),
        ),
    ),
)
# Fields that only workload specs have; many other files use the names of the others.
_TELLING: Final = frozenset(
    {"duration", "typical_duration", "vcpus", "memory", "gpus", "gpu_memory", "runs_per_month",
     "response_within", "start_within", "complete_within", "array_size", "interruptible",
     "checkpoints", "lambda_image", "host_requirements", "own_instances", "file_systems",
     "linux_parameters", "max_vcpus", "instance_types", "launch_template", "job_role",
     "image_size", "payload", "custom_ami", "operating_system", "efa", "nodes", "endless"}
)  # fmt: skip


class Root(NamedTuple):
    """A definition in a document: its subject, its name, its form and its path."""

    subject: str
    name: str
    form: Form
    path: KeyPath
    value: Mapping[str, Any]


def recognise(document: Document) -> Kind | None:
    """The kind of a document."""
    if next(roots(document), None) is not None:
        return "definition"
    value = document.value
    if isinstance(value, dict) and any(key in _TELLING for key in value):
        return "workload"
    return None


def roots(document: Document) -> Iterator[Root]:
    """The definitions of a document, in its order."""
    value = document.value
    if isinstance(value, list):
        for index, each in enumerate(value):
            if (subject := _call(each)) is not None:
                yield _root(subject, "api", (index,), each)
    elif isinstance(value, dict):
        resources = value.get("Resources")
        if isinstance(resources, dict):
            yield from _resources(resources)
        else:
            yield from _api(value)


def _resources(resources: dict[str, Any]) -> Iterator[Root]:
    for logical, resource in resources.items():
        kind = resource.get("Type") if isinstance(resource, dict) else None
        if not isinstance(kind, str) or kind not in _RESOURCES:
            continue
        properties = resource.get("Properties")
        subject, form = _RESOURCES[kind]
        path: KeyPath = ("Resources", logical, "Properties")
        if isinstance(properties, dict):
            yield Root(subject, logical.rpartition(".")[2], form, path, properties)
        elif properties is None:
            yield Root(subject, logical, form, path, {})


def _api(value: dict[str, Any]) -> Iterator[Root]:
    for key, subject in _LISTS.items():
        written = written_key(value, key)
        listed = value.get(written)
        for index, each in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(each, dict):
                yield _root(subject, "describe", (written, index), each)
    for outer, wanted in _INSIDE.items():
        key = written_key(value, outer)
        if isinstance(value.get(key), dict) and _call(value[key]) == wanted:
            yield _root(wanted, "describe", (key,), value[key])
            return
    if (subject := _call(value)) is not None:  # type: ignore[assignment]  # None ends the loop above
        described = any(lower(each) in _DESCRIBED for each in value)
        yield _root(subject, "describe" if described else "api", (), value)


# The output of a call wraps the definition in a key.
_INSIDE: Final[Mapping[str, str]] = {
    "configuration": "function",
    "taskDefinition": "task-definition",
}
_DESCRIBED: Final = frozenset(
    {"jobDefinitionArn", "computeEnvironmentArn", "jobQueueArn", "functionArn", "taskDefinitionArn"}
)


def _call(value: Any) -> str | None:
    """The subject of the API call whose input a mapping is; None for any other mapping."""
    if not isinstance(value, dict):
        return None
    keys = {lower(key) for key in value}
    for subject, groups in _CALLS:
        if all(not group.isdisjoint(keys) for group in groups):
            return subject
    return None


NAMES: Final[Mapping[str, str]] = {
    "job": "jobName",
    "job-definition": "jobDefinitionName",
    "compute-environment": "computeEnvironmentName",
    "job-queue": "jobQueueName",
    "function": "functionName",
    "task-definition": "family",
}


def _root(subject: str, form: Form, path: KeyPath, value: dict[str, Any]) -> Root:
    name = value.get(written_key(value, NAMES[subject]))
    return Root(subject, name if isinstance(name, str) else "", form, path, value)
