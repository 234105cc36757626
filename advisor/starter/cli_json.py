"""The files for the AWS CLI: the JSON input of each call."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from advisor.starter.environment_api import compute_environment, job_queue, launch_template
from advisor.starter.files import File
from advisor.starter.function_api import (
    create_capacity_provider,
    create_function,
    event_invoke_config,
)
from advisor.starter.job_api import job_definition
from advisor.starter.leaves import Ask, Encoded, Joined, Made, Pseudo, Tree, plain
from advisor.starter.model import Batch, Function, Role, Starter

USER_DATA = "REPLACE_USER_DATA"


def trees(starter: Starter) -> dict[str, Tree]:
    """The inputs of the calls, by file name."""
    main = starter.main
    found = dict(_batch(main) if isinstance(main, Batch) else _function(main))
    if starter.provider is not None:
        found["capacity-provider.json"] = create_capacity_provider(starter.provider)
    for role in starter.roles:
        if role.statements:
            found[policy_file(role)] = policy(role)
    return found


def cli_files(starter: Starter) -> Iterator[File]:
    """The input files, the policies, and the user data of the instances if there is any."""
    for name, tree in trees(starter).items():
        yield File(name, dumped(tree))
    if isinstance(starter.main, Batch) and starter.main.launch_template:
        script = starter.main.launch_template.user_data
        if script is not None:
            yield File("user-data.txt", str(resolved(script)))


def _batch(batch: Batch) -> Iterator[tuple[str, Tree]]:
    yield "job-definition.json", job_definition(batch.job)
    yield "compute-environment.json", compute_environment(batch.environment)
    yield "job-queue.json", job_queue(batch.queue)
    template = batch.launch_template
    if template is not None:
        script = None if template.user_data is None else USER_DATA
        yield "launch-template.json", launch_template(template, script)


def _function(function: Function) -> Iterator[tuple[str, Tree]]:
    yield "function.json", create_function(function)
    calls = event_invoke_config(function)
    if calls is not None:
        yield "event-invoke-config.json", calls


def policy_file(role: Role) -> str:
    """The file with the permissions of a role beyond AWS's managed policies."""
    return f"{_kebab(role.id)}-policy.json"


def _kebab(name: str) -> str:
    return "".join(f"-{each.lower()}" if each.isupper() else each for each in name).lstrip("-")


def policy(role: Role) -> dict[str, Tree]:
    """A policy document."""
    statements = [
        {"Effect": "Allow", "Action": list(each.actions), "Resource": list(each.resources)}
        for each in role.statements
    ]
    return {"Version": "2012-10-17", "Statement": statements}


def resolved(tree: Tree) -> Tree:
    """A tree as JSON, with a stand-in for each value that is not known yet."""
    if isinstance(tree, Ask | Made | Pseudo | Joined):
        value = plain(tree)
        return list(value) if isinstance(value, tuple) else value
    if isinstance(tree, Encoded):
        return resolved(tree.text)
    if isinstance(tree, Mapping):
        return {key: resolved(value) for key, value in tree.items()}
    if isinstance(tree, list | tuple):
        return [resolved(value) for value in tree]
    return tree


def dumped(tree: Tree) -> str:
    """A tree as a JSON text."""
    return json.dumps(resolved(tree), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
