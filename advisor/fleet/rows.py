"""Decisions row by row, as Arrow batches in the order of the jobs; texts are dictionary-encoded.

If jobs have much in common, each kind is decided once and its answer is looked up by number: texts
are made for kinds, never for jobs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from advisor.fleet.kinds import raw_keys
from advisor.fleet.numbered import Numbered, numbered
from advisor.fleet.output import written_as
from advisor.fleet.sql.dialects import DUCKDB
from advisor.fleet.sql.query import Query
from advisor.fleet.survey import Survey, allowed_in, filled, survey_of
from advisor.fleet.watched import Progress, run
from advisor.model import Fact

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

T = TypeVar("T")
_KINDS = "kinds_of_jobs"
_ANSWERS = "answers_for_kinds"
_BATCH = 1_000_000  # jobs in a batch at most; DuckDB gives some hundred thousand at once
_AHEAD = 4  # batches at most; more are not written as fast, and need memory


class Known(NamedTuple):
    """The kinds of the jobs, the query over them, and what their columns state."""

    numbered: Numbered
    query: Query
    survey: Survey


def known_kinds(
    opened: DuckDBPyConnection,
    facts: Sequence[Fact],
    decide: Callable[..., Query],
    progress: Progress | None = None,
) -> Known | None:
    """The kinds of the view `jobs`; None if the jobs have little in common.

    Columns without NULL are assumed to hold only allowed values until a kind shows otherwise.
    """
    rows = partial(run, opened)
    full = filled(rows, facts, "jobs", DUCKDB)
    while True:
        made = decide(table=_KINDS, full=full)
        keys = raw_keys(made.text, facts, full, DUCKDB)
        found = numbered(opened, keys, progress) if keys else None
        if found is None:
            return None
        opened.register(_KINDS, found.kinds)
        read = [each for each in facts if each.name in found.kinds.column_names]
        unread = [each for each in facts if each not in read]
        right = allowed_in(rows, read, _KINDS, DUCKDB)
        right |= allowed_in(rows, unread, "jobs", DUCKDB)
        if full <= right:
            survey = survey_of(rows, facts, "jobs", DUCKDB, right=right, full=full)
            return Known(found, made, survey)
        full &= right


def by_kinds(
    opened: DuckDBPyConnection, known: Known, kept: Mapping[str, str]
) -> pa.RecordBatchReader:
    """Columns of the jobs, each by the name that it gets, and the decisions for their kinds."""
    import pyarrow as pa

    said = _answers(opened, known.query)
    parted = list(_parted(said))
    threads = opened.execute("SELECT current_setting('threads')").fetchall()[0][0]
    jobs = _columns(opened, known.numbered.numbers, kept)
    schema = pa.schema([*jobs.schema, *said.schema], written_as(known.query.keys))

    def with_answers(batch: pa.RecordBatch, numbers: pa.Array) -> pa.RecordBatch:
        handed = _handed_out(parted, numbers)
        return pa.RecordBatch.from_arrays([*batch.columns, *handed], schema=schema)

    def numbered_batches() -> Iterator[tuple[pa.RecordBatch, pa.Array]]:
        done = 0
        for batch in jobs:
            yield batch, known.numbered.numbers.slice(done, len(batch))
            done += len(batch)

    batches = _ahead(with_answers, numbered_batches(), min(threads, _AHEAD))
    return pa.RecordBatchReader.from_batches(schema, batches)


def _answers(opened: DuckDBPyConnection, made: Query) -> pa.Table:
    """What a query says of the kinds; as a table first, for Arrow would plan the query twice."""
    opened.execute(f"CREATE OR REPLACE TEMP TABLE {_ANSWERS} AS {made.text}")
    said = opened.sql(f"SELECT * FROM {_ANSWERS}").to_arrow_table()
    opened.execute(f"DROP TABLE {_ANSWERS}")
    return _encoded(said, said.column_names)


def _ahead(do: Callable[..., T], each: Iterable[tuple[Any, ...]], threads: int) -> Iterator[T]:
    """What a function gives for each of some arguments, in order; as many ahead as threads."""
    with ThreadPoolExecutor(threads) as pool:
        waiting: deque[Future[T]] = deque()
        for arguments in each:
            waiting.append(pool.submit(do, *arguments))
            if len(waiting) > threads:
                yield waiting.popleft().result()
        yield from (future.result() for future in waiting)


def one_by_one(
    opened: DuckDBPyConnection, made: Query, decided: Collection[str]
) -> pa.RecordBatchReader:
    """The same rows by a query over all jobs; `decided` are the columns of decisions."""
    import pyarrow as pa

    stream = opened.sql(made.text).to_arrow_reader(_BATCH)
    schema = _encoded(stream.schema.empty_table(), decided).schema
    schema = schema.with_metadata(written_as(made.keys))

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in stream:
            table = _encoded(pa.Table.from_batches([batch]), decided)
            yield from table.replace_schema_metadata(schema.metadata).to_batches()

    return pa.RecordBatchReader.from_batches(schema, batches())


def _columns(
    opened: DuckDBPyConnection, numbers: pa.Array, kept: Mapping[str, str]
) -> pa.RecordBatchReader:
    """Columns of the jobs in batches, which have a length also where there are no columns."""
    import pyarrow as pa

    if kept:
        named = (f"{DUCKDB.named(name)} AS {DUCKDB.named(to)}" for name, to in kept.items())
        return opened.sql(f"SELECT {', '.join(named)} FROM jobs").to_arrow_reader(_BATCH)
    batches = pa.table({"number": numbers}).to_batches(_BATCH)
    return pa.RecordBatchReader.from_batches(pa.schema([]), (each.select([]) for each in batches))


def _encoded(said: pa.Table, columns: Collection[str]) -> pa.Table:
    """Texts of some columns as dictionaries: a rule book has some hundred."""
    import pyarrow as pa

    texts = pa.dictionary(pa.int16(), pa.string())
    for index, field in enumerate(said.schema):
        if field.name in columns and pa.types.is_string(field.type):
            encoded = said.column(index).dictionary_encode().cast(texts)
            said = said.set_column(index, field.name, encoded)
    return said


class _Said(NamedTuple):
    """A column of the answers for kinds, and which kinds have a value; None if all have one.

    Taking from a column without NULL costs an eighth. So which jobs have a value is looked up
    separately, and only once for columns that are NULL for the same kinds; as bytes, because Arrow
    takes three times as long for bits.
    """

    values: pa.Array
    there: pa.Array | None


def _parted(said: pa.Table) -> Iterator[_Said]:
    import pyarrow as pa

    known: dict[bytes, pa.Array] = {}
    for column in (each.combine_chunks() for each in said.columns):
        if column.null_count and pa.types.is_dictionary(column.type):
            there = column.is_valid().cast(pa.uint8())
            there = known.setdefault(there.buffers()[1].to_pybytes(), there)
            yield _Said(_with_nulls(column.indices.fill_null(0), None, column.dictionary), there)
        else:
            yield _Said(column, None)


def _handed_out(said: Sequence[_Said], numbers: pa.Array) -> Iterator[pa.Array]:
    """The answers for the kinds with these numbers, column by column."""
    masks = {id(each.there): each.there for each in said if each.there is not None}
    taken = {key: _bits(_taken(mask, numbers)) for key, mask in masks.items()}
    for each in said:
        values = _taken(each.values, numbers)
        there = taken.get(id(each.there))
        yield values if there is None else _with_nulls(values.indices, there, values.dictionary)


def _taken(values: pa.Array, numbers: pa.Array) -> pa.Array:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(values.type) and len(values.dictionary) == 1:
        # All have the same index, and zeros cost less than looking them up.
        alike = pa.array(np.zeros(len(numbers), values.indices.type.to_pandas_dtype()))
        return _with_nulls(alike, None, values.dictionary)
    return pc.take(values, numbers, boundscheck=False)


def _bits(there: pa.Array) -> pa.Buffer:
    import numpy as np
    import pyarrow as pa

    return pa.py_buffer(np.packbits(there.to_numpy(), bitorder="little"))


def _with_nulls(
    indices: pa.Array, there: pa.Buffer | None, dictionary: pa.Array
) -> pa.DictionaryArray:
    """An array whose values are where a bit of `there` is set, which costs no copy."""
    import pyarrow as pa

    masked = pa.Array.from_buffers(indices.type, len(indices), [there, indices.buffers()[1]])
    return pa.DictionaryArray.from_arrays(masked, dictionary, safe=False)
