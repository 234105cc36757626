"""The shell commands that deploy the Terraform and CDK styles of a starter."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.starter.commands import exported_region, first_run, stack_name, upload
from advisor.starter.leaves import Ask
from advisor.starter.model import Starter
from advisor.starter.need import Need
from advisor.starter.terraform import asked, snake

_REPLACE = '"REPLACE"'


def terraform_commands(starter: Starter, need: Need) -> Iterator[str]:
    """Initialise, show the plan, apply it."""
    wanted = [ask for ask in asked(starter) if ask.default is None]
    yield from exported_region(need)
    if wanted:
        yield "# put your values here"
        yield "cat > terraform.tfvars <<'END'"
        yield from _assigned(wanted)
        yield "END"
    yield from upload(starter)
    yield "terraform init"
    yield "terraform plan -out starter.tfplan"
    yield "terraform apply starter.tfplan"
    yield ""
    yield from first_run(starter)


def _assigned(wanted: list[Ask]) -> Iterator[str]:
    widest = max(len(snake(ask.name)) for ask in wanted)
    for ask in wanted:
        yield f"{snake(ask.name):{widest}} = {_start(ask)}"


def _start(ask: Ask) -> str:
    value = ask.stand_in
    if isinstance(value, tuple):
        return f"[{', '.join(_REPLACE for _ in value)}]"
    return str(value) if isinstance(value, int) else _REPLACE


def cdk_commands(starter: Starter, need: Need) -> Iterator[str]:
    """Make an environment for the app, and deploy it."""
    yield from exported_region(need)
    yield from upload(starter)
    yield "python3 -m venv .venv && . .venv/bin/activate"
    yield "pip install -r requirements.txt"
    yield "npx cdk bootstrap   # once for each account and Region"
    yield "npx cdk diff        # what would be made"
    yield f"npx cdk deploy {stack_name(starter.slug)}"
    yield ""
    yield from first_run(starter)
