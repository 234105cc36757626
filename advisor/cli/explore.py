"""`advisor explore`: a question as a page with the facts as controls, to try out in a browser."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.api import recommend
from advisor.cli import DONE
from advisor.cli.book import book_options
from advisor.cli.project import book_for, config_for, refuse_to_overwrite
from advisor.cli.streams import show
from advisor.files import write_text


@click.command("explore")
@click.argument("spec", metavar="SPEC", type=click.Path(allow_dash=True))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    help="write the page to a file [default: -, standard output]",
)
@book_options
@click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="use `rules`, `consider` and `region` of this configuration [default: the nearest]",
)
def command(
    spec: str,
    output: Path | None,
    rules: tuple[str, ...],
    config_path: Path | None,
    no_config: bool,
) -> int:
    """Write a page that answers while the facts of SPEC are changed.

    A SPEC is a file in YAML or JSON, or - for standard input. The page is one file with the rule
    book in it: it decides by itself, needs no network, and keeps the question in its address.

    \b
    advisor explore spec.yaml -o explore.html
    echo 'name: idea' | advisor explore - -o explore.html    start from nothing

    Exit codes: 0 done, 2 a mistake in what was given, 3 a bug in advisor.
    """  # noqa: D301  # click must get the character \b, which keeps the lines as they are
    from advisor.page.explore_page import explore_page

    target = None if str(output) == "-" else output
    if not spec:
        raise click.UsageError("a file name is empty")
    refuse_to_overwrite((spec,), target)
    config = config_for(config_path, no_config)
    answer = recommend(spec, rules=book_for(config, rules), usual=config.usual)
    page = explore_page(answer)
    if target is None:
        show(page)
    else:
        write_text(target, page)
    return DONE
