"""`advisor rules docs`: the pages that are made from the rule book."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli.book import asked_book, book_options

CURRENT, STALE = 0, 1


@click.command("docs")
@book_options
@click.option(
    "--out", "folder", type=click.Path(path_type=Path, file_okay=False), default="docs",
    help="the folder of the documentation [default: docs]",
)  # fmt: skip
@click.option("--check", is_flag=True, help="write nothing; exit with 1 if a page is not current")
def command(rules: tuple[str, ...], no_config: bool, folder: Path, check: bool) -> int:
    """Write the pages of rules, facts and limits, and the drawing of the decision tree.

    Exit codes: 0 done, 1 a page is not current (with --check), 2 a mistake in what was given.
    """
    from advisor.ruledocs import pages, stale

    made = pages(asked_book(rules, no_config))
    found = list(stale(folder, made))
    if check:
        for name, why in found:
            click.echo(f"{folder / name} {why}")
        if found:
            click.echo(f"`advisor rules docs --out {folder}` makes them", err=True)
        else:
            click.echo(f"all {len(made)} pages in {folder} are current")
        return STALE if found else CURRENT
    _write(folder, {name: made[name] for name, _ in found if name in made})
    for name, why in found:
        click.echo(f"wrote {folder / name}" if name in made else f"{folder / name} {why}", err=True)
    return CURRENT


def _write(folder: Path, texts: dict[str, str]) -> None:
    from advisor.errors import AdvisorError, Problem
    from advisor.files import write_text

    for name, text in texts.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise AdvisorError(Problem(f"cannot be made: {reason}", str(path.parent))) from error
        write_text(path, text)
