"""The command line: arguments, printing, exit codes, nothing else."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from advisor import __version__
from advisor.cli import streams
from advisor.cli.lazy import LazyGroup
from advisor.errors import AdvisorError

if TYPE_CHECKING:
    import traceback

ISSUES = "https://github.com/compute-advisor/advisor/issues"
DONE, NO_FIT, USER, BUG, INTERRUPTED = 0, 1, 2, 3, 130

# A verb is imported when it is called, so that each pays only for itself.
_VERBS = {
    "recommend": ("advisor.cli.recommend", "say where a workload should run, why, how to start"),
    "explore": ("advisor.cli.explore", "make a page on which the facts can be changed, to share"),
    "map": ("advisor.cli.map", "draw which platform wins over two facts of a workload"),
    "draw": ("advisor.cli.draw", "draw how near the limits are, or what it costs along a fact"),
    "check": ("advisor.cli.check", "find what is wrong in specs and in AWS definitions"),
    "fleet": ("advisor.cli.fleet", "decide for every job of a history, millions at a time"),
    "sql": ("advisor.cli.sql", "print the rule book as one SQL query"),
    "rules": ("advisor.cli.rules", "test, prove, list and document a rule book"),
    "rule": ("advisor.cli.rule", "explain a rule: what it says, why, its limits, its source"),
    "prices": ("advisor.cli.prices", "show the prices behind costs; `refresh` asks AWS anew"),
    "init": ("advisor.cli.init", "write a commented spec to start from"),
    "schema": ("advisor.cli.schema", "print the JSON Schema of the spec, the answer, or findings"),
}


@click.group(cls=LazyGroup, verbs=_VERBS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", message="advisor %(version)s")
def advisor() -> None:
    """Tell where a piece of work should run on AWS, why, and how to start.

    Exit codes: 0 done, 1 no platform fits, 2 a mistake in what was given, 3 a bug in advisor.

    For completion with the Tab key, put this into ~/.bashrc (for zsh or fish, with zsh_source or
    fish_source): eval "$(_ADVISOR_COMPLETE=bash_source advisor)"
    """


def run() -> NoReturn:
    """Run the command line and exit."""
    # Stopped by another program we end as by Ctrl-C: what is half written is removed.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    streams.prepare()
    code = outcome()
    unwritten = streams.flushed()
    if unwritten is not None and code in (DONE, NO_FIT):  # others are worse, and reported
        code = _unwritten(unwritten)
    sys.exit(code)


def outcome(arguments: Sequence[str] | None = None) -> int:
    """The exit code of a call; the one place that turns errors into exit codes."""
    stdout = sys.stdout
    try:
        result = advisor.main(arguments, prog_name="advisor", standalone_mode=False)
    except AdvisorError as error:
        show_problems(error)
        return USER
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        with suppress(OSError):
            error.show()
        return USER
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except SystemExit as stop:  # how click ends after completing a word, and on a closed pipe
        closed, sys.stdout = sys.stdout is not stdout, stdout  # on a closed pipe click wraps it
        return DONE if closed else int(stop.code or DONE)
    except Exception as error:  # noqa: BLE001  # the last handler: everything else is our bug
        if isinstance(error, FileNotFoundError) and _is_nowhere():
            streams.tell("error: the current folder is gone; go to one that is there")
            return USER
        is_output = isinstance(error, OSError) and streams.is_unwritable(error)
        return _unwritten(error) if is_output else _bug(error)
    return result if isinstance(result, int) else DONE


def show_problems(error: AdvisorError) -> None:
    """Print a user's mistakes, one a line, to standard error."""
    for problem in error.problems:
        streams.tell(f"error: {problem}")


def _is_nowhere() -> bool:
    """Whether the current folder was removed."""
    try:
        Path.cwd()
    except FileNotFoundError:
        return True
    return False


def _unwritten(error: Exception) -> int:
    """The exit code if the output cannot be written; a reader that closed the pipe is no error."""
    if streams.is_closed_pipe(error):
        return DONE
    reason = getattr(error, "strerror", None) or str(error)
    streams.tell(f"error: the output cannot be written: {reason.lower()}")
    return USER


def _bug(error: Exception) -> int:
    import traceback

    where = _last_of_ours(traceback.extract_tb(error.__traceback__))
    place = f"{Path(where.filename).name}:{where.lineno}"
    streams.tell(f"advisor has a bug: {type(error).__name__} at {place}: {str(error)[:500]}")
    streams.tell(f"please report it, with the workload, at {ISSUES}")
    if os.environ.get("ADVISOR_DEBUG"):
        traceback.print_exception(error)
    else:
        streams.tell("set ADVISOR_DEBUG=1 to see where it came from")
    return BUG


def _last_of_ours(frames: traceback.StackSummary) -> traceback.FrameSummary:
    """The innermost frame of advisor's own code: what it called is seldom to blame."""
    home = str(Path(__file__).parent.parent)
    return next((each for each in reversed(frames) if each.filename.startswith(home)), frames[-1])
