"""`advisor fleet`: where every job of a history should run."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from advisor.cli.book import book_options
from advisor.cli.init import given_fields
from advisor.cli.paying import paying_for_a_fleet, terms_of
from advisor.cli.project import book_for, config_for
from advisor.cli.reading import reading_options
from advisor.cli.streams import show, tell
from advisor.cost.terms import Terms
from advisor.files import write_text
from advisor.fleet.jobs import Jobs
from advisor.fleet.output import form_of, in_a_folder
from advisor.fleet.pricing import Paying
from advisor.fleet.readers import Reading
from advisor.fleet.readers.telling import of, told
from advisor.fleet.run import ask, called, summed_up, write
from advisor.fleet.sources import connection
from advisor.fleet.summary import Summary
from advisor.fleet.summary.formats import FORMATS, written
from advisor.fleet.summary.text import to_text
from advisor.fleet.supposed import supposed_facts
from advisor.fleet.survey import Survey
from advisor.fleet.watched import Progress, plainly
from advisor.model import RuleBook

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


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
@click.option(
    "--give",
    metavar="COLUMN,...",
    help="columns of the decisions to give, such as platform,status [default: all]",
)
@click.option(
    "--keep", metavar="COLUMN,...", help="columns of the jobs to give beside them [default: all]"
)
@click.option("--fired", is_flag=True, help="give every rule that holds, too")
@click.option("--lists", is_flag=True, help="give lists of names instead of bit sets")
@click.option(
    "--set",
    "more",
    multiple=True,
    metavar="FIELD=VALUE",
    help="a field of a spec, for all jobs that do not state it; may be repeated",
)
@reading_options
@paying_for_a_fleet
@click.option("--memory-limit", metavar="SIZE", help="the most memory to use, such as 4GB")
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="what runs the query; the answers are the same; Spark reads tables alone",
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
    give: str | None,
    keep: str | None,
    fired: bool,
    lists: bool,
    more: tuple[str, ...],
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

    Logs of schedulers are known by their content: Slurm's `sacct -P`, LSF's `lsb.acct`, the
    Standard Workload Format, Nextflow's trace, `aws batch describe-jobs`, `kubectl get jobs -o
    json`. Of Parquet, CSV and JSON lines, a column is a fact of a workload, in its canonical unit
    (s, MiB, vCPU), or what --mapping says; an empty value states nothing.

    The summary says how many jobs and CPU hours go to each platform and why, what just misses a
    limit, what it costs, and what is not known. Decisions are written with -o, in the order of the
    jobs.

    \b
    advisor fleet jobs.parquet
    advisor fleet jobs.parquet -o decisions.parquet --summary summary.json
    sacct -aP -o JobID,JobName,State,Elapsed,AllocCPUS,ReqMem | advisor fleet - -o out.csv
    advisor fleet trace.txt -o decisions.csv --group-by process --percentile 95
    advisor fleet 'history/*.csv.gz' -o decisions.csv --keep name --lists
    advisor fleet lsb.acct --set interruptible=true --set gpu_memory='16 GiB'
    advisor fleet 's3a://bucket/jobs/*.parquet' --engine spark --master spark://…

    Exit codes: 0 done, 2 a mistake in what was given, 3 a bug in advisor, 130 stopped.
    """  # noqa: D301  # click must get the character \b, which keeps the lines as they are
    if master is not None and engine != "spark":
        raise click.UsageError("`--master` names a Spark cluster, and needs `--engine spark`")
    config = config_for(None, no_config)
    book = book_for(config, rules)
    facts = supposed_facts(given_fields({}, more))
    shape = form or _by_suffix(summary)
    paying = Paying(region or config.region, terms_of(config, **paid) or Terms())
    # What cannot be written is said before hours of work, and not after.
    if output:
        form_of(output)
    if summary:
        in_a_folder(summary)
    given = _Asked(
        list(jobs), output, shape, quiet or summary is not None, book, reading, paying,
        memory_limit, quiet,
        connection(memory_limit),
    )  # fmt: skip
    decide = _on_duckdb if engine == "duckdb" else partial(_on_spark, master)
    with _stoppable(), _progress(quiet) as progress:
        done = decide(
            given, progress, give=listed(give), keep=listed(keep), fired=fired, lists=lists,
            facts=facts,
        )  # fmt: skip
    if not quiet:
        _say_refused(done)
        if output:
            tell(f"{of(done.rows, 'job')} decided: {output}")
    if summary is not None:
        write_text(summary, done.summary)
    else:
        show(done.summary)


def listed(names: str | None) -> list[str] | None:
    """The names of an option with commas; None if it was not given."""
    return None if names is None else [each.strip() for each in names.split(",") if each.strip()]


class _Asked(NamedTuple):
    """What was asked for on the command line; `account`: whether a text says what was read."""

    jobs: list[str]
    output: Path | None
    shape: str
    account: bool
    book: RuleBook
    reading: Reading
    paying: Paying
    memory_limit: str | None
    quiet: bool
    opened: DuckDBPyConnection


class _Done(NamedTuple):
    """What an engine did: the jobs and what they state, how many were decided, the summary."""

    jobs: Jobs
    survey: Survey
    rows: int
    summary: str


def _on_duckdb(given: _Asked, progress: Progress | None, **how: Any) -> _Done:
    asked = ask(
        given.opened, given.jobs, given.book, reading=given.reading, progress=progress,
        each=given.output is not None, **how,
    )  # fmt: skip
    rows = write(asked, given.output, progress) if given.output else 0
    found = summed_up(asked, called(given.jobs), progress, given.paying)
    return _Done(asked.jobs, asked.survey, rows, _shown(found, given))


def _on_spark(master: str | None, given: _Asked, _: Progress | None, **how: Any) -> _Done:
    from advisor.fleet import spark
    from advisor.fleet.spark_session import session as started

    if given.reading != Reading():
        raise click.UsageError(spark.TABLES)
    with started(master, given.memory_limit, quiet=given.quiet) as session:
        asked = spark.ask(spark.read(session, given.jobs), given.book, **how)
        rows = spark.write(asked, given.output) if given.output else 0
        found = spark.summed_up(asked, given.opened, called(given.jobs), given.paying)
        return _Done(asked.jobs, asked.survey, rows, _shown(found, given))


def _shown(found: Summary, given: _Asked) -> str:
    """The summary in its format; a terminal has what the log gave on standard error already."""
    if given.shape == "text":
        return to_text(found, account=given.account)
    return written(found, given.shape)


def _say_refused(done: _Done) -> None:
    for line in told(done.jobs):
        tell(line)
    for each in done.survey.refused:
        tell(f"note: {of(each.number, 'job')} with `{each.examples[0]}` or the like: {each.reason}")


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
