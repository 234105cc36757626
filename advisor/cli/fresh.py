"""`advisor rules fresh`: whether the rule book still says what AWS says."""

from __future__ import annotations

from datetime import UTC, date, datetime

import click

from advisor.cli.book import asked_book, book_options, tell_failing_examples

FRESH, STALE = 0, 1


def _days(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """An age in whole days, from the text of a duration."""
    if value is None:
        return None
    number = value.strip().removesuffix("days").removesuffix("d").strip()
    if not number.isdecimal():
        raise click.BadParameter(f"`{value}` is not a number of days such as `180d`", ctx, param)
    return int(number)


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> date:
    if value is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(value)
    except ValueError:
        message = f"`{value}` is not a date such as `2026-11-22`"
        raise click.BadParameter(message, ctx, param) from None


@click.command("fresh")
@book_options
@click.option(
    "--older-than", "age", callback=_days, metavar="DAYS",
    help="report limits that were last looked up longer ago, such as `180d`",
)  # fmt: skip
@click.option(
    "--today", callback=_day, metavar="DATE", help="what counts as today [default: today]"
)
@click.option(
    "--format", "-f", "form", type=click.Choice(["text", "json"]), default="text",
    help="how to show it [default: text]",
)  # fmt: skip
@click.option("-v", "--verbose", is_flag=True, help="show what agrees and what cannot be told too")
def command(
    rules: tuple[str, ...],
    no_config: bool,
    age: int | None,
    today: date,
    form: str,
    verbose: bool,
) -> int:
    """Compare the rule book with the botocore and cfn-lint that are installed, offline.

    Each limit names in `verify` where it can be checked; the words in checks of definitions are
    held to the enums of AWS's models. A limit that a pack pins is told with why it is another, and
    the value below the pin is compared. Exit codes: 0 nothing differs, 1 something differs or is
    older than it may be, or an example of the book does not hold, 2 a mistake in what was given, or
    a package is missing.
    """
    from advisor.fresh import fresh
    from advisor.fresh.report import in_json, in_text

    book = asked_book(rules, no_config, examples=False)
    found = fresh(book, today, age)
    click.echo(in_json(found) if form == "json" else in_text(found, verbose=verbose), nl=False)
    failing = tell_failing_examples(book)
    return FRESH if found.is_fresh and not failing else STALE
