"""Decisions row by row, as Arrow batches in the order of the jobs; texts are dictionary-encoded.

If jobs have much in common, each kind is decided once and its answer is looked up by number: texts
are made for kinds, never for jobs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

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

_KINDS = "kinds_of_jobs"
_BATCH = 1_000_000  # jobs in a batch at most; DuckDB gives some hundred thousand at once


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

    said = opened.sql(known.query.text).to_arrow_table()
    said = _encoded(said, said.column_names)
    parted = list(_parted(said))
    jobs = _columns(opened, known.numbered.numbers, kept)
    schema = pa.schema([*jobs.schema, *said.schema], written_as(known.query.keys))

    def batches() -> Iterator[pa.RecordBatch]:
        done = 0
        for batch in jobs:
            numbers = known.numbered.numbers.slice(done, len(batch))
            done += len(batch)
            handed = _handed_out(parted, numbers)
            yield pa.RecordBatch.from_arrays([*batch.columns, *handed], schema=schema)

    return pa.RecordBatchReader.from_batches(schema, batches())


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
    separately, and only once for columns that are NULL for the same kinds.
    """

    values: pa.Array
    there: pa.Array | None


def _parted(said: pa.Table) -> Iterator[_Said]:
    import pyarrow as pa

    known: dict[bytes, pa.Array] = {}
    for column in (each.combine_chunks() for each in said.columns):
        if column.null_count and pa.types.is_dictionary(column.type):
            there = column.is_valid()
            there = known.setdefault(there.buffers()[1].to_pybytes(), there)
            yield _Said(_with_nulls(column.indices.fill_null(0), None, column.dictionary), there)
        else:
            yield _Said(column, None)


def _handed_out(said: Sequence[_Said], numbers: pa.Array) -> Iterator[pa.Array]:
    """The answers for the kinds with these numbers, column by column."""
    import pyarrow.compute as pc

    masks = {id(each.there): each.there for each in said if each.there is not None}
    taken = {key: pc.take(mask, numbers, boundscheck=False) for key, mask in masks.items()}
    for each in said:
        values = pc.take(each.values, numbers, boundscheck=False)
        there = taken.get(id(each.there))
        yield values if there is None else _with_nulls(values.indices, there, values.dictionary)


def _with_nulls(
    indices: pa.Array, there: pa.Array | None, dictionary: pa.Array
) -> pa.DictionaryArray:
    """An array whose values are where `there` is true, which costs no copy."""
    import pyarrow as pa

    mask = None if there is None else there.buffers()[1]
    parts = [mask, indices.buffers()[1]]
    masked = pa.Array.from_buffers(indices.type, len(indices), parts)
    return pa.DictionaryArray.from_arrays(masked, dictionary, safe=False)
