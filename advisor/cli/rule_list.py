"""`advisor rules list`: every rule with its code, its id, its title and its effect."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from advisor.check.explained import Explained, every_rule
from advisor.pages import see
from advisor.rulebook import load_rules

# The title and the effect of a rule are sentences: they stand below its names, indented.
_INDENT = 8


@click.command("list")
@click.option(
    "--rules",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="the rule book in this folder [default: the shipped one]",
)
@click.option(
    "--format", "-f", "form", type=click.Choice(["text", "json"]), default="text",
    help="how to show it [default: text]",
)  # fmt: skip
def command(rules: Path | None, form: str) -> None:
    """List the rules, advice and checks: code, id, title, effect.

    `advisor rule CODE` explains one.
    """
    found = every_rule(load_rules(rules))
    click.echo(_json(found) if form == "json" else _text(found), nl=False)


def _text(found: Sequence[Explained]) -> str:
    from advisor.report.layout import wrapped

    lines = []
    for each in found:
        lines.append(f"{each.code}  {each.id}")
        lines += wrapped(each.title, _INDENT)
        lines += wrapped(each.effect, _INDENT)
    return "\n".join(lines) + "\n"


def _json(found: Sequence[Explained]) -> str:
    rules = [
        {
            "code": each.code,
            "id": each.id,
            "title": each.title,
            "effect": each.effect,
            "when": each.when,
            "pack": each.pack,
            "see": see(each.code),
        }
        for each in found
    ]
    structure = {"schema_version": "1.0", "rules": rules}
    return json.dumps(structure, indent=2, ensure_ascii=False) + "\n"
