"""`advisor fleet`: where every job of a history should run."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from advisor.cli.book import asked_book, book_options
from advisor.cli.reading import reading_options
from advisor.cli.streams import tell
from advisor.fleet.readers import Reading
from advisor.fleet.readers.telling import told
from advisor.fleet.run import Asked, Progress, ask, write
from advisor.fleet.sources import connection


@click.command("fleet")
@click.argument("jobs", nargs=-1, required=True, metavar="JOBS...")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="the file of decisions: .parquet, .csv or .jsonl",
)
@click.option("--keep", metavar="COLUMN,...", help="columns to give beside them [default: all]")
@click.option("--fired", is_flag=True, help="give every rule that holds, too")
@click.option("--lists", is_flag=True, help="give lists of names instead of bit sets")
@reading_options
@click.option("--memory-limit", metavar="SIZE", help="the most memory to use, such as 4GB")
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="what runs the query; the answers are the same",
)
@click.option(
    "--master", metavar="URL", help="with --engine spark: the cluster [default: this machine]"
)
@book_options
@click.option("-q", "--quiet", is_flag=True, help="say nothing on standard error but mistakes")
def command(
    jobs: Sequence[str],
    output: Path,
    keep: str | None,
    fired: bool,
    lists: bool,
    reading: Reading,
    memory_limit: str | None,
    engine: str,
    master: str | None,
    rules: tuple[str, ...],
    no_config: bool,
    quiet: bool,
) -> None:
    """Decide for every job of JOBS: files or globs; `-` is standard input.

    Logs of schedulers are known by their content: Slurm's `sacct -P`, the Standard Workload Format,
    Nextflow's trace, `aws batch describe-jobs`, `kubectl get jobs -o json`. Of Parquet, CSV and
    JSON lines, a column is a fact of a workload, in its canonical unit (s, MiB, vCPU), or what
    --mapping says; an empty value states nothing. The decisions stand in the order of the jobs.

    \b
    advisor fleet jobs.parquet -o decisions.parquet
    sacct -aP -S 2026-01-01 --format=ALL | advisor fleet - -o decisions.parquet
    advisor fleet trace.txt -o decisions.csv --group-by process --percentile 95
    advisor fleet 'history/*.csv.gz' -o decisions.csv --keep name --lists
    advisor fleet s3://bucket/jobs/*.parquet -o decisions.parquet --engine spark --master spark://…

    Exit codes: 0 done, 2 a mistake in what was given, 3 a bug in advisor.
    """  # noqa: D301  # click must get the character \b, which keeps the lines as they are
    if master is not None and engine != "spark":
        raise click.UsageError("`--master` names a Spark cluster, and needs `--engine spark`")
    names = None if keep is None else [each.strip() for each in keep.split(",") if each.strip()]
    book = asked_book(rules, no_config)
    if engine == "spark":
        if reading != Reading():
            raise click.UsageError("with `--engine spark`, jobs are tables whose columns are facts")
        from advisor.fleet.spark import decide_on_spark

        rows = decide_on_spark(
            jobs, output, book, master=master, keep=names, fired=fired, lists=lists,
            memory_limit=memory_limit,
        )  # fmt: skip
    else:
        opened = connection(memory_limit)
        asked = ask(opened, list(jobs), book, keep=names, fired=fired, lists=lists, reading=reading)
        if not quiet:
            _say_refused(asked)
        with _progress(quiet) as progress:
            rows = write(asked, output, progress)
    if not quiet:
        tell(f"{rows:,} jobs decided: {output}")


def _say_refused(asked: Asked) -> None:
    for line in told(asked.jobs):
        tell(line)
    for each in asked.refused:
        tell(f"note: {each.number:,} jobs with `{each.examples[0]}` or the like: {each.reason}")


@contextmanager
def _progress(quiet: bool) -> Iterator[Progress | None]:
    """A bar on a terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1000, label="deciding", file=sys.stderr) as bar:
        yield lambda share: bar.update(max(0, int(share * 1000) - bar.pos))
