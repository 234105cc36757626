"""`advisor init`: write a commented spec to start from."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from advisor.check.starting import ASKED, answer, started
from advisor.errors import AdvisorError, Problem, did_you_mean, quoted
from advisor.files import write_text
from advisor.reading import LARGEST_FILE

SPEC, SCHEMA = "workload.yaml", "workload.schema.json"


@click.command("init")
@click.argument("path", default=SPEC, type=click.Path(path_type=Path))
@click.option("--name", help="what to call it")
@click.option("--image", help="container image to run")
@click.option("--duration", help="the longest run to expect, such as '20 min'")
@click.option("--vcpus", help="vCPUs one run needs")
@click.option("--memory", help="memory one run needs, such as '8 GiB'")
@click.option("--gpus", help="GPUs one run needs")
@click.option("--trigger", help="what starts a run: schedule, event, queue, api or manual")
@click.option("--runs-per-month", help="runs in a month")
@click.option("--interruptible", is_flag=True, default=None, help="a run may be interrupted")
@click.option("--set", "more", multiple=True, metavar="FIELD=VALUE", help="any other field")
@click.option("--no-schema", is_flag=True, help=f"write no {SCHEMA} beside the spec")
@click.option("--no-input", is_flag=True, help="ask nothing, even at a terminal")
@click.option("--force", is_flag=True, help="overwrite the spec that is there")
def command(
    path: Path, more: tuple[str, ...], no_schema: bool, no_input: bool, force: bool, **fields: Any
) -> None:
    """Write a commented spec to PATH [default: workload.yaml], with a schema for editors.

    At a terminal it asks for what matters most; an empty answer leaves a fact unknown. Anywhere
    else, and with --no-input, only the options count.

    \b
    advisor init
    advisor init report.workload.yaml --duration '20 min' --vcpus 2 --memory '8 GiB'
    advisor init --set platform=batch-fargate --set disk='50 GiB'
    """  # noqa: D301  # click must get the character \b, which keeps the lines as they are
    if path.exists() and not force:
        advice = "choose another name, or overwrite it with --force"
        raise AdvisorError(Problem("is there already", str(path), help=advice))
    if path.suffix.lower() not in (".yaml", ".yml"):
        raise AdvisorError(Problem("must end in .yaml or .yml", str(path)))
    known = given_fields(fields, more)
    if not no_input and not known and sys.stdin.isatty() and sys.stdout.isatty():
        known = _asked()
    known.setdefault("name", _name(path))
    schema = path.parent / SCHEMA
    text = started(known, None if no_schema else f"./{SCHEMA}")
    write_text(path, text)
    click.echo(f"wrote {path}", err=True)
    if not no_schema and (force or not schema.exists()):
        _write_schema(schema)
        click.echo(f"wrote {schema}", err=True)
    click.echo(f"next: advisor recommend {path}", err=True)


def _name(path: Path) -> str:
    """The name of a workload: that of its file, else that of the folder."""
    own = path.stem.removesuffix("workload").rstrip(".-_")
    return own or path.resolve().parent.name or "workload"


def given_fields(fields: Mapping[str, Any], more: tuple[str, ...]) -> dict[str, Any]:
    """The values from the options; AdvisorError with every wrong one."""
    texts = {name: value for name, value in fields.items() if value is not None}
    for each in more:
        name, separator, value = each.partition("=")
        if not separator:
            raise click.UsageError(f"--set takes FIELD=VALUE, and not `{each}`")
        texts[name.strip()] = value
    known, problems = {}, []
    for name, text in texts.items():
        try:
            _check_name(name)
            known[name] = text if isinstance(text, bool) else answer(name, str(text)[:LARGEST_FILE])
        except AdvisorError as error:
            problems += [Problem(each.message, help=each.help) for each in error.problems]
    if problems:
        raise AdvisorError(problems)
    return known


def _check_name(name: str) -> None:
    from advisor.workload import Workload

    fields = [each for each in Workload.model_fields if each != "schema_uri"]
    if name not in fields:
        near = did_you_mean(name, fields)
        advice = f"did you mean `{near}`?" if near else "`advisor schema` lists the fields"
        raise AdvisorError(Problem(f"{quoted(name)} is not a field", help=advice))


def _asked() -> dict[str, Any]:
    """The answers given at the terminal."""
    click.echo("An empty answer leaves a fact unknown.", err=True)
    known: dict[str, Any] = {}
    for question in ASKED:
        while True:
            text = click.prompt(
                question.words, default="", show_default=False, prompt_suffix=" ", err=True
            )
            if not text.strip():
                break
            try:
                known[question.field] = answer(question.field, text)
                break
            except AdvisorError as error:
                for problem in error.problems:
                    click.echo(f"  {problem}", err=True)
    return known


def _write_schema(path: Path) -> None:
    from advisor.schema import workload_schema

    write_text(path, json.dumps(workload_schema(), indent=2, ensure_ascii=False) + "\n")
