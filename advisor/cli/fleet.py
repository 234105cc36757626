"""`advisor fleet`: where every job of a history should run."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click

from advisor.cli.book import book_options
from advisor.cli.paying import paying_for_a_fleet, terms_of
from advisor.cli.project import book_for, config_for
from advisor.cli.reading import reading_options
from advisor.cli.streams import show, tell
from advisor.cost.terms import Terms
from advisor.files import write_text
from advisor.fleet.output import form_of, in_a_folder
from advisor.fleet.pricing import Paying
from advisor.fleet.readers import Reading
from advisor.fleet.readers.telling import told
from advisor.fleet.run import Asked, ask, called, summed_up, write
from advisor.fleet.sources import connection
from advisor.fleet.summary.formats import FORMATS, written
from advisor.fleet.summary.text import to_text
from advisor.fleet.watched import Progress, plainly
from advisor.model import RuleBook


@click.command("fleet")
@click.argument("jobs", nargs=-1, required=True, metavar="JOBS...")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="write the decision for each job to this file: .parquet, .csv or .jsonl",
)
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(FORMATS),
    help="how to show the summary [default: as `--summary FILE` ends, else text]",
)
@click.option(
    "--summary",
    type=click.Path(path_type=Path, dir_okay=False),
    help="write the summary to this file [default: standard output]",
)
@click.option("--keep", metavar="COLUMN,...", help="columns to give beside them [default: all]")
@click.option("--fired", is_flag=True, help="give every rule that holds, too")
@click.option("--lists", is_flag=True, help="give lists of names instead of bit sets")
@reading_options
@paying_for_a_fleet
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
    output: Path | None,
    form: str | None,
    summary: Path | None,
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
    region: str | None,
    **paid: Any,
) -> None:
    """Decide for every job of JOBS, and sum it up: files or globs; `-` is standard input.

    Logs of schedulers are known by their content: Slurm's `sacct -P`, the Standard Workload Format,
    Nextflow's trace, `aws batch describe-jobs`, `kubectl get jobs -o json`. Of Parquet, CSV and
    JSON lines, a column is a fact of a workload, in its canonical unit (s, MiB, vCPU), or what
    --mapping says; an empty value states nothing.

    The summary says how many jobs and CPU hours go to each platform and why, what just misses a
    limit, what it costs, and what is not known. Decisions are written with -o, in the order of the
    jobs.

    \b
    advisor fleet jobs.parquet
    advisor fleet jobs.parquet -o decisions.parquet --summary summary.json
    sacct -aP -o JobID,JobName,State,Elapsed,AllocCPUS,ReqMem | advisor fleet - -o out.csv
    advisor fleet trace.txt -o decisions.csv --group-by process --percentile 95
    advisor fleet 'history/*.csv.gz' -o decisions.csv --keep name --lists
    advisor fleet s3://bucket/jobs/*.parquet -o decisions.parquet --engine spark --master spark://…

    Exit codes: 0 done, 2 a mistake in what was given, 3 a bug in advisor, 130 stopped.
    """  # noqa: D301  # click must get the character \b, which keeps the lines as they are
    if master is not None and engine != "spark":
        raise click.UsageError("`--master` names a Spark cluster, and needs `--engine spark`")
    names = None if keep is None else [each.strip() for each in keep.split(",") if each.strip()]
    config = config_for(None, no_config)
    book = book_for(config, rules)
    shape = form or _by_suffix(summary)
    if engine == "spark":
        if form or summary:
            raise click.UsageError("a summary needs `--engine duckdb`, and is not made by Spark")
        _on_spark(
            jobs, output, book, reading, quiet, master=master, keep=names, fired=fired,
            lists=lists, memory_limit=memory_limit,
        )  # fmt: skip
        return
    paying = Paying(region or config.region, terms_of(config, **paid) or Terms())
    # What cannot be written is said before hours of work, and not after.
    if output:
        form_of(output)
    if summary:
        in_a_folder(summary)
    with _stoppable(), _progress(quiet) as progress:
        asked = ask(
            connection(memory_limit), list(jobs), book, keep=names, fired=fired, lists=lists,
            reading=reading, progress=progress,
        )  # fmt: skip
        rows = write(asked, output, progress) if output else None
        found = summed_up(asked, called(jobs), progress, paying)
    if not quiet:
        _say_refused(asked)
        if output:
            tell(f"{rows:,} jobs decided: {output}")
    if summary is not None:
        write_text(summary, written(found, shape))
    else:
        # What the log gave stands on standard error already.
        show(to_text(found, account=quiet) if shape == "text" else written(found, shape))


def _say_refused(asked: Asked) -> None:
    for line in told(asked.jobs):
        tell(line)
    for each in asked.survey.refused:
        tell(f"note: {each.number:,} jobs with `{each.examples[0]}` or the like: {each.reason}")


def _on_spark(
    jobs: Sequence[str],
    output: Path | None,
    book: RuleBook,
    reading: Reading,
    quiet: bool,
    **how: Any,
) -> None:
    from advisor.fleet.spark import decide_on_spark

    if reading != Reading():
        raise click.UsageError("with `--engine spark`, jobs are tables whose columns are facts")
    if output is None:
        raise click.UsageError("`--engine spark` needs `-o FILE`")
    rows = decide_on_spark(jobs, output, book, **how)
    if not quiet:
        tell(f"{rows:,} jobs decided: {output}")


def _by_suffix(summary: Path | None) -> str:
    suffixes = {".md": "markdown", ".json": "json", ".html": "html"}
    return suffixes.get(summary.suffix.lower(), "text") if summary else "text"


@contextmanager
def _stoppable() -> Iterator[None]:
    """What somebody stops is said to be stopped, since it may have taken long."""
    try:
        with plainly():
            yield
    except KeyboardInterrupt:
        tell("interrupted; no file is half written")
        raise


@contextmanager
def _progress(quiet: bool) -> Iterator[Progress | None]:
    """A bar on a terminal for each thing that takes time, one after the other."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    with ExitStack() as bars:
        current: list[tuple[str, Any]] = []

        def told(doing: str, share: float) -> None:
            if not current or current[-1][0] != doing:
                bars.close()
                bar = click.progressbar(length=1000, label=doing, file=sys.stderr)
                current.append((doing, bars.enter_context(bar)))
            bar = current[-1][1]
            bar.update(max(0, int(share * 1000) - bar.pos))

        yield told
