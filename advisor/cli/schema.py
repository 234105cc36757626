"""`advisor schema`: print the JSON Schema of the spec, of the answer, or of findings."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import click

from advisor.cli.streams import show
from advisor.files import write_text

# Imported when asked for: a schema is made from a model, which takes longer than all else.
_SCHEMAS = {
    "workload": ("advisor.schema", "workload_schema"),
    "recommendation": ("advisor.schema", "recommendation_schema"),
    "check": ("advisor.check.formats.json_text", "schema"),
    "fleet": ("advisor.fleet.summary.contract", "schema"),
}


@click.command("schema")
@click.argument("which", type=click.Choice(list(_SCHEMAS)), default="workload")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="write it to a file")
def command(which: str, output: Path | None) -> None:
    """Print the JSON Schema (draft-07) of a workload spec, or of JSON that advisor writes.

    `recommendation` is what `advisor recommend --format json` writes, `check` what `advisor check
    --format json` does, `fleet` what `advisor fleet --format json` does.

    An editor completes and checks a YAML spec that begins with the line
    `# yaml-language-server: $schema=PATH`; a JSON spec names it in `$schema`.
    """
    module, name = _SCHEMAS[which]
    text = json.dumps(getattr(import_module(module), name)(), indent=2, ensure_ascii=False) + "\n"
    if output is None:
        show(text)
    else:
        write_text(output, text)
