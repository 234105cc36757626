"""The options that say how jobs are read, which become one `Reading`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, get_args

import click

from advisor.fleet.readers import FORMATS, Memory, Reading

_OPTIONS = (
    click.option(
        "--from",
        "format",
        type=click.Choice(FORMATS),
        help="what the files are [default: found by their content]",
    ),
    click.option(
        "--mapping",
        type=click.Path(path_type=Path),
        help="a YAML file that says which column of a table is which fact",
    ),
    click.option(
        "--memory",
        type=click.Choice(get_args(Memory)),
        default="asked",
        show_default=True,
        help="the memory that a job of a log needs: what it asked for, or the most that it used",
    ),
    click.option(
        "--cpus-per-node",
        type=int,
        metavar="N",
        help="processors of a node, where a log in the Standard Workload Format has none",
    ),
    click.option(
        "--group-by",
        metavar="COLUMN",
        help="one workload for all runs with the same name, script, process, …",
    ),
    click.option(
        "--percentile",
        type=float,
        default=100,
        show_default=True,
        metavar="P",
        help="with --group-by: which run's length and memory decide; 100 is the largest",
    ),
)


def reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options, and one argument `reading` for all of them."""

    @wraps(command)
    def with_reading(**options: Any) -> Any:
        asked = {name: options.pop(name) for name in Reading._fields}
        return command(**options, reading=Reading(**asked))

    decorated: Callable[..., Any] = with_reading
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated
