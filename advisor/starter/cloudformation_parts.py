"""Resources of the template alone, and settings that it spells unlike the API."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.starter.cli_json import policy
from advisor.starter.environment_api import pairs
from advisor.starter.leaves import Ask, Made, Tree
from advisor.starter.model import Batch, Function, LogGroup, Role
from advisor.starter.roles import trust


def log_group(group: LogGroup) -> Tree:
    """A log group, which is deleted with the stack."""
    settings = {"LogGroupName": group.name, "RetentionInDays": group.days}
    return {
        "Type": "AWS::Logs::LogGroup",
        "DeletionPolicy": "Delete",
        "UpdateReplacePolicy": "Delete",
        "Properties": settings,
    }


def role(made: Role, main: Batch | Function) -> Tree:
    """A role with a name that CloudFormation chooses."""
    tags = main.job.tags if isinstance(main, Batch) else main.tags
    settings: dict[str, Tree] = {
        "Description": made.title,
        "AssumeRolePolicyDocument": trust(made),
        "ManagedPolicyArns": list(made.managed),
        "Tags": pairs(tags),
    }
    if made.statements:
        settings["Policies"] = [{"PolicyName": "starter", "PolicyDocument": policy(made)}]
    if not made.managed:
        del settings["ManagedPolicyArns"]
    return {"Type": "AWS::IAM::Role", "Properties": settings}


def instance_profile(made: Role) -> Tree:
    """The profile through which instances get a role."""
    return {
        "Type": "AWS::IAM::InstanceProfile",
        "Properties": {"Roles": [Made(made.id, None, made.name)]},
    }


def open_to_itself(name: str, vpc: Ask) -> Iterator[tuple[str, Tree]]:
    """A security group with all traffic allowed among its members, as EFA needs."""
    out = {"IpProtocol": "-1", "CidrIp": "0.0.0.0/0", "Description": "anything may go out"}
    settings = {
        "GroupDescription": "EFA: open to itself",
        "VpcId": vpc,
        "SecurityGroupEgress": [out],
    }
    yield name, {"Type": "AWS::EC2::SecurityGroup", "Properties": settings}
    itself = Made(name, "GroupId", "")
    for direction, other in (("Ingress", "Source"), ("Egress", "Destination")):
        rule = {
            "GroupId": itself,
            "IpProtocol": "-1",
            f"{other}SecurityGroupId": itself,
            "Description": "members of the group",
        }
        kind = f"AWS::EC2::SecurityGroup{direction}"
        yield f"{name}{direction}", {"Type": kind, "Properties": rule}


def with_tag_list(tree: dict[str, Tree]) -> dict[str, Tree]:
    """Settings of Lambda with the tags as a list, as the template has them."""
    return tree | {"Tags": pairs(tree["Tags"])}


def function(tree: dict[str, Tree]) -> Tree:
    """A function."""
    settings = with_tag_list(tree)
    if settings.pop("PublishTo", None) is not None:
        settings["PublishToLatestPublished"] = True
    resource: dict[str, Tree] = {"Type": "AWS::Lambda::Function", "Properties": settings}
    if "AcceleratorConfig" in settings:
        # Newer than cfn-lint's resource schemas, which do not know it.
        resource["Metadata"] = {"cfn-lint": {"config": {"ignore_checks": ["E3002"]}}}
    return resource
