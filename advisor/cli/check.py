"""`advisor check`: findings in workload specs, AWS definitions and kept recommendations."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.check.diagnostics import Severity
from advisor.check.discovery import Input, inputs, is_spec_name
from advisor.check.formats import FORMATS, formatted
from advisor.check.run import Run, check
from advisor.check.settings import Settings, settings
from advisor.cli import DONE, USER, show_problems
from advisor.cli.streams import in_colour, show, tell
from advisor.config import Config, config_from, nearest_config
from advisor.errors import AdvisorError

if TYPE_CHECKING:
    from advisor.check.fixing import Look

FOUND = 1
# The formats that include the edits of repairs.
_WITH_REPAIRS = ("json", "sarif")
_LEVELS = {"error": 0, "warning": 1, "note": 2}


def _codes(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> list[str]:
    return [name for value in values for name in value.replace(",", " ").split()]


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(list(FORMATS)),
    default="text",
    envvar="ADVISOR_FORMAT",
    show_envvar=True,
    help="how to write the findings [default: text]",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="write them to a file")
@click.option("--select", multiple=True, callback=_codes, help="only these rules (SPC, JOB001, …)")
@click.option("--ignore", multiple=True, callback=_codes, help="not these rules")
@click.option(
    "--fail-level",
    type=click.Choice(list(_LEVELS)),
    help="exit with 1 from this severity on [default: error]",
)
@click.option("--exit-zero", is_flag=True, help="exit with 0 whatever is found")
@click.option("--fix", is_flag=True, help="repair what has a certain repair")
@click.option("--diff", is_flag=True, help="print what --fix would change, and change nothing")
@click.option("--no-records", is_flag=True, help="do not check kept recommendations (*.md)")
@click.option(
    "--skip-unknown", is_flag=True, help="pass over named files that are nothing for advisor"
)
@click.option("--exclude", multiple=True, help="a glob of files and folders not to discover")
@click.option(
    "--rules",
    multiple=True,
    metavar="DIR|NAME",
    help="put this pack on top of the rules, or use this whole book; may be repeated",
)
@click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="use this configuration [default: the nearest pyproject.toml or advisor.toml]",
)
@click.option("--no-config", is_flag=True, help="use no configuration")
@click.option("--statistics", is_flag=True, help="count the findings by rule at the end")
@click.option("-q", "--quiet", is_flag=True, help="no summary on standard error")
def command(
    paths: tuple[str, ...],
    form: str,
    output: Path | None,
    select: list[str],
    ignore: list[str],
    fail_level: str | None,
    exit_zero: bool,
    fix: bool,
    diff: bool,
    no_records: bool,
    skip_unknown: bool,
    exclude: tuple[str, ...],
    rules: tuple[str, ...],
    config_path: Path | None,
    no_config: bool,
    statistics: bool,
    quiet: bool,
) -> int:
    """Check workload specs and AWS Batch, ECS and Lambda definitions.

    PATHS are files, folders, or - for standard input; without any, what is below this folder and
    not ignored by Git.

    \b
    advisor check                          everything below this folder
    advisor check job.workload.yaml        one spec
    advisor check --fix                    repair what has a certain repair
    advisor check -f sarif -o found.sarif  for code scanning

    Exit codes: 0 nothing found, 1 findings at or above --fail-level, 2 a mistake in the call, the
    configuration or a file that cannot be read, 3 a bug in advisor.
    """  # noqa: D301  # click must get the character \b, which keeps the lines as they are
    config = Config() if no_config else _config(config_path)
    used = settings(config, rules=rules, select=select, ignore=ignore)
    files = inputs(paths, (*config.globs(config.exclude), *exclude))
    if not no_records:
        files = _with_records(files)

    def look(texts: dict[str, bytes] | None = None) -> Run:
        return check(
            files,
            used.judge,
            used.selection,
            records=not no_records,
            skip_unknown=skip_unknown,
            fixes=fix or diff or form in _WITH_REPAIRS,
            texts=texts,
        )

    run = look()
    repaired: list[str] = []
    if diff:
        _show_differences(run, look)
    else:
        if fix:
            repaired = _repair(run, look)
            run = look() if repaired else run
        _show(run, form, output, used)
    if not quiet:
        _summary(run, files, repaired, statistics)
    if run.problems:
        show_problems(AdvisorError(run.problems))
    level = fail_level or config.fail_level or "error"
    return _exit_code(run, None if exit_zero else level)


def _show_differences(run: Run, look: Look) -> None:
    """Print what `--fix` would change."""
    from advisor.check.fixing import differences, fixed

    show(differences(fixed(run, look)))


def _repair(run: Run, look: Look) -> list[str]:
    """Repair the files; the paths of those that changed."""
    from advisor.check.fixing import fixed, keep

    return keep(fixed(run, look))


def _exit_code(run: Run, fail_level: str | None) -> int:
    """The exit code: findings count from `fail_level` on, and not at all where it is None."""
    if run.problems or run.unreadable:
        return USER
    if fail_level is None:
        return DONE
    severe = (_LEVELS[each.severity.value] <= _LEVELS[fail_level] for each in run.findings)
    return FOUND if any(severe) else DONE


def _config(path: Path | None) -> Config:
    return config_from(path) if path else nearest_config()


def _with_records(files: tuple[Input, ...]) -> tuple[Input, ...]:
    """The files with the records of named specs, which a change of a spec may make stale."""
    if not any(each.named and is_spec_name(each.path) for each in files):
        return files
    from advisor.check.records import records_of

    known = {Path(each.path) for each in files}
    return (*files, *(each for each in records_of(files) if Path(each.path) not in known))


def _show(run: Run, form: str, output: Path | None, used: Settings) -> None:
    colour = output is None and form == "text" and in_colour()
    text = formatted(run, form, used.judge.checks, colour=colour)
    if output is not None:
        from advisor.files import write_text

        write_text(output, text)
    elif text:
        show(text, colour)


def _summary(run: Run, files: tuple[Input, ...], repaired: list[str], statistics: bool) -> None:
    for path in repaired:
        tell(f"fixed {path}")
    if statistics:
        counts = Counter((each.code, each.rule) for each in run.findings)
        for (code, rule), count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
            tell(f"{count:>5}  {code}  {rule}")
    if run.passed_over:
        tell(_passed_over(run))
    tell(_sentence(run, files))


def _passed_over(run: Run) -> str:
    """One message for all files that cannot be read without a package."""
    first, count = run.passed_over[0], len(run.passed_over)
    more = f" and {_counted(count - 1, 'other file')}" if count > 1 else ""
    return f"passed over {first.path}{more}: {first.message}; {first.help}"


def _sentence(run: Run, files: tuple[Input, ...]) -> str:
    if not run.files:
        return f"nothing to check: {_counted(len(files), 'file')} looked at"
    counts = Counter(each.severity for each in run.findings)
    found = [_counted(counts[each], each.value) for each in Severity if counts[each]]
    sentence = f"{', '.join(found) or 'no findings'} in {_counted(len(run.files), 'file')}"
    hidden = [
        f"{count} by {what}"
        for count, what in (
            (run.hidden.by_comment, "suppressions"),
            (run.hidden.by_configuration, "configuration"),
        )
        if count
    ]
    return f"{sentence}; hidden: {', '.join(hidden)}" if hidden else sentence


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count:,} {word}s"
