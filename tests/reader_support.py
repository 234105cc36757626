"""Job logs as people have them, small and written by hand, and how tests read them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from advisor.fleet.jobs import Jobs
from advisor.fleet.readers import Reading
from advisor.fleet.sources import connection, jobs_of

JOBS = Path(__file__).parent / "data" / "jobs"
SACCT = (JOBS / "sacct.txt").read_text()
SWF = (JOBS / "cluster.swf").read_text()
TRACE = (JOBS / "trace.txt").read_text()
RAW_TRACE = (JOBS / "trace-raw.txt").read_text()


def read(path: Path | str, **reading: Any) -> tuple[Jobs, list[dict[str, Any]]]:
    """The jobs of a file, and their rows without what they do not state."""
    opened = connection()
    jobs = jobs_of(str(path), opened, Reading(**reading))
    rows = opened.sql(jobs.sql).to_arrow_table().to_pylist()
    return jobs, [{k: v for k, v in row.items() if v is not None} for row in rows]


def written(folder: Path, name: str, text: str | bytes) -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def facts(row: Mapping[str, Any], *names: str) -> list[Any]:
    """Some of what a row states."""
    return [row.get(name) for name in names]


def adds_up(jobs: Jobs, rows: list[Any]) -> bool:
    """Whether every row of the log is a job, is folded into one, or is refused."""
    others = (*jobs.refused, *jobs.folded)
    return jobs.rows == len(rows) + sum(each.number for each in others)
