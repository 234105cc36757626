"""`advisor sql`: the whole decision procedure as one query, to run where the jobs are."""

from __future__ import annotations

import json

import click

from advisor.cli.book import asked_book, book_options
from advisor.cli.fleet import listed
from advisor.cli.streams import tell
from advisor.fleet.columns import job_columns
from advisor.fleet.sql.dialects import DIALECTS, DUCKDB, translated
from advisor.fleet.sql.query import query


@click.command("sql")
@click.option(
    "--dialect",
    default=DUCKDB.name,
    help="duckdb, spark, or one that sqlglot translates to, such as snowflake [default: duckdb]",
)
@click.option(
    "--columns",
    default="name,duration,vcpus,memory,gpus,nodes",
    show_default=True,
    metavar="FACT,...",
    help="the facts that the table has; `!` after one says that it is never NULL",
)
@click.option(
    "--keep",
    default="",
    metavar="COLUMN,...",
    help="other columns of the table to give beside the decisions, such as the key of a job",
)
@click.option("--from", "table", default="jobs", show_default=True, help="the table, as SQL")
@click.option("--fired", is_flag=True, help="give every rule that holds, too")
@click.option("--lists", is_flag=True, help="give lists of names instead of bit sets")
@book_options
def command(
    dialect: str,
    columns: str,
    keep: str,
    table: str,
    fired: bool,
    lists: bool,
    rules: tuple[str, ...],
    no_config: bool,
) -> None:
    """Print the query that decides for every row of a table of jobs.

    A column is a fact of a workload, in its canonical unit (s, MiB, vCPU); NULL states nothing.
    The key of the bit sets follows as a comment.

    \b
    advisor sql --columns duration,vcpus,memory --keep job_id --from 'history.jobs'
    advisor sql --dialect snowflake --lists
    """  # noqa: D301  # click must get the character \b, which keeps the lines as they are
    book = asked_book(rules, no_config)
    named = listed(columns) or []
    full = {each.removesuffix("!") for each in named if each.endswith("!")}
    names = [each.removesuffix("!") for each in named]
    ours = DIALECTS.get(dialect, DUCKDB)
    known = job_columns(book)
    kept = [name for name in names if name in known and name not in book.facts]
    kept += [name for name in listed(keep) or () if name not in kept]
    made = query(
        book, names, table=table, dialect=ours, keep=kept, full=full, fired=fired, lists=lists
    )
    text = made.text
    if dialect not in DIALECTS:
        text = translated(text, dialect)
        tell(f"note: translated to `{dialect}` by sqlglot, and not run there by us")
    click.echo(text, nl=False)
    keys = {"depends_on": not lists, "fired": fired and not lists}
    for name, value in made.keys._asdict().items():
        if keys[name]:
            click.echo(f"-- {name}: {json.dumps(value)}")
