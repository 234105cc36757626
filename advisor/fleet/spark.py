"""The same query on a Spark cluster, from files that it can read into a folder of files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.errors import AdvisorError, Problem
from advisor.fleet.columns import job_columns
from advisor.fleet.dialects import SPARK
from advisor.fleet.output import FORMATS, replaced
from advisor.fleet.sources import reader
from advisor.fleet.sql import query
from advisor.model import Kind, RuleBook

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_FITTING = {
    Kind.NUMBER: ("tinyint", "smallint", "int", "bigint", "float", "double", "decimal"),
    Kind.BOOLEAN: ("boolean",),
    Kind.TEXT: ("string",),
    Kind.LIST: ("array<string>",),
}


def session(master: str | None = None, memory_limit: str | None = None) -> SparkSession:
    """A session on a cluster, or on this machine; AdvisorError where the extra is missing."""
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        message = "the engine `spark` needs pyspark"
        hint = "install it with `pip install 'compute-advisor[spark]'`"
        raise AdvisorError(Problem(message, help=hint)) from error
    builder: Any = SparkSession.builder.appName("advisor fleet").master(master or "local[*]")
    if memory_limit is not None:
        size = memory_limit.lower().removesuffix("b")
        builder = builder.config("spark.driver.memory", size).config("spark.executor.memory", size)
    builder = builder.config("spark.ui.showConsoleProgress", "true")
    # Numbers that do not fit become NULL and are then not stated, as in DuckDB's reader.
    builder = builder.config("spark.sql.ansi.enabled", "false")
    # The query is too long for one compiled method, and trying takes longer than all else.
    builder = builder.config("spark.sql.codegen.wholeStage", "false")
    builder = builder.config("spark.sql.analyzer.maxIterations", "1000")
    started: SparkSession = builder.getOrCreate()
    return started


def decided(
    jobs: DataFrame,
    book: RuleBook,
    *,
    keep: Sequence[str] | None = None,
    fired: bool = False,
    lists: bool = False,
) -> tuple[DataFrame, Any]:
    """The decisions for a frame of jobs, and the query that makes them."""
    facts = [name for name in jobs.columns if name in job_columns(book)]
    _check(jobs, book)
    made = query(
        book, facts, table="{jobs}", dialect=SPARK, keep=jobs.columns if keep is None else keep,
        fired=fired, lists=lists,
    )  # fmt: skip
    view = f"advisor_jobs_{id(jobs)}"
    jobs.createOrReplaceTempView(view)
    return jobs.sparkSession.sql(made.text.replace("{jobs}", view)), made


def _check(jobs: DataFrame, book: RuleBook) -> None:
    known = job_columns(book)
    problems = []
    for name, type_ in jobs.dtypes:
        if name in book.facts and name in known:
            base = type_.split("(")[0]
            if base not in (*_FITTING[known[name].kind], "void"):
                wanted = f"must be a {known[name].kind}"
                problems.append(Problem(f"the column `{name}` has the type {base}", help=wanted))
    if problems:
        raise AdvisorError(problems)


def decide_on_spark(
    paths: Sequence[str],
    output: Path,
    book: RuleBook,
    *,
    master: str | None = None,
    keep: Sequence[str] | None = None,
    fired: bool = False,
    lists: bool = False,
    memory_limit: str | None = None,
) -> int:
    """Put the decisions into a folder of files, which is never there by half.

    Spark writes one file for each part of the jobs, in the order of the jobs.
    """
    if output.suffix.lower() not in FORMATS:
        kinds = ", ".join(f"`{each}`" for each in FORMATS)
        raise AdvisorError(Problem("cannot be written", str(output), help=f"must end with {kinds}"))
    spark = session(master, memory_limit)
    try:
        frame, _ = decided(_read(spark, paths), book, keep=keep, fired=fired, lists=lists)
        with replaced(output.absolute()) as temporary:
            _write(frame, temporary, output.suffix.lower())
        return int(_read(spark, [str(output.absolute())]).count())
    finally:
        spark.stop()


def _read(spark: SparkSession, paths: Sequence[str]) -> DataFrame:
    listed = [str(each) for each in paths]
    match {reader(path) for path in listed}:
        case found if found == {"read_parquet"}:
            return spark.read.parquet(*listed)
        case found if found == {"read_csv"}:
            return spark.read.csv(listed, header=True, inferSchema=True)
        case found if found == {"read_json"}:
            return spark.read.json(listed)
        case _:
            raise AdvisorError(Problem("files of jobs must be of one kind", listed[0]))


def _write(frame: DataFrame, folder: Path, suffix: str) -> None:
    match suffix:
        case ".parquet":
            frame.write.parquet(str(folder))
        case ".csv":
            frame.write.csv(str(folder), header=True)
        case _:
            frame.write.json(str(folder), ignoreNullFields=False)
