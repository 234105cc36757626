"""Numbers the kinds of jobs in the order of their first appearance.

DuckDB streams a hash of what separates kinds, beside the facts. Two kinds with equal hashes would
be merged: the chance that any two of a million do, which are the most that are
numbered, is 1 in 37 million.
"""

from __future__ import annotations

from collections.abc import Sequence
from mmap import ACCESS_READ, mmap
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, NamedTuple

from advisor.fleet.codes import Codes
from advisor.fleet.kinds import Key
from advisor.fleet.sql.dialects import DUCKDB
from advisor.fleet.watched import Progress

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

_BATCH = 1_000_000  # jobs in a batch at most; DuckDB gives some hundred thousand at once
_MOST = 1_000_000  # kinds; where there are more, jobs have little in common
_CODE = "advisor_code"


class Numbered(NamedTuple):
    """The facts of each kind, and the kind of each job.

    They are what a job of the kind states, or an example of its interval.
    """

    kinds: pa.Table
    numbers: pa.Array


def numbered(
    opened: DuckDBPyConnection, keys: Sequence[Key], progress: Progress | None = None
) -> Numbered | None:
    """The kinds of the view `jobs`; None where there are too many."""
    import pyarrow as pa

    jobs = opened.execute("SELECT count(*) FROM jobs").fetchall()[0][0]
    _keep_memory()
    stream = opened.sql(_coded(keys)).to_arrow_reader(_BATCH)
    codes = Codes()
    kinds = [stream.schema.empty_table()]
    done = 0

    with TemporaryFile() as file:
        for batch in stream:
            numbers, new = codes.numbers(batch[_CODE].to_numpy())
            if len(codes) > _MOST:
                return None
            if len(new):
                kinds.append(pa.Table.from_batches([batch.take(pa.array(new))]))
            file.write((numbers - 1).data)
            done += len(batch)
            if progress is not None:
                progress("telling apart", done / max(jobs, 1))
        facts = pa.concat_tables(kinds).drop_columns([_CODE]).combine_chunks()
        return Numbered(_with_examples(facts, keys), _read_back(file, done))


def _keep_memory() -> None:
    """Spare faulting in, for each batch, the pages that the one before it gave back.

    Once a block mapped for itself is freed, glibc maps no smaller ones and gives back less
    (mallopt(3)). Other systems do not care.
    """
    import numpy as np

    np.empty(31 << 20, np.uint8)


def _coded(keys: Sequence[Key]) -> str:
    """The facts of jobs, or the interval that they are in, with a hash of what separates kinds."""
    facts = [
        f"CAST({each.text} AS USMALLINT) AS {DUCKDB.named(each.name)}"
        if each.examples
        else DUCKDB.named(each.name)
        for each in keys
    ]
    apart = ", ".join(each.text for each in keys)
    return f"SELECT {', '.join([*facts, f'hash({apart}) AS {_CODE}'])} FROM jobs"


def _with_examples(kinds: pa.Table, keys: Sequence[Key]) -> pa.Table:
    import pyarrow as pa

    for index, key in enumerate(keys):
        if key.examples:
            examples = pa.array(key.examples, pa.float64()).take(kinds.column(index))
            kinds = kinds.set_column(index, key.name, examples)
    return kinds


def _read_back(file: IO[bytes], length: int) -> pa.Array:
    """What was written, as an array; the system keeps of it in memory what it has room for."""
    import pyarrow as pa

    if not length:
        return pa.array([], pa.int32())
    file.flush()
    mapped = mmap(file.fileno(), 0, access=ACCESS_READ)
    return pa.Array.from_buffers(pa.int32(), length, [None, pa.py_buffer(mapped)])
