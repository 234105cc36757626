"""`advisor recommend`: an answer for each workload, printed, written, or with a starter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from advisor.api import Recommendation, recommend_each
from advisor.cli import DONE, NO_FIT, USER, show_problems
from advisor.cli.folders import files_of
from advisor.cli.paying import paying, terms_of
from advisor.cli.project import book_for, config_for, refuse_to_overwrite
from advisor.cli.streams import in_colour, show, tell
from advisor.config import Config
from advisor.engines import NAMES, engine
from advisor.errors import AdvisorError, quoted
from advisor.files import write_text
from advisor.model import RuleBook
from advisor.report import FORMATS, joined

if TYPE_CHECKING:
    from advisor.cost import Terms


def _read_once(
    _ctx: click.Context, _param: click.Parameter, specs: tuple[str, ...]
) -> tuple[str, ...]:
    """The specs; UsageError where one has no name, or standard input is to be read twice."""
    if "" in specs:
        raise click.BadParameter("a file name is empty")
    if specs.count("-") > 1:
        raise click.BadParameter("`-` is given twice, and standard input can be read once")
    return specs


def _file(_ctx: click.Context, _param: click.Parameter, output: Path | None) -> Path | None:
    """The file to write, or None for standard output."""
    return None if str(output) == "-" else output


def _styles(
    _ctx: click.Context, _param: click.Parameter, named: tuple[str, ...]
) -> tuple[str, ...]:
    """The styles that are named, with commas or by several options."""
    if not named:
        return ()
    from advisor.starter.styles import chosen_styles

    return chosen_styles(each for several in named for each in several.split(","))


@click.command("recommend")
@click.argument(
    "specs",
    nargs=-1,
    required=True,
    metavar="SPEC...",
    type=click.Path(allow_dash=True),
    callback=_read_once,
)
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice([*FORMATS, "html"]),
    default="text",
    envvar="ADVISOR_FORMAT",
    show_envvar=True,
    help="how to show the answer [default: text]",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    callback=_file,
    help="write the answer to a file [default: -, standard output]",
)
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="write a starter into this folder (a folder for each spec, where there are several)",
)
@click.option(
    "--as",
    "styles",
    multiple=True,
    metavar="STYLE,...",
    callback=_styles,
    help="with --out: write the starter as terraform, cloudformation, cdk or cli; may be repeated "
    "[default: cli,cloudformation]",
)
@click.option("--force", is_flag=True, help="with --out: let a starter overwrite files")
@click.option(
    "--rules",
    multiple=True,
    metavar="DIR|NAME",
    help="put this pack on top of the rules, or use this whole book; may be repeated "
    "[default: `rules` in the configuration, else the shipped book]",
)
@click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="use `rules`, `consider`, `region` and prices of this configuration "
    "[default: the nearest]",
)
@click.option("--no-config", is_flag=True, help="use no configuration")
@click.option(
    "--flip",
    metavar="PLATFORM",
    help="show the smallest change that leads to PLATFORM instead, or that there is none",
)
@click.option(
    "--changing",
    metavar="FACT,...",
    help="with --flip: change these facts alone",
)
@click.option(
    "--engine",
    "engine_name",
    type=click.Choice(NAMES),
    default=NAMES[0],
    help=f"what evaluates the rules; the answer is the same [default: {NAMES[0]}]",
)
@paying
@click.option("-q", "--quiet", is_flag=True, help="say nothing on standard error but mistakes")
def command(
    specs: tuple[str, ...],
    form: str,
    output: Path | None,
    folder: Path | None,
    styles: tuple[str, ...],
    rules: tuple[str, ...],
    config_path: Path | None,
    no_config: bool,
    flip: str | None,
    changing: str | None,
    engine_name: str,
    force: bool,
    quiet: bool,
    **paid: Any,
) -> int:
    """Say where each SPEC should run, and why.

    A SPEC is a file in YAML or JSON, or - for standard input. It may also be what runs the work
    now: an AWS definition (JSON, CloudFormation, Terraform), an sbatch script, a Kubernetes Job, a
    Nextflow configuration, or a folder with such files that Git does not ignore. Each workload gets
    an answer: one after the other, as JSON in one array, as HTML on one page. A broken workload
    does not hide the others.

    \b
    advisor recommend spec.yaml                        at the terminal
    advisor recommend spec.yaml -f markdown -o adr.md  for a design record
    advisor recommend spec.yaml -f html -o page.html   one page to mail
    advisor recommend spec.yaml --out deploy/          with a starter
    advisor recommend spec.yaml --out . --as terraform with one in Terraform
    advisor recommend spec.yaml --flip lambda          what would make it Lambda

    Exit codes: 0 done, 1 no platform fits, 2 a mistake in what was given, 3 a bug in advisor.
    """  # noqa: D301  # click must get the character \b, which keeps the lines as they are
    _refuse_combinations(folder, styles, flip, changing)
    config = config_for(config_path, no_config)
    book = book_for(config, rules)
    engine(engine_name)  # reports an engine that is not installed once, not for each spec
    files, lost = files_of(specs, book, config)
    refuse_to_overwrite(files, output)
    answers, broken = _answers(
        files, book, config, engine_name, terms_of(config, **paid), by_file=folder is not None
    )
    broken = broken or lost
    several = len(specs) > 1 or len(answers) > 1
    if not quiet:
        _tell_unread(answers)
    if flip is not None:
        possible = _flip(answers, flip, changing, form, output, several)
        return _exit_code(broken, possible)
    if folder is not None:
        from advisor.cli.starters import write_starters

        written = write_starters(
            answers, folder, styles=styles, several=several, force=force, quiet=quiet
        )
        broken = broken or not written
    if answers:
        _show(answers, form, output, several)
    return _exit_code(broken, all(answer.platform is not None for answer in answers))


def _refuse_combinations(
    folder: Path | None, styles: tuple[str, ...], flip: str | None, changing: str | None
) -> None:
    """Refuse options that mean nothing together."""
    if changing is not None and flip is None:
        raise click.UsageError("`--changing` says what `--flip` may change, and needs it")
    if flip is not None and folder is not None:
        raise click.UsageError(
            "`--flip` answers a question and writes no starter: leave out `--out`"
        )
    if styles and folder is None:
        raise click.UsageError("`--as` says how a starter is written, and needs `--out`")


def _exit_code(broken: bool, fits: bool) -> int:
    if broken:
        return USER
    return DONE if fits else NO_FIT


def _tell_unread(answers: list[Recommendation]) -> None:
    """Name the facts below `x` that no rule reads: they may be misspelt."""
    for answer in answers:
        own = (name for name in answer.stated if name.startswith("x."))
        unread = ", ".join(quoted(name) for name in own if name not in answer.book.facts)
        if unread:
            tell(f"note: {answer.name}: no rule reads {unread}: no pack that declares it is used")


def _answers(
    specs: tuple[str, ...],
    book: RuleBook,
    config: Config,
    engine_name: str,
    terms: Terms | None,
    *,
    by_file: bool,
) -> tuple[list[Recommendation], bool]:
    """The answers that could be given; a broken spec is reported and hides no other.

    With `by_file` a workload without a name is named after its file, as its starter needs a name.
    """
    answers: list[Recommendation] = []
    broken = False
    for spec in specs:
        try:
            usual = {"name": _stem(spec), **config.usual} if by_file else config.usual
            for answer in recommend_each(
                spec, rules=book, engine=engine_name, terms=terms, usual=usual
            ):
                if isinstance(answer, AdvisorError):
                    show_problems(answer)
                    broken = True
                else:
                    answers.append(answer)
        except AdvisorError as error:
            show_problems(error)
            broken = True
    return answers, broken


def _stem(spec: str) -> str:
    """The name of a file without its endings: `etl.spec.yaml` is `etl`."""
    return Path(spec).name.lstrip(".").split(".")[0] or "workload" if spec != "-" else "workload"


def _show(answers: list[Recommendation], form: str, output: Path | None, several: bool) -> None:
    if form == "html":
        from advisor.page.report_page import report_page

        _put(report_page(answers), output)
        return
    colour = output is None and form == "text" and in_colour()
    _put(joined(answers, form, several=several, colour=colour), output, colour)


def _flip(
    answers: list[Recommendation],
    platform: str,
    changing: str | None,
    form: str,
    output: Path | None,
    several: bool,
) -> bool:
    from advisor.cli.flip import flipped

    if not answers:
        return False
    text, possible = flipped(answers, platform, changing, form, several=several)
    _put(text, output)
    return possible


def _put(text: str, output: Path | None, colour: bool = False) -> None:
    if output is None:
        show(text, colour)
    else:
        write_text(output, text)
