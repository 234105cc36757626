"""The four files of the Terraform starter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from advisor.starter.files import File
from advisor.starter.leaves import Ask, Kind, Made, Tree, asks
from advisor.starter.model import Batch, Starter
from advisor.starter.terraform import batch, function
from advisor.starter.terraform.gaps import PROVIDER, elsewhere
from advisor.starter.terraform.hcl import Block, Entry, Expression, document
from advisor.starter.terraform.iam import role
from advisor.starter.terraform.stack import stack_of
from advisor.starter.terraform.values import TAGS, reference, snake

_TYPES = {
    Kind.NUMBER: "number",
    Kind.SUBNETS: "list(string)",
    Kind.SECURITY_GROUPS: "list(string)",
}
# The prefix of the ids of each kind.
_IDS = {
    Kind.SUBNET: "subnet",
    Kind.SUBNETS: "subnet",
    Kind.SECURITY_GROUPS: "sg",
    Kind.VPC: "vpc",
    Kind.MACHINE_IMAGE: "ami",
}


def terraform_files(starter: Starter, region: str | None) -> Iterator[File]:
    """The files; the spec's Region is that of the provider."""
    yield File("versions.tf", document(_versions(region)))
    wanted = [_variable(each) for each in asked(starter)]
    if wanted:
        yield File("variables.tf", document(wanted))
    yield File("main.tf", document(_main(starter)))
    yield File("outputs.tf", document(_outputs(starter)))


def asked(starter: Starter) -> tuple[Ask, ...]:
    """The inputs that are variables."""
    return tuple(asks(list(described(starter))))


def described(starter: Starter) -> Iterator[Tree]:
    """The trees that have leaves."""
    main = starter.main
    yield from batch.asked(main) if isinstance(main, Batch) else function.asked(starter, main)
    for made in starter.roles:
        yield made.managed
        yield from (each.resources for each in made.statements)


def _versions(region: str | None) -> list[Entry]:
    aws = {"source": "hashicorp/aws", "version": f">= {PROVIDER}, < 7.0"}
    required = Block("required_providers", (), (("aws", aws),))
    settings: tuple[Entry, ...] = (("region", region),) if region else ()
    return [
        Block("terraform", (), (("required_version", ">= 1.5"), required)),
        Block("provider", ("aws",), settings),
    ]


def _variable(ask: Ask) -> Block:
    settings: list[Entry] = [
        ("description", _sentence(ask.title)),
        ("type", Expression(_TYPES.get(ask.kind, "string"))),
    ]
    if ask.default is not None:
        default = ask.default
        settings.append(("default", list(default) if isinstance(default, tuple) else default))
    checked = _condition(ask)
    if checked is not None:
        condition, message = checked
        rule = (("condition", Expression(condition)), ("error_message", message))
        settings.append(Block("validation", (), rule))
    return Block("variable", (snake(ask.name),), tuple(settings))


def _sentence(title: str) -> str:
    """The title with a capital, unless its first word has one further on, as `vCPUs`."""
    word = title.split(" ", 1)[0]
    return f"{title}." if not word.islower() else f"{title[0].upper()}{title[1:]}."


def _condition(ask: Ask) -> tuple[str, str] | None:
    """A condition of a variable, so that the plan refuses a wrong value."""
    name = f"var.{snake(ask.name)}"
    start = _IDS.get(ask.kind)
    if start and _TYPES.get(ask.kind):
        test = f'alltrue([for id in {name} : can(regex("^{start}-[0-9a-f]+$", id))])'
        return f"length({name}) > 0 && {test}", f"Each must be an id that starts with {start}-."
    if start:
        return f'can(regex("^{start}-[0-9a-f]+$", {name}))', f"Must be an id like {start}-0123abcd."
    if ask.least is not None:
        return f"{name} >= {ask.least} && floor({name}) == {name}", (
            f"Must be a whole number, {ask.least} or more."
        )
    if ask.choices:
        quoted = ", ".join(each if ask.kind is Kind.NUMBER else f'"{each}"' for each in ask.choices)
        return f"contains([{quoted}], {name})", f"Must be one of {', '.join(ask.choices)}."
    return None


def _main(starter: Starter) -> list[Entry]:
    away = elsewhere(starter)
    entries: list[Entry] = [Block("locals", (), (("tags", dict(_tags(starter))),))]
    if starter.log_group is not None:
        group = starter.log_group
        settings = (("name", group.name), ("retention_in_days", group.days), ("tags", TAGS))
        entries.append(Block("resource", ("aws_cloudwatch_log_group", "main"), settings))
    for made in starter.roles:
        entries += role(made, away)
    entries += stack_of(starter, away)
    main = starter.main
    if isinstance(main, Batch):
        entries += batch.resources(main, away)
    else:
        entries += function.resources(starter, main, away)
    return [*_data(document(entries)), *entries]


def _tags(starter: Starter) -> Any:
    main = starter.main
    return main.job.tags if isinstance(main, Batch) else main.tags


def _data(text: str) -> Iterator[Block]:
    """The data sources that the text refers to."""
    for source in ("aws_caller_identity", "aws_partition", "aws_region"):
        if re.search(rf"\bdata\.{source}\.current\.", text):
            yield Block("data", (source, "current"), ())


def _outputs(starter: Starter) -> list[Entry]:
    away = elsewhere(starter)
    titles = (
        {
            "JobDefinition": "the job definition",
            "JobQueue": "the job queue",
            "ComputeEnvironment": "the compute environment",
        }
        if isinstance(starter.main, Batch)
        else {"Function": "the function"}
    )
    attribute = None if isinstance(starter.main, Batch) else "Arn"
    return [
        Block(
            "output",
            (f"{snake(part)}_arn",),
            (
                ("description", f"ARN of {title}."),
                ("value", Expression(reference(Made(part, attribute, ""), away))),
            ),
        )
        for part, title in titles.items()
    ]
