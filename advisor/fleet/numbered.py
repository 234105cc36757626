"""Which kind each job is of: kinds are numbered in the order in which they come.

DuckDB streams a hash of what tells kinds apart, beside the facts. Two kinds that have the same hash
would be taken for one: the chance that any two of a million do, which are the most that are
numbered, is 1 in 37 million.
"""

from __future__ import annotations

from collections.abc import Sequence
from mmap import ACCESS_READ, mmap
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, NamedTuple

from advisor.fleet.codes import Codes
from advisor.fleet.dialects import DUCKDB
from advisor.fleet.kinds import Key
from advisor.fleet.watched import Progress

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

_BATCH = 120_000  # jobs that are looked up at once, which is about what DuckDB reads at once
_MOST = 1_000_000  # kinds; where there are more, jobs have little in common
_CODE = "advisor_code"


class Numbered(NamedTuple):
    """The facts of each kind, as one of its jobs states them, and the kind of each job."""

    kinds: pa.Table
    numbers: pa.Array


def numbered(
    opened: DuckDBPyConnection, keys: Sequence[Key], progress: Progress | None = None
) -> Numbered | None:
    """The kinds of the view `jobs`; None where there are too many."""
    import pyarrow as pa

    jobs = opened.execute("SELECT count(*) FROM jobs").fetchall()[0][0]
    stream = opened.sql(_coded(keys)).to_arrow_reader(_BATCH)
    codes = Codes()
    kinds = [stream.schema.empty_table()]
    done = 0
    with TemporaryFile() as file:
        for batch in stream:
            known = len(codes)
            numbers = codes.numbers(batch[_CODE].to_numpy())
            if len(codes) > _MOST:
                return None
            if len(codes) > known:
                kinds.append(_first(batch, numbers - 1 - known, len(codes) - known))
            file.write((numbers - 1).data)
            done += len(batch)
            if progress is not None:
                progress("telling apart", done / max(jobs, 1))
        facts = pa.concat_tables(kinds).drop_columns([_CODE])
        return Numbered(facts, _read_back(file, done))


def _coded(keys: Sequence[Key]) -> str:
    """The facts of the jobs, and a hash of what tells kinds apart."""
    facts = [DUCKDB.named(each.name) for each in keys]
    apart = ", ".join(each.text for each in keys)
    return f"SELECT {', '.join([*facts, f'hash({apart}) AS {_CODE}'])} FROM jobs"


def _first(batch: pa.RecordBatch, numbers: NDArray[np.int32], new: int) -> pa.Table:
    """A job of each kind that is new, by its number; those that were known are below 0."""
    import numpy as np
    import pyarrow as pa

    theirs = np.flatnonzero(numbers >= 0)
    jobs = np.empty(new, np.int64)
    jobs[numbers[theirs]] = theirs
    return pa.Table.from_batches([batch.take(pa.array(jobs))])


def _read_back(file: IO[bytes], length: int) -> pa.Array:
    """What was written, as an array; the system keeps of it in memory what it has room for."""
    import pyarrow as pa

    if not length:
        return pa.array([], pa.int32())
    file.flush()
    mapped = mmap(file.fileno(), 0, access=ACCESS_READ)
    return pa.Array.from_buffers(pa.int32(), length, [None, pa.py_buffer(mapped)])
