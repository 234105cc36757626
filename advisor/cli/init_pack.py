"""`advisor rules init-pack`: write a commented pack to start from."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from advisor.errors import AdvisorError, Problem
from advisor.files import write_text
from advisor.rulebook.new_pack import new_pack


@click.command("init-pack")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--name", help="the id of the pack [default: the name of the folder]")
@click.option("--force", is_flag=True, help="overwrite files that are there")
def command(folder: Path, name: str | None, force: bool) -> None:
    """Write a commented pack into DIR: facts of your own, a rule, a pinned limit, cases.

    It loads and passes its own tests as it is: `advisor rules test --rules DIR`. The guide
    docs/guides/packs.md explains each file.
    """
    try:
        today = datetime.now(UTC).date().isoformat()
        texts = new_pack(name or folder.resolve().name, today)
    except ValueError as error:
        raise AdvisorError(Problem(str(error), str(folder), help="give one by --name")) from None
    for path in texts:
        if (folder / path).exists() and not force:
            advice = "choose another folder, or overwrite it with --force"
            raise AdvisorError(Problem("is there already", str(folder / path), help=advice))
    for path, text in texts.items():
        target = folder / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise AdvisorError(Problem(f"cannot be made: {reason}", str(target.parent))) from None
        write_text(target, text)
        click.echo(f"wrote {target}", err=True)
