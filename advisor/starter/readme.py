"""The README of a starter: what is here, what to replace, and the commands, for both ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from advisor.decide import Status
from advisor.display.escaping import code, escaped, prose
from advisor.explain import Explanation
from advisor.starter import notes
from advisor.starter.cloudformation import asked
from advisor.starter.commands import cli_commands, cloudformation_commands
from advisor.starter.leaves import Ask
from advisor.starter.model import Starter
from advisor.starter.need import Need

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
    "template.yaml": "all of it as one CloudFormation template, roles and log group included",
    "recommendation.md": "why this platform, and what would change it",
}


def readme(explanation: Explanation, need: Need, starter: Starter, names: Sequence[str]) -> str:
    """The page, in Markdown."""
    platform = explanation.platform
    title = platform.title if platform else ""
    sections = [
        f"# {escaped(explanation.workload.name)}: starter for {escaped(title)}",
        *_verdict(explanation),
        "## Files",
        _table(("file", "what it is"), [(code(n), _TITLES.get(n, "a policy")) for n in names]),
        "## What was set",
        _bullets(notes.chosen(need)),
        *_replacing(asked(starter)),
        "## Deploy with CloudFormation",
        "The shorter way: the template makes the roles and all else that is needed.",
        _shell(cloudformation_commands(starter, need)),
        "## Deploy with the AWS CLI",
        _shell(cli_commands(starter, need)),
        "## Before the first run",
        _bullets((*notes.left_out(need), *notes.to_do(need, starter))),
    ]
    page = "\n\n".join(section for section in sections if section) + "\n"
    # Template engines see this even where Markdown does not.
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


def _replacing(wanted: Sequence[Ask]) -> Iterator[str]:
    open_ones = [ask for ask in wanted if ask.default is None]
    if not open_ones:
        return
    yield "## What only you know"
    yield (
        "The template asks for these as parameters without a default. In the JSON files a word "
        "that starts with REPLACE marks the place; a number, an id or an ARN of zeros there is a "
        "value to start with."
    )
    rows = [(code(ask.name), code(_in_json(ask)), prose(ask.title)) for ask in open_ones]
    yield _table(("parameter", "in the JSON files", "what it is"), rows)


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
