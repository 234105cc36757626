"""A CloudFormation stack in Terraform, for what the AWS provider has no argument for."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.starter import cloudformation
from advisor.starter.commands import stack_name
from advisor.starter.leaves import Tree
from advisor.starter.model import Starter
from advisor.starter.terraform.batch import depends_on
from advisor.starter.terraform.gaps import OUTPUTS, gaps
from advisor.starter.terraform.hcl import Block, Call, Comment, Entry
from advisor.starter.terraform.values import TAGS, label, valued

_VALUES: dict[str, Tree] = {
    "ComputeEnvironment": {"Ref": "ComputeEnvironment"},
    "JobDefinition": {"Ref": "JobDefinition"},
    "Function": {"Fn::GetAtt": ["Function", "Arn"]},
}


# The roles that a service assumes while the stack is created.
_TAKEN = ("InfrastructureRole", "FunctionRole")


def stack_of(starter: Starter, elsewhere: Mapping[str, str]) -> tuple[Entry, ...]:
    """The stack, with the reasons as comments; nothing if the provider has all arguments."""
    missing = gaps(starter)
    if not missing:
        return ()
    resources = cloudformation.resources(starter)
    cloudformation.refuse_replaced([resources[part] for part in missing])
    template = {
        # Within the stack its parts know each other by Terraform's values alone.
        "Resources": {part: _resource(resources[part], elsewhere) for part in missing},
        "Outputs": {OUTPUTS[part]: {"Value": _VALUES[part]} for part in missing},
    }
    body: tuple[Entry, ...] = (
        ("name", f"{stack_name(starter.slug)}-parts"),
        ("template_body", Call("jsonencode", template)),
        ("tags", TAGS),
        *(depends_on(label(each.id)) for each in starter.roles if each.id in _TAKEN),
    )
    comments = [
        Comment("What the AWS provider has no argument for, as a small CloudFormation stack:"),
        *(Comment(f"{part}: {reason}.") for part, reason in missing.items()),
    ]
    return (*comments, Block("resource", ("aws_cloudformation_stack", "main"), body))


def _resource(resource: Tree, elsewhere: Mapping[str, str]) -> Tree:
    """A resource without the notes for readers of templates."""
    return valued({key: resource[key] for key in ("Type", "Properties")}, elsewhere)
