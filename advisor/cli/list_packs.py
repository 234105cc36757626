"""`advisor rules packs`: the packs that are installed as Python packages."""

from __future__ import annotations

import click

from advisor.rulebook.installed import GROUP, installed_packs


@click.command("packs")
def command() -> None:
    """List the packs that are installed, by the names that --rules takes.

    None is used unless it is named there, or under `rules` in the configuration.
    """
    found = installed_packs()
    for name, value in found.items():
        click.echo(f"{name}  {value}")
    if not found:
        click.echo(f"no installed package has an entry point `{GROUP}`", err=True)
