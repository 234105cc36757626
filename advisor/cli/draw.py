"""`advisor draw`: a picture of an answer, printed as SVG or written to a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from advisor.api import Recommendation, recommend
from advisor.cli import DONE
from advisor.cli.book import book_options
from advisor.cli.project import book_for, config_for, refuse_to_overwrite
from advisor.pictures.picture import Picture

_PICTURES: dict[str, Callable[[Recommendation, str | None], Picture]] = {
    "margins": lambda answer, _: answer.margins_picture(),
    "tree": lambda answer, _: answer.tree_picture(),
    "break-even": lambda answer, x: answer.break_even_picture(x),
}

picture_output = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    help="write to a file that ends in .svg or .png (extra `png`) [default: -, SVG on "
    "standard output]",
)


@click.command("draw")
@click.argument("spec", metavar="SPEC", type=click.Path(allow_dash=True))
@click.argument("kind", metavar="PICTURE", type=click.Choice([*_PICTURES]))
@click.option(
    "--x",
    metavar="FACT",
    help="of break-even: along runs_per_month, duration or memory "
    "[default: the first along which another platform gets cheaper]",
)
@picture_output
@book_options
def command(
    spec: str,
    kind: str,
    x: str | None,
    output: Path | None,
    rules: tuple[str, ...],
    no_config: bool,
) -> int:
    """Draw how near SPEC is to its limits, how it was decided, or what it costs along a fact.

    PICTURE is `margins`, `tree` or `break-even`; `advisor map` draws what wins over two facts.

    \b
    advisor draw spec.yaml margins -o margins.svg
    advisor draw spec.yaml break-even -o break-even.png
    advisor draw spec.yaml break-even --x memory > memory.svg
    """  # noqa: D301  # click must get the character \b, which keeps the lines as they are
    if x is not None and kind != "break-even":
        raise click.UsageError("`--x` says along what costs are drawn, and needs `break-even`")
    config = config_for(None, no_config)
    answer = recommend(spec, rules=book_for(config, rules), usual=config.usual)
    put(_PICTURES[kind](answer, x), spec, output)
    return DONE


def put(picture: Picture, spec: str, output: Path | None) -> None:
    """Print a picture, or write it to a file; AdvisorError if that file is the spec."""
    if output is None or str(output) == "-":
        click.echo(picture.svg, nl=False)
        return
    refuse_to_overwrite([spec], output)
    picture.save(output)
