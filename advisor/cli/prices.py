"""`advisor prices`: show the prices there are, and read today's from AWS."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli import DONE
from advisor.errors import AdvisorError, Problem
from advisor.model import RuleBook
from advisor.rulebook import load_rules

if TYPE_CHECKING:
    from advisor.cost.prices import Price, Prices

_REGION = "us-east-1"


@click.group("prices")
def command() -> None:
    """Show the prices that costs are worked out with, and read today's from AWS."""


@command.command("show")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--region", default=_REGION, help=f"the Region [default: {_REGION}]")
@click.option(
    "--prices",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="show this file instead of the shipped prices",
)
def show(ids: tuple[str, ...], region: str, path: Path | None) -> int:
    """Print price rows: id, price, unit, the day it held, how sure it is; for IDs the source too.

    \b
    advisor prices show                        every row of us-east-1
    advisor prices show fargate lambda         the rows that begin so
    advisor prices show --prices prices.yaml   a file of your own
    """  # noqa: D301  # click must get the character \b, which keeps the lines as they are
    book = load_rules()
    prices = _prices(book, region, path)
    rows = [row for name, row in prices.rows.items() if not ids or name.startswith(ids)]
    if not rows:
        raise AdvisorError(Problem(f"no price of {prices.region} begins with {' or '.join(ids)}"))
    for row, line in zip(rows, _table(rows, book), strict=True):
        click.echo(line)
        if ids:  # the source too, unless all rows are shown
            source = row.source.title or f"our judgement: {row.source.judgement}"
            click.echo(f"  {source}" + (f"\n  {row.source.url}" if row.source.url else ""))
    return DONE


def _prices(book: RuleBook, region: str, path: Path | None) -> Prices:
    from advisor.cost.load import prices_from, shipped_prices, shipped_regions

    found = prices_from(path) if path is not None else shipped_prices(book.folder, region)
    if found is None:
        known = ", ".join(shipped_regions(book.folder))
        hint = f"there are those of {known}; `advisor prices refresh --region {region}` reads them"
        raise AdvisorError(Problem(f"there are no prices of `{region}`", help=hint))
    return found


def _table(rows: list[Price], book: RuleBook) -> Iterator[str]:
    from advisor.cost.costs import is_stale
    from advisor.units import spell

    width = max(len(row.id) for row in rows)
    for row in rows:
        tiers = ", ".join(
            spell(price, None) + (f" from {spell(begin, None)}" if begin else "")
            for begin, price in row.tiers
        )
        ends = " to ".join(spell(end, None) for end in row.range or ())
        old = ", stale" if is_stale(row, book, date.today()) else ""  # noqa: DTZ011  # the user's day
        sure = f", {row.confidence}" if row.confidence else ""
        said = f"  ({row.disputed})" if row.disputed else ""
        yield f"{row.id:<{width}}  {ends or tiers} {row.unit}, {row.source.as_of}{sure}{old}{said}"


@command.command("refresh")
@click.option("--region", required=True, help="the Region whose prices to read")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="write them to a file [default: standard output]",
)
def refresh(region: str, output: Path | None) -> int:
    """Read the prices of a Region from the AWS Price List API. USES THE NETWORK.

    This is the only command of advisor that does. It needs the extra `aws` (boto3) and credentials
    that allow pricing:GetProducts; nothing about your workloads is sent. Spot prices and the fee of
    Lambda Managed Instances are in no price list, and are taken over from the shipped prices.

    \b
    advisor prices refresh --region eu-central-1 -o prices.yaml
    advisor recommend spec.yaml --prices prices.yaml
    """  # noqa: D301  # click must get the character \b, which keeps the lines as they are
    from advisor.cost.load import shipped_prices
    from advisor.cost.refresh import fetched, pricing_client
    from advisor.cost.written import price_file
    from advisor.files import write_text

    shares = shipped_prices(load_rules().folder, _REGION)
    found = fetched(pricing_client(), region, shares, date.today())  # noqa: DTZ011  # the user's day
    text = price_file(found)
    if output is None:
        click.echo(text, nl=False)
    else:
        write_text(output, text)
    for name in _missing(found, shares):
        click.echo(f"not in the price list of {region}: {name}", err=True)
    return DONE


def _missing(found: Prices, shipped: Prices | None) -> Iterator[str]:
    """The rows of the shipped prices, instance types aside, that are missing in these."""
    for name, row in (shipped.rows if shipped else {}).items():
        if row.unit != "h" and name not in found.rows:
            yield name
