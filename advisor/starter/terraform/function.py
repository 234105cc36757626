"""The resources of AWS Lambda in HCL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.starter.function_api import (
    create_capacity_provider,
    create_function,
    event_invoke_config,
)
from advisor.starter.leaves import Made, Tree
from advisor.starter.model import Function, Starter
from advisor.starter.terraform.batch import depends_on
from advisor.starter.terraform.hcl import Block, Entry
from advisor.starter.terraform.values import body, label


def resources(
    starter: Starter, function: Function, elsewhere: Mapping[str, str]
) -> Iterator[Block]:
    """Every resource except roles, the log group, and those in `elsewhere`, which a stack makes."""
    if starter.provider is not None:
        settings = body(create_capacity_provider(starter.provider), elsewhere)
        yield Block(
            "resource",
            ("aws_lambda_capacity_provider", "main"),
            (*settings, depends_on("operator")),
        )
    if "Function" not in elsewhere:
        settings = (*body(_function(function), elsewhere), *_attached(starter))
        yield Block("resource", ("aws_lambda_function", "main"), settings)
    calls = event_invoke_config(function)
    if calls is not None:
        settings = body(calls | {"FunctionName": _name(function)}, elsewhere)
        yield Block("resource", ("aws_lambda_function_event_invoke_config", "main"), settings)


def _name(function: Function) -> Made:
    return Made("Function", None, function.name)


def asked(starter: Starter, function: Function) -> Iterator[Tree]:
    """The inputs of the resources above, which may ask for variables."""
    if starter.provider is not None:
        yield create_capacity_provider(starter.provider)
    yield create_function(function)


def _function(function: Function) -> dict[str, Tree]:
    tree = create_function(function)
    settings: dict[str, Tree] = {}
    for key, value in tree.items():
        if key == "Code":
            settings |= value
        elif key == "PublishTo":
            settings |= {"Publish": True, "PublishTo": value}
        else:
            settings[key] = value
    return settings


def _attached(starter: Starter) -> Iterator[Entry]:
    roles = [label(each.id) for each in starter.roles if each.id == "FunctionRole"]
    if roles:
        yield depends_on(*roles)
