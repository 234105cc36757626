"""The CloudFormation template: the API calls as resources, and what those need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.errors import AdvisorError, Problem, quoted
from advisor.starter import cloudformation_parts as parts
from advisor.starter.cli_json import resolved
from advisor.starter.environment import VPC
from advisor.starter.environment_api import compute_environment, job_queue, launch_template
from advisor.starter.function_api import (
    create_capacity_provider,
    create_function,
    event_invoke_config,
)
from advisor.starter.job_api import job_definition
from advisor.starter.joining import flat
from advisor.starter.leaves import Ask, Encoded, Joined, Keys, Leaf, Made, Pseudo, Tree, asks
from advisor.starter.model import Batch, Function, Starter

# Names that differ from the API's by more than a capital.
_RENAMED = {"s3filesVolumeConfiguration": "S3FilesVolumeConfiguration"}
# The start of a dynamic reference, which cannot be escaped.
_RESOLVED = ("{{resolve:",)


def template(starter: Starter, title: str) -> dict[str, Tree]:
    """The template as a tree of plain values."""
    made = resources(starter)
    refuse_replaced(made)
    wanted = {ask.name: _parameter(ask) for ask in asks(made)}
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"Starter for {title}",
        **({"Parameters": wanted} if wanted else {}),
        "Resources": {name: rendered(resource) for name, resource in made.items()},
        "Outputs": _outputs(starter),
    }


def refuse_replaced(
    tree: Tree, marks: tuple[str, ...] = _RESOLVED, reader: str = "CloudFormation"
) -> None:
    """Raise AdvisorError for a text that a reader would replace; such texts cannot be escaped."""
    for text in _texts(resolved(tree)):
        if any(mark in text for mark in marks):
            message = f"{reader} would replace {quoted(text)} by the value that it names"
            raise AdvisorError(
                Problem(message, help="give it under `secrets`, or take `--as cli` alone")
            )


def _texts(tree: Tree) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, Mapping):
        yield from (text for pair in tree.items() for each in pair for text in _texts(each))
    elif isinstance(tree, list):
        yield from (text for each in tree for text in _texts(each))


def asked(starter: Starter) -> tuple[Ask, ...]:
    """The inputs that the template asks for."""
    return tuple(asks(resources(starter)))


def resources(starter: Starter) -> dict[str, Tree]:
    """The resources by logical id, with the values that are known only at deployment as leaves."""
    return dict(_resources(starter))


def _parameter(ask: Ask) -> dict[str, Tree]:
    shape: dict[str, Tree] = {"Type": ask.kind.value, "Description": ask.title}
    if ask.default is not None:
        default = ask.default
        shape["Default"] = ",".join(default) if isinstance(default, tuple) else default
    if ask.choices:
        shape["AllowedValues"] = list(ask.choices)
    if ask.least is not None:
        shape["MinValue"] = ask.least
    return shape


def _resources(starter: Starter) -> Iterator[tuple[str, Tree]]:
    if starter.log_group is not None:
        yield "LogGroup", parts.log_group(starter.log_group)
    for role in starter.roles:
        yield role.id, parts.role(role, starter.main)
        if role.profile:
            yield "InstanceProfile", parts.instance_profile(role)
    if isinstance(starter.main, Batch):
        yield from _batch(starter.main)
    else:
        yield from _function(starter, starter.main)


def _batch(batch: Batch) -> Iterator[tuple[str, Tree]]:
    if batch.security_group is not None:
        yield from parts.open_to_itself(batch.security_group, VPC)
    if batch.placement_group is not None:
        settings = {"Strategy": "cluster"}
        yield "PlacementGroup", {"Type": "AWS::EC2::PlacementGroup", "Properties": settings}
    if batch.launch_template is not None:
        script = batch.launch_template.user_data
        encoded = None if script is None else Encoded(script)
        made = launch_template(batch.launch_template, encoded)
        yield "LaunchTemplate", {"Type": "AWS::EC2::LaunchTemplate", "Properties": made}
    environment = properties(compute_environment(batch.environment))
    # A named environment cannot be replaced, only updated.
    environment["ReplaceComputeEnvironment"] = False
    yield (
        "ComputeEnvironment",
        {"Type": "AWS::Batch::ComputeEnvironment", "Properties": environment},
    )
    queue = properties(job_queue(batch.queue))
    yield "JobQueue", {"Type": "AWS::Batch::JobQueue", "Properties": queue}
    definition = properties(job_definition(batch.job))
    yield "JobDefinition", {"Type": "AWS::Batch::JobDefinition", "Properties": definition}


def _function(starter: Starter, function: Function) -> Iterator[tuple[str, Tree]]:
    if starter.provider is not None:
        settings = parts.with_tag_list(create_capacity_provider(starter.provider))
        settings["CapacityProviderName"] = starter.provider.name
        yield (
            "CapacityProvider",
            {"Type": "AWS::Lambda::CapacityProvider", "Properties": settings},
        )
    yield "Function", parts.function(create_function(function))
    calls = event_invoke_config(function)
    if calls is not None:
        settings = calls | {"FunctionName": Made("Function", None, "")}
        yield "AsyncCalls", {"Type": "AWS::Lambda::EventInvokeConfig", "Properties": settings}


def properties(tree: Tree) -> Tree:
    """A tree of the API in CloudFormation's spelling; users' own keys stay as they are."""
    if isinstance(tree, Keys):
        return tree
    if isinstance(tree, Mapping):
        return {
            _RENAMED.get(key, key[0].upper() + key[1:]): properties(value)
            for key, value in tree.items()
        }
    return [properties(value) for value in tree] if isinstance(tree, list) else tree


def rendered(tree: Tree) -> Tree:
    """A tree of plain values, with the long form of intrinsic functions for leaves."""
    if isinstance(tree, Ask | Made | Pseudo | Joined):
        return _intrinsic(tree)
    if isinstance(tree, Encoded):
        return {"Fn::Base64": rendered(tree.text)}
    if isinstance(tree, Mapping):
        return {key: rendered(value) for key, value in tree.items()}
    if isinstance(tree, list | tuple):
        return [rendered(value) for value in tree]
    return tree


def _intrinsic(leaf: Leaf) -> Tree:
    match leaf:
        case Ask():
            return {"Ref": leaf.name}
        case Made(part, None):
            return {"Ref": part}
        case Made(part, attribute):
            return {"Fn::GetAtt": [part, attribute]}
        case Pseudo(name):
            return {"Ref": f"AWS::{name}"}
        case Joined():
            # Not Fn::Sub, which would replace `${…}` in the user's texts.
            texts = [rendered(each) for each in flat(leaf)]
            return texts[0] if len(texts) == 1 else {"Fn::Join": ["", texts]}


def _outputs(starter: Starter) -> dict[str, Tree]:
    if isinstance(starter.main, Function):
        arn = {"Fn::GetAtt": ["Function", "Arn"]}
        return {"FunctionArn": {"Description": "ARN of the function", "Value": arn}}
    titles = {
        "JobDefinition": "the job definition",
        "JobQueue": "the job queue",
        "ComputeEnvironment": "the compute environment",
    }
    return {
        f"{name}Arn": {"Description": f"ARN of {title}", "Value": {"Ref": name}}
        for name, title in titles.items()
    }
