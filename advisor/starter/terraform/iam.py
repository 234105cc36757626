"""Roles in HCL, with their policies and the instance profile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from advisor.starter.model import Role
from advisor.starter.terraform.hcl import Block, Call, Entry, Expression
from advisor.starter.terraform.values import TAGS, label, valued

_DOCUMENT = "aws_iam_policy_document"


def role(made: Role, elsewhere: Mapping[str, str]) -> Iterator[Block]:
    """A role with its policies and its instance profile."""
    name = label(made.id)
    yield _trust(made, name)
    yield Block("resource", ("aws_iam_role", name), _settings(made, name))
    if made.managed:
        yield _attachments(made, name, elsewhere)
    if made.statements:
        yield _policy(made, name, elsewhere)
        document = Expression(f"data.{_DOCUMENT}.{name}.json")
        yield Block(
            "resource",
            ("aws_iam_role_policy", name),
            (("name", "starter"), ("role", _of(name, "id")), ("policy", document)),
        )
    if made.profile:
        yield Block(
            "resource",
            ("aws_iam_instance_profile", name),
            (("name", made.name), ("role", _of(name, "name")), ("tags", TAGS)),
        )


def _of(name: str, attribute: str) -> Expression:
    return Expression(f"aws_iam_role.{name}.{attribute}")


def _trust(made: Role, name: str) -> Block:
    principals: tuple[Entry, ...] = (("type", "Service"), ("identifiers", [made.service]))
    statement: tuple[Entry, ...] = (
        ("actions", ["sts:AssumeRole"]),
        Block("principals", (), principals),
    )
    return Block("data", (_DOCUMENT, f"{name}_trust"), (Block("statement", (), statement),))


def _settings(made: Role, name: str) -> tuple[Entry, ...]:
    return (
        ("name", made.name),
        ("description", made.title),
        ("assume_role_policy", Expression(f"data.{_DOCUMENT}.{name}_trust.json")),
        ("tags", TAGS),
    )


def _attachments(made: Role, name: str, elsewhere: Mapping[str, str]) -> Block:
    arns: list[Any] = [valued(each, elsewhere) for each in made.managed]
    labels = ("aws_iam_role_policy_attachment", name)
    if len(arns) == 1:
        return Block("resource", labels, (("role", _of(name, "name")), ("policy_arn", arns[0])))
    return Block(
        "resource",
        labels,
        (
            ("for_each", Call("toset", arns)),
            ("role", _of(name, "name")),
            ("policy_arn", Expression("each.value")),
        ),
    )


def _policy(made: Role, name: str, elsewhere: Mapping[str, str]) -> Block:
    statements = tuple(
        Block(
            "statement",
            (),
            (
                ("actions", list(each.actions)),
                ("resources", [valued(resource, elsewhere) for resource in each.resources]),
            ),
        )
        for each in made.statements
    )
    return Block("data", (_DOCUMENT, name), statements)
