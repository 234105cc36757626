"""The existing network as CDK constructs."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.starter.cdk.python_text import Raw, Statement, call
from advisor.starter.cdk.roles import THIS
from advisor.starter.cdk.values import expression
from advisor.starter.environment import VPC
from advisor.starter.leaves import Ask
from advisor.starter.model import Environment


def network(made: Environment) -> Iterator[Statement]:
    """The VPC, its subnets and its security groups."""
    yield Statement(
        call(
            "ec2.Vpc.from_vpc_attributes",
            THIS,
            "Vpc",
            vpc_id=expression(VPC),
            availability_zones=Raw("self.availability_zones"),
        ),
        "vpc",
    )
    several = made.network is not None and isinstance(made.network.subnets, Ask)
    yield Statement(_SUBNETS if several else _SUBNET, "vpc_subnets")
    if has_groups(made):
        yield Statement(_GROUPS, "groups")


# Comprehensions, with the indentation that they have in the stack's constructor.
_SUBNETS = Raw(
    """ec2.SubnetSelection(
            subnets=[
                ec2.Subnet.from_subnet_id(self, f"Subnet{n}", each)
                for n, each in enumerate(subnets, 1)
            ],
        )"""
)
_SUBNET = call(
    "ec2.SubnetSelection",
    subnets=[call("ec2.Subnet.from_subnet_id", THIS, "Subnet", Raw("subnet"))],
)
_GROUPS = Raw(
    """[
            ec2.SecurityGroup.from_security_group_id(self, f"SecurityGroup{n}", each)
            for n, each in enumerate(security_groups, 1)
        ]"""
)


def has_groups(made: Environment) -> bool:
    """Whether the environment itself has security groups, and not its launch template."""
    return made.network is not None and not isinstance(made.network.security_groups, tuple)
