"""`advisor schema`: print the JSON Schema of the spec, or of the answer."""

from __future__ import annotations

import json
from pathlib import Path

import click

from advisor.cli.streams import show
from advisor.files import write_text


@click.command("schema")
@click.argument("which", type=click.Choice(["workload", "recommendation"]), default="workload")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="write it to a file")
def command(which: str, output: Path | None) -> None:
    """Print the JSON Schema (draft-07) of a workload spec, or of the JSON answer.

    An editor completes and checks a YAML spec that begins with the line
    `# yaml-language-server: $schema=PATH`; a JSON spec names it in `$schema`.
    """
    from advisor.schema import recommendation_schema, workload_schema

    schema = workload_schema() if which == "workload" else recommendation_schema()
    text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    if output is None:
        show(text)
    else:
        write_text(output, text)
