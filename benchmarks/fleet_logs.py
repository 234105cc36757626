"""What reading a job log and deciding costs, as multiples of DuckDB merely parsing the same file.

    pip install -e ".[fleet]"
    python benchmarks/fleet_logs.py [LOG.swf.gz]

Without a log, one of the same form and size as a large one of the Parallel Workloads Archive is
made up. Times are processor times of one process: who else uses the machine disturbs little.
"""

from __future__ import annotations

import argparse
import gzip
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from advisor.fleet.readers import Reading
from advisor.fleet.run import ask, summed_up, write
from advisor.fleet.sources import connection, jobs_of
from advisor.fleet.summary.text import to_text

FIELDS = 18
JOBS = 447_794
# The columns that the reader makes, as the shortest query that makes them from the fields.
SAME = """f[1] AS name, f[11] AS state, {4} AS duration, {5} AS vcpus,
    {10} * {5} / 1024 AS memory, {4} * {5} / 3600 AS cpu_hours, {9} AS time_limit,
    {2} AS submitted, {2} + {3} AS started, f[12] AS user, f[15] AS queue""".format(
    *(f"CAST(f[{n}] AS DOUBLE)" for n in range(FIELDS + 1))
)


def made_up(path: Path) -> Path:
    """A log of the same form: padded with blanks, most jobs small."""
    some = random.Random(1)
    with gzip.open(path, "wt", compresslevel=6) as file:
        for n in range(1, JOBS + 1):
            cpus = some.choice((1, 1, 1, 1, 8, 16, 32))
            run = int(some.lognormvariate(6, 2))
            file.write(
                f"{n:6} {n * 25:8} {some.randrange(9000):6} {run:6} {cpus:4}     -1    -1 {cpus:4} "
                f"{259200:6} {1200000:7}  1 {some.randrange(300):3} {some.randrange(90):3}  -1  1 "
                "-1 -1 -1\n"
            )
    return path


def least(run: Callable[[], object], times: int) -> float:
    """The least processor time that it took."""
    taken = []
    for _ in range(times):
        started = time.process_time()
        run()
        taken.append(time.process_time() - started)
    return min(taken)


def parsed(path: Path) -> None:
    """DuckDB reads the lines, parts them, and makes the same columns."""
    lines = (
        f"read_csv('{path}', columns={{'line': 'VARCHAR'}}, header=false, auto_detect=false, "
        "delim='\x1e', quote='', escape='')"
    )
    single = "line"
    for width in ("     ", "   ", "  ", "  "):
        single = f"replace({single}, '{width}', ' ')"
    fields = f"string_split(trim({single}), ' ')"
    with duckdb.connect() as opened:
        opened.execute("SET enable_progress_bar = false")
        opened.execute(
            f"CREATE TEMP TABLE jobs AS SELECT {SAME} FROM (SELECT {fields} AS f FROM {lines})"
        )


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("log", nargs="?", type=Path, help="a log in the Standard Workload Format")
    parser.add_argument("--times", type=int, default=3, help="how often to time each thing")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.log or made_up(Path(folder) / "log.swf.gz")
        out = Path(folder) / "decisions.parquet"

        def decided() -> None:
            write(ask(connection(), path), out)

        def all_of_it() -> None:
            asked = ask(connection(), path)
            write(asked, out)
            to_text(summed_up(asked, path.name))

        base = least(lambda: parsed(path), given.times)
        print(f"1 x is DuckDB parsing {path.name} into the same columns: {base:.2f} s")
        for title, run in (
            ("reading it, every row accounted for", lambda: jobs_of(path, connection())),
            ("the same, one workload for each user", lambda: jobs_of(
                path, connection(), Reading(group_by="user"))),
            ("reading, deciding, writing the decisions", decided),
            ("the same and the summary (at most 3 x)", all_of_it),
        ):  # fmt: skip
            print(f"  {least(run, given.times) / base:6.1f} x  {title}")


if __name__ == "__main__":
    main()
