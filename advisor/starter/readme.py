"""The README of a starter: its files, the values to replace, the commands of each style."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from advisor.display.escaping import code, escaped, prose
from advisor.explain import Explanation
from advisor.outcome import Status
from advisor.starter import cdk, cloudformation, notes, terraform
from advisor.starter.commands import cli_commands, cloudformation_commands
from advisor.starter.commands_code import cdk_commands, terraform_commands
from advisor.starter.leaves import Ask
from advisor.starter.model import Starter
from advisor.starter.need import Need
from advisor.starter.terraform import gaps, snake

_TITLES = {
    "README.md": "this page",
    "job-definition.json": "what runs: RegisterJobDefinition",
    "compute-environment.json": "where it runs: CreateComputeEnvironment",
    "job-queue.json": "where jobs wait: CreateJobQueue",
    "submit-job.json": "one run: SubmitJob",
    "launch-template.json": "how instances start: CreateLaunchTemplate",
    "user-data.txt": "the script that instances start with",
    "function.json": "the function: CreateFunction",
    "event-invoke-config.json": "retries of asynchronous calls: PutFunctionEventInvokeConfig",
    "capacity-provider.json": "the instances it runs on: CreateCapacityProvider",
    "versions.tf": "Terraform: which version of it, and of the AWS provider",
    "variables.tf": "Terraform: what only you know",
    "main.tf": "Terraform: all of it, roles and log group included",
    "outputs.tf": "Terraform: the ARNs of what was made",
    "app.py": "CDK: the app, with what only you know",
    "starter_stack.py": "CDK: all of it as one stack, roles and log group included",
    "cdk.json": "CDK: how the app is started",
    "requirements.txt": "CDK: the libraries of the app",
    "template.yaml": "all of it as one CloudFormation template, roles and log group included",
    "recommendation.md": "why this platform, and what would change it",
}
_POLICY = "what a role may do: PutRolePolicy"


def readme(
    explanation: Explanation,
    need: Need,
    starter: Starter,
    names: Sequence[str],
    styles: Sequence[str],
) -> str:
    """The page, in Markdown."""
    platform = explanation.platform
    title = platform.title if platform else ""
    sections = [
        f"# {escaped(explanation.workload.name)}: starter for {escaped(title)}",
        *_verdict(explanation),
        "## Files",
        _table(("file", "what it is"), [(code(n), _TITLES.get(n, _POLICY)) for n in names]),
        "## What was set",
        _bullets(notes.chosen(need)),
        *_replacing(starter, styles),
        *_deploying(starter, need, styles),
        "## Before the first run",
        _bullets((*notes.left_out(need), *notes.to_do(need, starter))),
    ]
    page = "\n\n".join(section for section in sections if section) + "\n"
    # Template engines would act on this, although Markdown does not.
    return page.replace("{%", "{\\%")


def _verdict(explanation: Explanation) -> Iterator[str]:
    if explanation.status is not Status.CONDITIONAL:
        yield "The verdict is settled; `recommendation.md` explains it."
        return
    facts = dict.fromkeys(name for taken in explanation.taken for name in taken.depends_on)
    reasons = f" It depends on {', '.join(code(name) for name in facts)}." if facts else ""
    yield (
        "**The verdict is conditional**: this is the starter of the leading answer."
        f"{reasons} `recommendation.md` tells what would change it."
    )


def _deploying(starter: Starter, need: Need, styles: Sequence[str]) -> Iterator[str]:
    """How to deploy each style; the AWS CLI, which takes most commands, comes last."""
    if "cloudformation" in styles:
        yield "## Deploy with CloudFormation"
        yield "The template makes the roles and all else that is needed."
        yield _shell(cloudformation_commands(starter, need))
    if "terraform" in styles:
        yield "## Deploy with Terraform"
        yield from _missing(starter)
        yield _shell(terraform_commands(starter, need))
    if "cdk" in styles:
        yield "## Deploy with the AWS CDK"
        yield "Put what only you know into `app.py` first."
        yield _shell(cdk_commands(starter, need))
    if "cli" in styles:
        yield "## Deploy with the AWS CLI"
        yield _shell(cli_commands(starter, need))


def _missing(starter: Starter) -> Iterator[str]:
    reasons = gaps(starter)
    if reasons:
        yield (
            "The AWS provider has no argument for some of this, so a small CloudFormation stack "
            "(`aws_cloudformation_stack.main`) makes it: "
            f"{'; '.join(dict.fromkeys(reasons.values()))}."
        )


def _replacing(starter: Starter, styles: Sequence[str]) -> Iterator[str]:
    open_ones = [ask for ask in asked(starter, styles) if ask.default is None]
    if not open_ones:
        return
    yield "## What only you know"
    yield " ".join(words for style, words in _ASKED.items() if style in styles)
    columns = [style for style in _COLUMNS if style in styles]
    head = (*(_COLUMNS[style] for style in columns), "what it is")
    by_style = {style: {ask.name for ask in _asked_by(style, starter)} for style in columns}
    rows = [
        (
            *(code(_spelled(ask, each)) if ask.name in by_style[each] else "-" for each in columns),
            prose(ask.title),
        )
        for ask in open_ones
    ]
    yield _table(head, rows)


_ASKED = {
    "cloudformation": "The template asks for these as parameters without a default.",
    "terraform": "Terraform asks for these as variables without a default.",
    "cdk": "In `app.py` they are arguments of the stack, with words that start with REPLACE.",
    "cli": (
        "In the JSON files a word that starts with REPLACE marks the place; a number, an id or an "
        "ARN of zeros there is a value to start with."
    ),
}
_COLUMNS = {
    "cloudformation": "parameter",
    "terraform": "variable",
    "cdk": "argument",
    "cli": "in the JSON files",
}


def asked(starter: Starter, styles: Sequence[str]) -> tuple[Ask, ...]:
    """The inputs of all styles, each once."""
    found: dict[str, Ask] = {}
    for style in styles:
        for ask in _asked_by(style, starter):
            found.setdefault(ask.name, ask)
    return tuple(found.values())


def _asked_by(style: str, starter: Starter) -> tuple[Ask, ...]:
    match style:
        case "terraform":
            return terraform.asked(starter)
        case "cdk":
            return cdk.asked(starter)
        case _:
            return cloudformation.asked(starter)


def _spelled(ask: Ask, style: str) -> str:
    if style == "cloudformation":
        return ask.name
    return _in_json(ask) if style == "cli" else snake(ask.name)


def _in_json(ask: Ask) -> str:
    value = ask.stand_in
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _bullets(sentences: Iterable[str]) -> str:
    return "\n".join(f"- {prose(each)}" for each in sentences)


def _shell(lines: Iterable[str]) -> str:
    return "\n".join(("```sh", *lines, "```"))
