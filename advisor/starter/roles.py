"""Plans the IAM roles of a starter: whom they trust, and what they allow."""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisor.starter.leaves import Made, Text, Tree, plain
from advisor.starter.model import Role, Statement
from advisor.starter.need import Need
from advisor.starter.storage import rights

_TASKS = "ecs-tasks.amazonaws.com"
_EC2 = "ec2.amazonaws.com"
_ECS = "ecs.amazonaws.com"
_LAMBDA = "lambda.amazonaws.com"
_BATCH = "batch.amazonaws.com"
_SECRET = re.compile(r"arn:[\w-]+:secretsmanager:[\w-]*:\d*:secret:[\w/+=.@-]+")
_PARAMETER = re.compile(r"arn:[\w-]+:ssm:[\w-]*:\d*:parameter/[\w./-]+")
_PARAMETER_NAME = re.compile(r"/?[\w.-]+(/[\w.-]+)*")


def batch_roles(need: Need) -> tuple[Role, ...]:
    """The roles of a job and of its capacity."""
    return (*_job_roles(need), *_capacity_roles(need))


def _job_roles(need: Need) -> Iterator[Role]:
    if need.eks:
        return
    policy = "service-role/AmazonECSTaskExecutionRolePolicy"
    name = need.named("-execution")
    title = "starts the container: pulls the image, writes the logs, reads the secrets"
    yield Role(
        "ExecutionRole", name, title, _TASKS, _managed(need, policy), tuple(_reading_secrets(need))
    )
    if need.workload.job_role is None:
        name, title = need.named("-job"), "what the code itself may do; add what it needs"
        yield Role("JobRole", name, title, _TASKS, (), tuple(rights(need)))


def _capacity_roles(need: Need) -> Iterator[Role]:
    name = need.named("-instance")
    title = "what the instances may do; they take it as an instance profile"
    if need.unmanaged:
        service = "service-role/AWSBatchServiceRole"
        title = "what AWS Batch may do for an unmanaged environment"
        yield Role("ServiceRole", need.named("-service"), title, _BATCH, _managed(need, service))
    elif need.choices.get("compute") == "ecs-managed-instances":
        policy = "AmazonECSInstanceRolePolicyForManagedInstances"
        yield Role("InstanceRole", name, title, _EC2, _managed(need, policy), profile=True)
        yield _infrastructure_role(need, name)
    elif need.eks:
        policies = (
            "AmazonEKSWorkerNodePolicy AmazonEC2ContainerRegistryReadOnly AmazonEKS_CNI_Policy"
        )
        yield Role(
            "InstanceRole", name, title, _EC2, _managed(need, *policies.split()), profile=True
        )
    elif need.on_instances:
        policy = "service-role/AmazonEC2ContainerServiceforEC2Role"
        yield Role("InstanceRole", name, title, _EC2, _managed(need, policy), profile=True)


def _infrastructure_role(need: Need, instance_role: str) -> Role:
    # The managed policy may pass only roles whose name starts with ecsInstanceRole.
    arn = role_arn(need, "InstanceRole", instance_role)
    return Role(
        "InfrastructureRole",
        need.named("-infrastructure"),
        "what Amazon ECS may do to start and stop instances",
        _ECS,
        _managed(need, "AmazonECSInfrastructureRolePolicyForManagedInstances"),
        (Statement(("iam:PassRole",), (arn,)),),
    )


def function_roles(need: Need) -> tuple[Role, ...]:
    """The roles of a function and of its instances."""
    roles = []
    if need.workload.job_role is None:
        policies = ["service-role/AWSLambdaBasicExecutionRole"]
        if attached(need):
            policies.append("service-role/AWSLambdaVPCAccessExecutionRole")
        statements = (*_reading_secrets(need), *rights(need))
        title = "what the function may do; add what its code needs"
        name = need.named("-function")
        roles.append(
            Role("FunctionRole", name, title, _LAMBDA, _managed(need, *policies), statements)
        )
    if need.choices["service"] == "lambda-managed-instances":
        title = "what AWS Lambda may do to start and stop instances"
        policy = "AWSLambdaManagedEC2ResourceOperator"
        name = need.named("-operator")
        roles.append(Role("OperatorRole", name, title, _LAMBDA, _managed(need, policy)))
    return tuple(roles)


def attached(need: Need) -> bool:
    """Whether the function itself must be attached to a VPC."""
    wanted = bool(need.workload.vpc) or bool(need.workload.file_systems)
    return wanted and need.choices["service"] == "lambda"


def _reading_secrets(need: Need) -> Iterator[Statement]:
    secrets: list[Text] = []
    parameters: list[Text] = []
    for value in dict.fromkeys(need.workload.secrets.values()):
        if found := _SECRET.match(value):
            secrets.append(found[0])
        elif _PARAMETER.fullmatch(value):
            parameters.append(value)
        elif _PARAMETER_NAME.fullmatch(value):
            parameters.append(need.arn("ssm", f"parameter/{value.lstrip('/')}"))
    if secrets:
        yield Statement(("secretsmanager:GetSecretValue",), tuple(secrets))
    if parameters:
        yield Statement(("ssm:GetParameters",), tuple(parameters))


def readable(value: str) -> bool:
    """Whether the value names a secret or parameter in a form that a policy can name."""
    patterns = (_SECRET.match(value), _PARAMETER.fullmatch(value), _PARAMETER_NAME.fullmatch(value))
    return any(patterns)


def role_arn(need: Need, role: str, name: str) -> Made:
    """The ARN of a role of the starter."""
    return _made_arn(need, role, f"role/{name}")


def profile_arn(need: Need) -> Made:
    """The ARN of the instance profile of the starter."""
    return _made_arn(need, "InstanceProfile", f"instance-profile/{need.named('-instance')}")


def _made_arn(need: Need, part: str, resource: str) -> Made:
    return Made(part, "Arn", str(plain(need.arn("iam", resource, regional=False))))


def _managed(need: Need, *names: str) -> tuple[Text, ...]:
    """The ARNs of AWS's managed policies."""
    return tuple(need.arn("iam", f"policy/{name}", regional=False, own=False) for name in names)


def trust(role: Role) -> dict[str, Tree]:
    """The policy that lets a service assume a role."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": role.service},
        "Action": "sts:AssumeRole",
    }
    return {"Version": "2012-10-17", "Statement": [statement]}
