"""Which kind each job is of: kinds are numbered in the order in which they come.

DuckDB streams a hash of what tells kinds apart, beside the facts. Two kinds that have the same hash
would be taken for one: the chance that any two of a million do, which are the most that are
numbered, is 1 in 37 million.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from mmap import ACCESS_READ, mmap
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, NamedTuple

from advisor.fleet.dialects import DUCKDB
from advisor.fleet.kinds import Key
from advisor.fleet.watched import Progress

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

_BATCH = 1_000_000  # jobs that are looked up at once; every look-up reads all codes that are known
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
    codes = pa.array([], pa.uint64())
    kinds: list[pa.Table] = []
    done = 0
    with TemporaryFile() as file:
        for some in _gathered(opened.sql(_coded(keys)).to_arrow_reader(_BATCH)):
            numbers, new = _looked_up(codes, some)
            codes = pa.concat_arrays([codes, new[_CODE].combine_chunks()])
            kinds.append(new.drop_columns([_CODE]))
            if len(codes) > _MOST:
                return None
            file.write(numbers.buffers()[1])
            done += len(some)
            if progress is not None:
                progress("telling apart", done / max(jobs, 1))
        return Numbered(pa.concat_tables(kinds), _read_back(file, done))


def _gathered(stream: pa.RecordBatchReader) -> Iterator[pa.Table]:
    """As many jobs as are looked up at once, and at least one table."""
    import pyarrow as pa

    several: list[pa.RecordBatch] = []
    for batch in stream:
        several.append(batch)
        if sum(map(len, several)) >= _BATCH:
            yield pa.Table.from_batches(several)
            several = []
    yield pa.Table.from_batches(several, stream.schema)


def _coded(keys: Sequence[Key]) -> str:
    """The facts of the jobs, and a hash of what tells kinds apart."""
    facts = [DUCKDB.named(each.name) for each in keys]
    apart = ", ".join(each.text for each in keys)
    return f"SELECT {', '.join([*facts, f'hash({apart}) AS {_CODE}'])} FROM jobs"


def _looked_up(codes: pa.Array, jobs: pa.Table) -> tuple[pa.Array, pa.Table]:
    """The number of each job's kind, and a job of each kind that has no code yet."""
    import pyarrow as pa
    import pyarrow.compute as pc

    theirs = jobs[_CODE].combine_chunks()
    numbers = pc.index_in(theirs, value_set=codes)
    if not numbers.null_count:
        return numbers, jobs.slice(0, 0)
    unknown = numbers.is_null()
    theirs, jobs = theirs.filter(unknown), jobs.filter(unknown)
    new = theirs.unique()
    told = pc.add(pc.index_in(theirs, value_set=new), pa.scalar(len(codes), pa.int32()))
    numbers = pc.replace_with_mask(numbers, unknown, told)
    return numbers, jobs.take(pc.index_in(new, value_set=theirs))


def _read_back(file: IO[bytes], length: int) -> pa.Array:
    """What was written, as an array; the system keeps of it in memory what it has room for."""
    import pyarrow as pa

    if not length:
        return pa.array([], pa.int32())
    file.flush()
    mapped = mmap(file.fileno(), 0, access=ACCESS_READ)
    return pa.Array.from_buffers(pa.int32(), length, [None, pa.py_buffer(mapped)])
