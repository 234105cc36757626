"""How fast the fleet is, as ratios in one run: against reading and summing, zen-engine, Spark.

    pip install -e ".[fleet,bench,spark]"
    python benchmarks/fleet.py --jobs 10_000_000

Times are processor times where one process does all the work (so that who else uses the machine
disturbs little), and wall-clock times where another process takes part.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import duckdb
from engines import zen_context, zen_expression

import advisor
from advisor.condition import facts_read
from advisor.facts import complete
from advisor.fleet.run import ask, rows, summed_up, write
from advisor.fleet.sources import connection
from advisor.fleet.summary.ask import grouped, source
from advisor.fleet.summary.tallies import tallies

COLUMNS = ("duration", "vcpus", "memory", "gpus", "nodes")
MILLION = 1_000_000
AIM = "platform, status, deciding rules, as Arrow (at most 5 x)"


def jobs(path: Path, number: int) -> Path:
    """A history: run times over six orders of magnitude, sizes as people ask for them."""
    duckdb.sql(
        f"""COPY (SELECT 'job-' || i AS name,
            round(exp(random() * 13), 1) AS duration,
            CAST(1 << CAST(random() * 6 AS INTEGER) AS DOUBLE) AS vcpus,
            1024.0 * ceil(exp(random() * 6)) AS memory,
            CASE WHEN random() < 0.05 THEN 1e0 ELSE 0 END AS gpus,
            CASE WHEN random() < 0.02 THEN 4e0 ELSE 1 END AS nodes
            FROM range({number}) t(i)) TO '{path}'"""
    )
    return path


def least(run: Callable[[], object], times: int, clock: Callable[[], float]) -> float:
    """The least time that it took."""
    taken = []
    for _ in range(times):
        started = clock()
        run()
        taken.append(clock() - started)
    return min(taken)


def interleaved(
    parts: Mapping[str, Callable[[], object]], times: int, clock: Callable[[], float]
) -> dict[str, float]:
    """The least time that each took, in turns, so that all of them meet what else is going on."""
    found = dict.fromkeys(parts, float("inf"))
    for _ in range(times):
        for title, part in parts.items():
            found[title] = min(found[title], least(part, 1, clock))
    return found


def against_sum(path: Path, number: int, times: int) -> float:
    """Print what each part of the answer costs, as a multiple of summing; rows a second."""
    opened, book = connection(), advisor.load_rules()
    sums = ", ".join(f"sum({name})" for name in COLUMNS)
    asked = ask(opened, path, book, keep=[])
    rules = [name for name in asked.decided if name.endswith("_rule")]
    query = advisor.fleet.query(book, COLUMNS, full=COLUMNS).text
    counted = ", ".join(f"count({name})" for name in asked.decided)

    def decided(give: Sequence[str] | None = None) -> None:
        for _ in rows(ask(opened, path, book, keep=[], give=give)):
            pass

    def handed_out() -> None:
        for _ in rows(asked):
            pass

    parts = {
        "base": lambda: opened.execute(f"SELECT {sums} FROM '{path}'").fetchall(),
        "telling kinds apart": lambda: ask(opened, path, book, keep=[]),
        f"deciding kinds, handing out {len(asked.decided)} columns": handed_out,
        AIM: lambda: decided(["platform", "status", *rules]),
        "every column of the decisions": decided,
        "the query for every job": lambda: opened.execute(
            f"SELECT {counted} FROM ({query})"
        ).fetchall(),
    }
    taken = interleaved(parts, times, time.process_time)
    waited = interleaved(parts, times, time.perf_counter)
    base = taken.pop("base")
    print(f"\n{number:,} jobs; 1 x is reading and summing {len(COLUMNS)} columns: {base:.2f} s")
    for title, each in taken.items():
        print(f"  {each / base:8.1f} x  {each / number * 1e9:6.0f} ns a job  {title}, "
              f"{waited[title] / waited['base']:.1f} x as long to wait")  # fmt: skip
    return number / taken[AIM]


def summary(path: Path, number: int, times: int) -> None:
    """Print what a decision for every job costs where only sums are asked for, by kinds of jobs."""
    opened = connection()
    asked = ask(opened, path, keep=[])
    sums = ", ".join(f"sum({name})" for name in COLUMNS)
    base = least(
        lambda: opened.execute(f"SELECT {sums} FROM '{path}'").fetchall(), times, time.process_time
    )
    text, facts = grouped(asked.book, asked.jobs.columns, asked.survey.full, "jobs")

    def decided() -> None:
        opened.execute(f"CREATE OR REPLACE TEMP TABLE kinds AS {text}")
        found = source(lambda asking: opened.execute(asking).fetchall(), "kinds", facts,
                       asked.survey.full, asked.book)  # fmt: skip
        tallies(found)

    parts = {
        "platform, deciding rules, facts it hangs on, added up": decided,
        "the whole summary": lambda: summed_up(asked),
    }
    for title, part in parts.items():
        taken = least(part, times, time.process_time)
        print(f"  {taken / base:8.1f} x  {taken / number * 1e9:6.0f} ns a job  {title}")
    kinds = opened.execute("SELECT count(*) FROM kinds").fetchall()[0][0]
    print(f"  {kinds:8,} kinds of jobs")


def against_zen(rate: float) -> None:
    """Print how many times the rate of the fastest row-by-row rule engine that is."""
    import zen

    book = advisor.load_rules()
    facts = complete(book, {"duration": 1200.0, "vcpus": 4.0, "memory": 8192.0, "gpus": 0,
                            "image": "x", "lambda_image": False, "runs_per_month": 30})  # fmt: skip
    rules = [rule for decision in book.decisions for rule in decision.rules]
    expression = zen.compile_expression(zen_expression((rule.when for rule in rules), facts))
    read = dict.fromkeys(name for rule in rules for name in facts_read(rule.when))
    context = zen_context({name: facts[name] for name in read})

    def some() -> None:
        for _ in range(2000):
            expression.evaluate(context)

    one = least(some, 3, time.process_time) / 2000
    print(f"  {rate * one:8.1f} x  the rate of zen-engine, conditions alone (at least 50 x)")


def written(path: Path, limit: str) -> None:
    """Print the memory and the time of the command as people run it."""
    out = path.with_name("decisions.parquet")
    before = time.perf_counter()
    command = [sys.executable, "-m", "advisor", "fleet", str(path), "-o", str(out),
               "--memory-limit", limit, "--keep", "name", "-q"]  # fmt: skip
    subprocess.run(command, check=True)
    taken = time.perf_counter() - before
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2
    print(f"  {taken:8.1f} s  the command with a limit of {limit}: {most:.2f} GiB")
    out.unlink()


def against_spark(path: Path) -> None:
    """Print Spark's time on this machine beside DuckDB's, both started already."""
    from advisor.fleet import spark

    out = str(path.with_name("spark"))
    with spark.session() as session:
        jobs = session.read.parquet(str(path))
        frame = spark.decided(spark.ask(jobs, advisor.load_rules(), keep=["name"]))
        there = least(lambda: frame.write.mode("overwrite").parquet(out), 2, time.perf_counter)
    opened = connection()
    out = path.with_name("duckdb.parquet")
    here = least(lambda: write(ask(opened, path, keep=["name"]), out), 2, time.perf_counter)
    print(f"  {there / here:8.1f} x  Spark on this machine against DuckDB, files written by both")


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--jobs", type=int, default=10 * MILLION, help="the largest history")
    parser.add_argument("--times", type=int, default=3, help="how often to time each thing")
    parser.add_argument("--memory-limit", default="3GB")
    parser.add_argument("--spark", action="store_true", help="compare with Spark, too")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        number, rate = MILLION, 0.0
        while number <= given.jobs:
            path = jobs(Path(folder) / "jobs.parquet", number)
            rate = against_sum(path, number, given.times)
            summary(path, number, given.times)
            written(path, given.memory_limit)
            if given.spark and find_spec("pyspark"):
                against_spark(path)
            number *= 10
        if find_spec("zen"):
            against_zen(rate)


if __name__ == "__main__":
    main()
