"""Starts Spark, quietly if asked to, and raises its errors as ours."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import IO, TYPE_CHECKING, Any

from advisor.errors import AdvisorError, Problem

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

STDERR = 2  # the number that processes inherit, whatever `sys.stderr` is


@contextmanager
def session(
    master: str | None = None, memory_limit: str | None = None, *, quiet: bool = True
) -> Iterator[SparkSession]:
    """A session on a cluster, or on this machine; AdvisorError if it cannot be started.

    What Java and Spark log goes to standard error, and nowhere if `quiet`.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        message = "the engine `spark` needs pyspark"
        hint = "install it with `pip install 'compute-advisor[spark]'`"
        raise AdvisorError(Problem(message, help=hint)) from error
    builder: Any = SparkSession.builder.appName("advisor fleet").master(master or "local[*]")
    if memory_limit is not None:
        size = _size(memory_limit)
        builder = builder.config("spark.driver.memory", size).config("spark.executor.memory", size)
    shown = not quiet and sys.stderr.isatty()
    builder = builder.config("spark.ui.showConsoleProgress", str(shown).lower())
    builder = builder.config("spark.log.level", "ERROR")
    # Numbers out of range become NULL, and so are not stated, as in DuckDB.
    builder = builder.config("spark.sql.ansi.enabled", "false")
    # The days of a log have the same length in every time zone, as in DuckDB.
    builder = builder.config("spark.sql.session.timeZone", "UTC")
    # The query is too long for one compiled method, and trying takes most of the time.
    builder = builder.config("spark.sql.codegen.wholeStage", "false")
    builder = builder.config("spark.sql.analyzer.maxIterations", "1000")
    hint = "it needs Java 17" + (f", and a cluster at `{master}`" if master else "")
    started: SparkSession = _started(builder, hint, quiet=quiet)
    try:
        yield started
    finally:
        started.stop()


def _started(builder: Any, hint: str, *, quiet: bool) -> SparkSession:
    what = "Spark cannot be started"
    with tempfile.TemporaryFile() as log:
        try:
            with told(what, hint=hint), _into(log) if quiet else nullcontext():
                session: SparkSession = builder.getOrCreate()
                return session
        except AdvisorError as error:
            log.seek(0)
            said = log.read().decode("utf-8", "replace")
            if (cause := re.search(r"Exception in thread [^:]*: (.*)", said)) is None:
                raise
            raise AdvisorError(Problem(f"{what}: {cause[1]}", help=hint)) from error


@contextmanager
def _into(log: IO[bytes]) -> Iterator[None]:
    """Write standard error into a file, as do processes that start meanwhile for all their life."""
    kept = os.dup(STDERR)
    os.dup2(log.fileno(), STDERR)
    try:
        yield
    finally:
        os.dup2(kept, STDERR)
        os.close(kept)


def _size(memory_limit: str) -> str:
    """An amount of memory as Java spells it: `4GB` is `4g`."""
    found = re.fullmatch(r"(\d+)\s*([kmgt])i?b?", memory_limit.strip().lower())
    if found is None:
        message = f"`{memory_limit}` is not an amount of memory"
        raise AdvisorError(Problem(message, help="such as `4GB`"))
    return "".join(found.groups())


@contextmanager
def told(what: str, path: str | None = None, hint: str | None = None) -> Iterator[None]:
    """Raise Spark's errors, after its retries, as AdvisorError with one line."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (Py4JError, PySparkException) as error:
        reason = _reason(getattr(error, "java_exception", None) or error).strip()
        said = reason.splitlines()[0].rstrip(". ")
        raise AdvisorError(Problem(f"{what}: {said}", path, help=hint)) from error


def _reason(error: Any) -> str:
    """The message of an error; of a Java exception that of its innermost cause."""
    if isinstance(error, Exception):
        return str(error)
    cause = error.getCause()
    return str(error.toString()) if cause is None else _reason(cause)
