"""`advisor map`: the decision map of a workload, printed as SVG or written to a file."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.api import recommend
from advisor.cli import DONE
from advisor.cli.book import book_options
from advisor.cli.draw import picture_output, put
from advisor.cli.project import book_for, config_for
from advisor.errors import AdvisorError, Problem, quoted
from advisor.model import RuleBook
from advisor.units import parse_duration, parse_memory


@click.command("map")
@click.argument("spec", metavar="SPEC", type=click.Path(allow_dash=True))
@click.option("--x", "x", default="memory", metavar="FACT", help="across [default: memory]")
@click.option("--y", "y", default="duration", metavar="FACT", help="upwards [default: duration]")
@click.option(
    "--x-range",
    metavar="LOW..HIGH",
    help="from where to where, such as 1GiB..64GiB [default: every value that matters]",
)
@click.option("--y-range", metavar="LOW..HIGH", help="likewise, such as 1min..7d")
@picture_output
@book_options
def command(
    spec: str,
    x: str,
    y: str,
    x_range: str | None,
    y_range: str | None,
    output: Path | None,
    rules: tuple[str, ...],
    no_config: bool,
) -> int:
    """Draw which platform wins over two facts, with the limits between them and the workload.

    The borders are those of the rules, exactly. All other facts are as SPEC has them; hatched is
    what depends on a fact that it does not say.

    \b
    advisor map spec.yaml -o map.svg
    advisor map spec.yaml --x vcpus --y memory -o map.png
    advisor map spec.yaml --x-range 1GiB..64GiB --y-range 1min..1d > map.svg
    """  # noqa: D301  # click must get the character \b, which keeps the lines as they are
    config = config_for(None, no_config)
    book = book_for(config, rules)
    answer = recommend(spec, rules=book, usual=config.usual)
    picture = answer.map(
        x, y, x_range=_range(x_range, x, book, "x"), y_range=_range(y_range, y, book, "y")
    )
    put(picture, spec, output)
    return DONE


def _range(text: str | None, name: str, book: RuleBook, axis: str) -> tuple[float, float] | None:
    """The ends of an axis in the unit of its fact; AdvisorError if they cannot be read."""
    if text is None:
        return None
    unit = book.facts[name].unit if name in book.facts else None
    low, dots, high = text.partition("..")
    try:
        ends = (low, high) if dots else (text, "")
        return _amount(ends[0].strip(), unit), _amount(ends[1].strip(), unit)
    except ValueError as error:
        example = {"s": "1min..7d", "MiB": "1GiB..64GiB"}.get(unit or "", "1..16")
        hint = f"a range is written LOW..HIGH, such as {example}"
        raise AdvisorError(Problem(f"`--{axis}-range`: {error}", help=hint)) from error


def _amount(text: str, unit: str | None) -> float:
    if unit == "s":
        return parse_duration(text)
    if unit == "MiB":
        return parse_memory(text)
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{quoted(text)} is not a number") from None
