"""Files of decisions: their formats, the key of their bit sets, and that none is half there."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError, Problem
from advisor.fleet.columns import Keys

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

# How DuckDB is told to write a file that ends so; Parquet is Arrow's own.
_COPIED: Mapping[str, str] = {
    ".csv": "FORMAT csv, HEADER",
    ".jsonl": "FORMAT json",
    ".ndjson": "FORMAT json",
}
FORMATS = (".parquet", *_COPIED)


def form_of(output: Path) -> str:
    """The ending of a file to be written; AdvisorError where nothing can be written so."""
    suffix = output.suffix.lower()
    if suffix not in FORMATS:
        kinds = ", ".join(f"`{each}`" for each in FORMATS)
        raise AdvisorError(Problem("cannot be written", str(output), help=f"must end with {kinds}"))
    in_a_folder(output)
    return suffix


def in_a_folder(path: Path) -> None:
    """AdvisorError where the folder of a file to write is not there."""
    if not path.parent.is_dir():
        message = "cannot be written: there is no such folder"
        raise AdvisorError(Problem(message, str(path.parent)))


def write_rows(rows: pa.RecordBatchReader, output: Path, opened: DuckDBPyConnection) -> int:
    """Put decisions into a file, which is never there by half; returns how many there are.

    The connection must not be the one that the rows come from.
    """
    suffix = form_of(output)
    with replaced(output) as temporary:
        if suffix == ".parquet":
            return _parquet(rows, temporary)
        target = "'" + str(temporary).replace("'", "''") + "'"
        opened.register("rows", rows)
        text = f"COPY (SELECT * FROM rows) TO {target} ({_COPIED[suffix]})"
        return int(opened.execute(text).fetchall()[0][0])


def _parquet(rows: pa.RecordBatchReader, path: Path) -> int:
    """What is said in dictionaries is written as such; to seek the least of it would cost most."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sought = [each.name for each in rows.schema if not pa.types.is_dictionary(each.type)]
    number = 0
    with pq.ParquetWriter(path, rows.schema, compression="zstd", write_statistics=sought) as writer:
        for batch in rows:
            writer.write_batch(batch)
            number += len(batch)
    return number


def written_as(keys: Keys) -> dict[str, str]:
    """The key of the bit sets as metadata of a table or a file."""
    return {f"advisor.{name}": json.dumps(value) for name, value in keys._asdict().items()}


@contextmanager
def replaced(output: Path) -> Iterator[Path]:
    """A name to write to beside the output, which it replaces once all is written.

    It has the output's suffix. What an interrupted run leaves is removed, or at least is hidden
    and not called like the output.
    """
    if output.is_dir() and not (output / "_SUCCESS").exists() and any(output.iterdir()):
        raise AdvisorError(Problem("is a folder with other files", str(output)))
    temporary = output.with_name(f".advisor-{os.urandom(8).hex()}{output.suffix}")
    try:
        yield temporary
        if output.is_dir():
            shutil.rmtree(output)
        temporary.replace(output)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise AdvisorError(Problem(f"cannot be written: {reason}", str(output))) from error
    finally:
        if temporary.is_dir():
            shutil.rmtree(temporary, ignore_errors=True)
        else:
            temporary.unlink(missing_ok=True)
