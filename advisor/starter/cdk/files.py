"""The files of the CDK app."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from advisor.starter import cloudformation
from advisor.starter.cdk import environment, function, job, roles
from advisor.starter.cdk.python_text import WIDTH, Call, Raw, Statement, call, written
from advisor.starter.cdk.values import number
from advisor.starter.commands import stack_name
from advisor.starter.files import File
from advisor.starter.leaves import Ask, Kind
from advisor.starter.model import Batch, Starter
from advisor.starter.terraform.values import snake

# The version of aws-cdk-lib that the app is tested with.
LIBRARY = "2.275.0"
_MODULES = {
    "batch": "aws_batch",
    "ec2": "aws_ec2",
    "ecs": "aws_ecs",
    "eks": "aws_eks",
    "iam": "aws_iam",
    "lambda_": "aws_lambda",
    "logs": "aws_logs",
    "s3": "aws_s3",
}
_CORE = ("CfnOutput", "CfnResource", "Duration", "Fn", "RemovalPolicy", "Size", "Stack", "Tags")
# The beginnings of texts that the CDK or CloudFormation would replace by a value.
_REPLACED = ("{Token[", "{{resolve:")
_LISTS = (Kind.SUBNETS, Kind.SECURITY_GROUPS)


def cdk_files(starter: Starter, region: str | None) -> Iterator[File]:
    """The files of the app; `region` is that of the stack, None to leave it to the environment."""
    cloudformation.refuse_replaced(cloudformation.resources(starter), _REPLACED, "the CDK")
    yield File("app.py", _app(starter, region))
    yield File("starter_stack.py", _stack(starter))
    yield File("cdk.json", json.dumps({"app": "python3 app.py"}, indent=2) + "\n")
    yield File("requirements.txt", f"aws-cdk-lib>={LIBRARY},<3\nconstructs>=10,<11\n")


def asked(starter: Starter) -> tuple[Ask, ...]:
    """Everything that is an argument of the stack, each once."""
    more = environment.asked(starter.main) if isinstance(starter.main, Batch) else ()
    found = {ask.name: ask for ask in (*more, *cloudformation.asked(starter))}
    return tuple(found.values())


def _app(starter: Starter, region: str | None) -> str:
    wanted = asked(starter)
    arguments: dict[str, Any] = {snake(ask.name): _start(ask) for ask in wanted}
    if region:
        arguments["env"] = call("cdk.Environment", region=region)
    titles = {snake(ask.name): ask.title for ask in wanted}
    stack = Call("StarterStack", (Raw("app"), stack_name(starter.slug)), arguments, titles)
    statements = [
        Statement(call("cdk.App"), "app"),
        Statement(stack),
        Statement(call("app.synth")),
    ]
    lines = (
        '"""The app: what only you know, and the stack that is made of it."""',
        "",
        "import aws_cdk as cdk",
        "",
        "from starter_stack import StarterStack",
        "",
        *written(statements),
    )
    return "\n".join(lines) + "\n"


def _start(ask: Ask) -> Any:
    """The placeholder in the app; 0 for a size, which every API refuses."""
    if ask.default is None and number(ask) and ask.kind is not Kind.NUMBER:
        return 0
    shown = ask.shown
    return list(shown) if isinstance(shown, tuple) else shown


def _stack(starter: Starter) -> str:
    body = "\n".join(written(_statements(starter), 2))
    imports = [*_imports(body)]
    lines = (
        '"""The stack of the starter: what runs, where it runs, and what it may do."""',
        "",
        "from typing import Any",
        "",
        *imports,
        "from constructs import Construct",
        "",
        "",
        "class StarterStack(Stack):",
        '    """Everything that the starter makes."""',
        "",
        *_signature(asked(starter)),
        '        """Make the resources; the arguments are what the workload does not tell."""',
        "        super().__init__(scope, construct_id, **kwargs)",
        "",
        body,
    )
    return "\n".join(lines) + "\n"


def _signature(wanted: Sequence[Ask]) -> Iterator[str]:
    yield "    def __init__("
    yield "        self,"
    yield "        scope: Construct,"
    yield "        construct_id: str,"
    if wanted:  # a star must be followed by a keyword argument
        yield "        *,"
    for ask in wanted:
        yield f"        {snake(ask.name)}: {_type(ask)},"
    yield "        **kwargs: Any,"
    yield "    ) -> None:"


def _type(ask: Ask) -> str:
    if ask.kind in _LISTS:
        return "list[str]"
    if not number(ask):
        return "str"
    return "float" if ask.name == "Vcpus" else "int"


def _imports(body: str) -> Iterator[str]:
    used = [name for name in _CORE if name == "Stack" or re.search(rf"\b{name}\b[.(]", body)]
    line = f"from aws_cdk import {', '.join(used)}"
    yield line if len(line) <= WIDTH else _one_each(used)
    for alias, module in _MODULES.items():
        if re.search(rf"(?<![\w.\"']){alias}\.", body):
            yield f"from aws_cdk import {module} as {alias}"


def _one_each(names: list[str]) -> str:
    return "\n".join(("from aws_cdk import (", *(f"    {name}," for name in names), ")"))


def _statements(starter: Starter) -> Iterator[Statement]:
    main = starter.main
    yield from roles.tags(dict(main.job.tags if isinstance(main, Batch) else main.tags))
    if starter.log_group is not None:
        yield roles.log_group(starter.log_group)
    yield from (roles.role(each) for each in starter.roles)
    if isinstance(main, Batch):
        yield from environment.environment(starter, main)
        yield environment.queue(main.queue)
        yield from job.definition(starter, main.job)
        arn = "definition.job_definition_arn" if job.by_construct(main.job) else "definition.ref"
        yield _output("JobDefinitionArn", arn)
        yield _output("JobQueueArn", "queue.job_queue_arn")
        yield _output("ComputeEnvironmentArn", "environment.compute_environment_arn")
    else:
        yield from function.function(starter, main)
        ours = function.by_construct(main)
        arn = "function.function_arn" if ours else 'function.get_att("Arn").to_string()'
        yield _output("FunctionArn", arn)


def _output(name: str, value: str) -> Statement:
    return Statement(call("CfnOutput", roles.THIS, name, value=Raw(value)))
