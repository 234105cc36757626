"""The same query and summary on a Spark cluster; jobs and decisions stay there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from advisor.condition import Scalar
from advisor.errors import AdvisorError, Problem
from advisor.fleet.columns import columns_given, job_columns
from advisor.fleet.jobs import Jobs
from advisor.fleet.output import form_of, replaced
from advisor.fleet.plain import told_apart
from advisor.fleet.pricing import Paying
from advisor.fleet.run import kept_of
from advisor.fleet.sources import connection, one_reader, reader
from advisor.fleet.spark_session import told
from advisor.fleet.sql.dialects import SPARK
from advisor.fleet.sql.query import Query, query
from advisor.fleet.summary import Summary
from advisor.fleet.summary.ask import Rows
from advisor.fleet.summing import Place, added_up
from advisor.fleet.supposed import accounted, columns_with
from advisor.fleet.survey import Survey, selected, surveyed
from advisor.model import RuleBook

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from pyspark.sql import DataFrame, SparkSession

TABLES = (
    "Spark reads tables whose columns are facts: Parquet, CSV, JSON lines; "
    "logs, `--mapping` and `--group-by` need `--engine duckdb`"
)
MOST_KINDS = 1_000_000  # each takes a few hundred bytes in the memory of the driver


class Asked(NamedTuple):
    """A query over jobs that a session can read, and what it was made from."""

    session: SparkSession
    table: str
    jobs: Jobs
    query: Query
    book: RuleBook
    survey: Survey


def read(spark: SparkSession, paths: Sequence[str]) -> DataFrame:
    """The jobs of files; AdvisorError if Spark cannot read them."""
    for path in paths:
        _checked(path)
    several = list(paths)
    with told("cannot be read", paths[0]):
        match one_reader(paths):
            case "read_parquet":
                return spark.read.parquet(*several)
            case "read_csv":
                tabs = ".tsv" in Path(several[0]).suffixes
                return spark.read.csv(
                    several, header=True, inferSchema=True, sep="\t" if tabs else ",", escape='"'
                )
            case _:
                found = spark.read.option("inferTimestamp", value=True).json(several)
                if "_corrupt_record" in found.columns:
                    problem = "has lines that are not JSON"
                    raise AdvisorError(Problem(problem, paths[0], help=TABLES))
                return found


def _checked(path: str) -> None:
    """AdvisorError if a file is no table by its name."""
    try:
        reader(path)
    except AdvisorError as error:
        raise AdvisorError(Problem("is no table of jobs", path, help=TABLES)) from error


def ask(
    jobs: DataFrame,
    book: RuleBook,
    *,
    keep: Sequence[str] | None = None,
    give: Sequence[str] | None = None,
    fired: bool = False,
    lists: bool = False,
    facts: Mapping[str, Scalar] | None = None,
) -> Asked:
    """The query for a frame of jobs, which becomes a view of its session.

    `facts` are those of all jobs that do not state them.
    """
    spark = jobs.sparkSession
    table = f"advisor_jobs_{uuid4().hex}"
    columns = jobs.columns
    jobs = jobs.selectExpr(*columns_with(columns, facts or {}, SPARK))
    jobs.selectExpr(*selected(jobs.dtypes, book, SPARK)).createOrReplaceTempView(table)
    found = told_apart(Jobs(f"SELECT * FROM {table}", tuple(columns)), book)
    found = accounted(found, facts or {})
    survey = surveyed(lambda text: _rows(spark, text), found.columns, table, book, SPARK)
    stated = [name for name in found.columns if name in job_columns(book)]
    made = query(
        book, stated, table=table, dialect=SPARK, full=survey.full,
        keep=kept_of(found, keep), fired=fired, lists=lists,
        give=columns_given(book, give, fired=fired, lists=lists),
    )  # fmt: skip
    return Asked(spark, table, found, made, book, survey)


def _rows(spark: SparkSession, text: str) -> Rows:
    found = spark.sql(text)
    with told("Spark gave up"):
        return found.collect()


def decided(asked: Asked) -> DataFrame:
    """The decisions as a frame."""
    return asked.session.sql(asked.query.text)


def write(asked: Asked, output: Path) -> int:
    """Write the decisions to a folder of files, whole or not at all; returns their number.

    Spark writes one file per partition of the jobs, in the order of the jobs. `_advisor.json`
    beside them has the meaning of the bit sets.
    """
    form_of(output)
    suffix = output.suffix.lower()
    with replaced(output.absolute()) as temporary:
        frame = decided(asked)
        with told("cannot be written", str(output)):
            _write(frame, temporary.as_uri(), suffix)
            rows = _written(asked.session, temporary, suffix)
        if rows != asked.survey.jobs:
            problem = f"{rows:,} of {asked.survey.jobs:,} decisions arrived"
            hint = "it must be where the driver and every worker can write"
            raise AdvisorError(Problem(problem, str(output), help=hint))
        _name_by_number(temporary)
        key = json.dumps(asked.query.keys._asdict(), indent=2)
        (temporary / "_advisor.json").write_text(f"{key}\n")
    return rows


def _write(frame: DataFrame, folder: str, suffix: str) -> None:
    match suffix:
        case ".parquet":
            frame.write.parquet(folder)
        case ".csv":
            frame.selectExpr(*map(_flat, frame.dtypes)).write.csv(folder, header=True, escape='"')
        case _:
            frame.write.json(folder, ignoreNullFields=False)


def _flat(column: tuple[str, str]) -> str:
    """A column for CSV, with lists as one text."""
    name, type_ = column
    quoted = SPARK.named(name)
    return f"CAST({quoted} AS STRING) AS {quoted}" if type_.startswith("array") else quoted


def _written(spark: SparkSession, folder: Path, suffix: str) -> int:
    """The number of rows in a folder, as the driver sees it."""
    if not any(folder.glob("part-*")):
        return 0
    match suffix:
        case ".parquet":
            return spark.read.parquet(folder.as_uri()).count()
        case ".csv":
            return spark.read.csv(folder.as_uri(), header=True, escape='"').count()
        case _:
            return spark.read.text(folder.as_uri()).count()


def _name_by_number(folder: Path) -> None:
    """Remove random ids from the names of files, and their checksums, so that reruns are equal."""
    for checksum in folder.glob(".*.crc"):
        checksum.unlink()
    for part in folder.glob("part-*"):
        part.rename(part.with_name(re.sub(r"^(part-\d+)-[0-9a-f-]{36}", r"\1", part.name)))


def summed_up(
    asked: Asked,
    opened: DuckDBPyConnection | None = None,
    named: str = "",
    paying: Paying | None = None,
) -> Summary:
    """The summary of the decisions: Spark groups the jobs by kind, DuckDB decides the kinds.

    Drawing its picture queries the session again. AdvisorError if there are too many kinds.
    """
    here = connection() if opened is None else opened

    def brought(name: str, text: str) -> None:
        found = asked.session.sql(text).limit(MOST_KINDS + 1)
        with told("Spark gave up"):
            kinds = found.toArrow()
        if kinds.num_rows > MOST_KINDS:
            problem = (
                f"the jobs are of more than {MOST_KINDS:,} kinds, too many to sum up with Spark"
            )
            hint = "round `memory` and `vcpus`, leave columns away, or use `--engine duckdb`"
            raise AdvisorError(Problem(problem, help=hint))
        here.register("brought", kinds)
        here.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM brought")
        here.unregister("brought")

    place = Place(
        lambda text: _rows(asked.session, text),
        lambda text: here.execute(text).fetchall(),
        brought,
        asked.table,
        SPARK,
    )
    return added_up(place, asked.jobs, asked.survey, asked.book, named, paying or Paying())
