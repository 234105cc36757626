"""HCL expressions for the leaves of a starter, and the names of its resources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from advisor.starter.joining import flat, lines_of
from advisor.starter.leaves import Ask, Encoded, Joined, Keys, Leaf, Made, Pseudo, Text, Tree
from advisor.starter.terraform.hcl import Block, Call, Entry, Expression, inner

# The references to parts of the starter, by part and attribute.
_MADE = {
    ("LogGroup", None): "aws_cloudwatch_log_group.main.name",
    ("PlacementGroup", None): "aws_placement_group.main.name",
    ("ComputeEnvironment", None): "aws_batch_compute_environment.main.arn",
    ("JobQueue", None): "aws_batch_job_queue.main.arn",
    ("JobDefinition", None): "aws_batch_job_definition.main.arn",
    ("LaunchTemplate", "Id"): "aws_launch_template.main.id",
    ("LaunchTemplate", "LatestVersionNumber"): "aws_launch_template.main.latest_version",
    ("EfaSecurityGroup", "GroupId"): "aws_security_group.efa.id",
    ("InstanceProfile", "Arn"): "aws_iam_instance_profile.instance.arn",
    ("CapacityProvider", "Arn"): "aws_lambda_capacity_provider.main.arn",
    ("Function", None): "aws_lambda_function.main.function_name",
    ("Function", "Arn"): "aws_lambda_function.main.arn",
}
_PSEUDO = {
    "Region": "data.aws_region.current.region",
    "AccountId": "data.aws_caller_identity.current.account_id",
    "Partition": "data.aws_partition.current.partition",
}
TAGS = Expression("local.tags")
# Names of the provider that are not the API's in snake case.
_RENAMED = {
    "maxvCpus": "max_vcpus",
    "minvCpus": "min_vcpus",
    "instanceTypes": "instance_type",
    "jobDefinitionName": "name",
    "jobQueueName": "name",
    "jobStateTimeLimitActions": "job_state_time_limit_action",
    "FileSystemConfigs": "file_system_config",
    "MaxVCpuCount": "max_vcpu_count",
    "ExecutionEnvironmentMemoryGiBPerVCpu": "execution_environment_memory_gib_per_vcpu",
    "CapacityProviderName": "name",
}


def snake(name: str) -> str:
    """A name of the API or of a parameter in Terraform's spelling."""
    parted = re.sub(r"([a-z])([A-Z])|([0-9])([A-Z])", r"\1\3_\2\4", name)
    return parted.lower()


def label(role: str) -> str:
    """The label of the resources of a role: `execution` for `ExecutionRole`."""
    return snake(role.removesuffix("Role"))


def reference(leaf: Ask | Made | Pseudo, elsewhere: Mapping[str, str]) -> str:
    """The expression for a leaf; `elsewhere` has those for the parts of the stack."""
    match leaf:
        case Ask():
            return f"var.{snake(leaf.name)}"
        case Pseudo(name):
            return _PSEUDO[name]
        case Made(part, attribute):
            if part in elsewhere:
                return elsewhere[part]
            if part.endswith("Role"):
                return f"aws_iam_role.{label(part)}.arn"
            return _MADE[part, attribute]


def expression(leaf: Leaf, elsewhere: Mapping[str, str]) -> Expression | str:
    """A leaf as a value; a joined text is a text with interpolations."""
    if not isinstance(leaf, Joined):
        return Expression(reference(leaf, elsewhere))
    parts = flat(leaf)
    if len(parts) == 1:
        [only] = parts
        return only if isinstance(only, str) else expression(only, elsewhere)
    return Expression(f'"{"".join(_part(each, elsewhere) for each in parts)}"')


def _part(part: Text, elsewhere: Mapping[str, str]) -> str:
    if isinstance(part, str):
        return inner(part)
    if isinstance(part, Joined):
        return "".join(_part(each, elsewhere) for each in part.parts)
    return f"${{{reference(part, elsewhere)}}}"


def valued(tree: Tree, elsewhere: Mapping[str, str]) -> Any:
    """A tree as values of HCL, for use within `jsonencode`."""
    if isinstance(tree, Ask | Made | Pseudo | Joined):
        return expression(tree, elsewhere)
    if isinstance(tree, Encoded):
        return script(tree.text, elsewhere)
    if isinstance(tree, Mapping):
        return {key: valued(value, elsewhere) for key, value in tree.items()}
    if isinstance(tree, list | tuple):
        return [valued(value, elsewhere) for value in tree]
    return tree


def script(text: Text, elsewhere: Mapping[str, str]) -> Call:
    """A script in base64, with a line of the file for each of its lines."""
    lines = [expression(Joined(line), elsewhere) if line else "" for line in lines_of(text)]
    return Call("base64encode", Expression(_joined(lines)))


def _joined(lines: Iterable[Expression | str]) -> str:
    written = (each.text if isinstance(each, Expression) else f'"{inner(each)}"' for each in lines)
    inside = "".join(f"    {each},\n" for each in written)
    return f'join("\\n", [\n{inside}  ])'


def body(tree: Mapping[str, Tree], elsewhere: Mapping[str, str]) -> tuple[Entry, ...]:
    """The settings of a call as the body of a resource: structures become blocks, maps do not."""
    entries: list[Entry] = []
    for key, value in tree.items():
        name = _RENAMED.get(key) or snake(key)
        if key.lower() in ("tags", "capacitytags"):
            entries.append((name, TAGS))
        elif isinstance(value, Mapping) and not isinstance(value, Keys):
            entries.append(Block(name, (), body(value, elsewhere)))
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            entries += [Block(name, (), body(each, elsewhere)) for each in value]
        else:
            entries.append((name, valued(value, elsewhere)))
    # In the usual order: arguments of one line before blocks.
    return (
        *(each for each in entries if not isinstance(each, Block)),
        *(each for each in entries if isinstance(each, Block)),
    )
