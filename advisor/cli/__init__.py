"""The command line: arguments, printing, exit codes, nothing else."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click

from advisor import __version__
from advisor.errors import AdvisorError

ISSUES = "https://github.com/compute-advisor/advisor/issues"
DONE, NO_FIT, USER, BUG, INTERRUPTED = 0, 1, 2, 3, 130

# A verb is imported when it is called, so that each pays only for itself.
_VERBS = {
    "recommend": ("advisor.cli.recommend", "where a workload should run, why, and how to start"),
    "check": ("advisor.cli.check", "find what is wrong in specs and in AWS definitions"),
    "rules": ("advisor.cli.rules", "keep a rule book: prove it"),
    "rule": ("advisor.cli.rule", "explain a rule: what it says, why, its limits, its source"),
    "init": ("advisor.cli.init", "write a commented spec to start from"),
    "schema": ("advisor.cli.schema", "print the JSON Schema of the spec, or of the answer"),
}


class _Verbs(click.Group):
    """A group whose commands are imported when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        if cmd_name not in _VERBS:
            return None
        command: click.Command = import_module(_VERBS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's signature
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in _VERBS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in _VERBS:
            from advisor.errors import did_you_mean

            near = did_you_mean(args[0], _VERBS)
            hint = f"did you mean `{near}`?" if near else f"there are {', '.join(_VERBS)}"
            raise click.UsageError(f"`{args[0]}` is not a command; {hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", message="advisor %(version)s")
def advisor() -> None:
    """Tell where a piece of work should run on AWS, why, and how to start.

    Exit codes: 0 done, 1 no platform fits, 2 a mistake in what was given, 3 a bug in advisor.
    """


def run() -> NoReturn:
    """Run the command line and exit; the one place that turns errors into exit codes."""
    try:
        code = _outcome()
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has had enough; Python would complain again while it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = DONE
    sys.exit(code)


def _outcome() -> int:
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets its code instead of a crash.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        result = advisor.main(prog_name="advisor", standalone_mode=False)
    except AdvisorError as error:
        show_problems(error)
        return USER
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return USER
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001  # the last handler: everything else is our bug
        return _bug(error)
    return result if isinstance(result, int) else DONE


def show_problems(error: AdvisorError) -> None:
    """Print a user's mistakes, one a line, to standard error."""
    for problem in error.problems:
        click.echo(f"error: {problem}", err=True)


def _bug(error: Exception) -> int:
    import traceback

    where = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(where.filename).name}:{where.lineno}"
    click.echo(f"advisor has a bug: {type(error).__name__} at {place}: {error}", err=True)
    click.echo(f"please report it, with the workload, at {ISSUES}", err=True)
    if os.environ.get("ADVISOR_DEBUG"):
        traceback.print_exception(error)
    else:
        click.echo("set ADVISOR_DEBUG=1 to see where it came from", err=True)
    return BUG
