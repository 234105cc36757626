"""`advisor recommend`: one answer for each spec, printed, written to a file, or with a starter."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from advisor.api import Recommendation, recommend
from advisor.cli import DONE, NO_FIT, USER, show_problems
from advisor.errors import AdvisorError, Problem
from advisor.files import write_text
from advisor.model import RuleBook
from advisor.report import FORMATS, joined
from advisor.rulebook import load_rules


_LONGEST = 100  # characters of a folder's name


@click.command("recommend")
@click.argument("specs", nargs=-1, required=True, metavar="SPEC...")
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(list(FORMATS)),
    default="text",
    envvar="ADVISOR_FORMAT",
    show_envvar=True,
    help="how to show the answer [default: text]",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="write the answer to a file")
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="write a starter into this folder (a folder for each spec, where there are several)",
)
@click.option("--force", is_flag=True, help="let a starter overwrite files")
@click.option(
    "--rules",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="use the rule book in this folder",
)
@click.option("--engine", default="python", help="python (default) or durable-rules")
@click.option("-q", "--quiet", is_flag=True, help="say nothing on standard error but mistakes")
def command(
    specs: tuple[str, ...],
    form: str,
    output: Path | None,
    folder: Path | None,
    rules: Path | None,
    engine: str,
    force: bool,
    quiet: bool,
) -> int:
    r"""Say where each SPEC should run, and why. SPEC is a YAML or JSON file, or - for stdin.

    \b
    advisor recommend workload.yaml                    the answer, at the terminal
    advisor recommend workload.yaml -f markdown -o adr.md    for a design review
    advisor recommend workload.yaml --out deploy/      with the files to start from
    """
    book = load_rules(rules)
    answers, broken = _answers(specs, book, engine)
    if folder is not None:
        _write_starters(answers, folder, force, quiet)
    if answers:
        _show(answers, form, output, several=len(specs) > 1)
    if broken:
        return USER
    return NO_FIT if any(answer.platform is None for answer in answers) else DONE


def _answers(
    specs: tuple[str, ...], book: RuleBook, engine: str
) -> tuple[list[Recommendation], bool]:
    """The answers that could be given; a broken spec is reported and hides no other."""
    answers: list[Recommendation] = []
    broken = False
    for spec in specs:
        try:
            answers.append(recommend(spec, rules=book, engine_name=engine))
        except AdvisorError as error:
            show_problems(error)
            broken = True
    return answers, broken


def _show(answers: list[Recommendation], form: str, output: Path | None, several: bool) -> None:
    colour = output is None and form == "text" and _in_colour()
    text = joined(answers, form, several=several, colour=colour)
    if output is None:
        click.echo(text, nl=False, color=colour)
    else:
        write_text(output, text)


def _in_colour() -> bool:
    import os

    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def _write_starters(answers: list[Recommendation], folder: Path, force: bool, quiet: bool) -> None:
    from advisor.starter import starter, write
    from advisor.starter.names import slug

    single = len(answers) == 1
    folders = [folder if single else folder / slug(answer.name, _LONGEST) for answer in answers]
    if len(set(folders)) < len(folders):
        twice = next(each.name for each in folders if folders.count(each) > 1)
        message = f"two specs are named `{twice}`, and each needs a folder of its own"
        raise AdvisorError(Problem(message, help="give each a `name` of its own"))
    for answer, place in zip(answers, folders, strict=True):
        files = starter(answer)
        written = write(files, place, force=force)
        if not quiet and files:
            for path in written:
                click.echo(f"wrote {path}", err=True)
