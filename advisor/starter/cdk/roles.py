"""Roles, the log group and the tags as CDK constructs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advisor.starter.cdk.python_text import Raw, Statement, call
from advisor.starter.cdk.values import role_name, valued
from advisor.starter.joining import flat
from advisor.starter.leaves import Joined, Text
from advisor.starter.model import LogGroup, Role

THIS = Raw("self")
# The names of the constructs for how long logs are kept, by days.
_RETENTION = {
    1: "ONE_DAY",
    3: "THREE_DAYS",
    5: "FIVE_DAYS",
    7: "ONE_WEEK",
    14: "TWO_WEEKS",
    30: "ONE_MONTH",
    60: "TWO_MONTHS",
    90: "THREE_MONTHS",
}


def log_group(group: LogGroup) -> Statement:
    """The log group, which is deleted with the stack."""
    days = _RETENTION.get(group.days)
    made = call(
        "logs.LogGroup",
        THIS,
        "LogGroup",
        log_group_name=group.name,
        retention=Raw(f"logs.RetentionDays.{days}") if days else group.days,
        removal_policy=Raw("RemovalPolicy.DESTROY"),
    )
    return Statement(made, "log_group")


def role(made: Role) -> Statement:
    """A role with its policies."""
    policies = [
        call("iam.ManagedPolicy.from_aws_managed_policy_name", _policy_name(each))
        for each in made.managed
    ]
    built = call(
        "iam.Role",
        THIS,
        made.id,
        description=made.title,
        assumed_by=call("iam.ServicePrincipal", made.service),
        managed_policies=policies or None,
        inline_policies={"starter": _document(made)} if made.statements else None,
    )
    return Statement(built, role_name(made.id))


def _policy_name(arn: Text) -> str:
    """The name of a managed policy of AWS, from its ARN."""
    parts = flat(arn) if isinstance(arn, Joined) else (arn,)
    return str(parts[-1]).partition(":policy/")[2]


def _document(made: Role) -> Any:
    statements = [
        call(
            "iam.PolicyStatement",
            actions=list(each.actions),
            resources=[valued(resource) for resource in each.resources],
        )
        for each in made.statements
    ]
    return call("iam.PolicyDocument", statements=statements)


def tags(given: dict[str, str]) -> Iterator[Statement]:
    """The tags of all resources in the stack."""
    for key, value in given.items():
        yield Statement(call("Tags.of(self).add", key, value))


def resource(name: str, type_: str, properties: Any, target: str | None, why: str) -> Statement:
    """A low-level resource, for what no construct can make, with the reason as a comment."""
    made = call("CfnResource", THIS, name, type=type_, properties=valued(properties))
    return Statement(made, target, why)
