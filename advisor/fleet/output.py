"""Writes decisions to files: formats, the meaning of bit sets, and no partial files."""

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

# DuckDB's options for a file with this ending; Arrow writes Parquet.
_COPIED: Mapping[str, str] = {
    ".csv": "FORMAT csv, HEADER",
    ".jsonl": "FORMAT json",
    ".ndjson": "FORMAT json",
}
FORMATS = (".parquet", *_COPIED)


def form_of(output: Path) -> str:
    """The ending of a file to write; AdvisorError for an ending without a format."""
    suffix = output.suffix.lower()
    if suffix not in FORMATS:
        kinds = ", ".join(f"`{each}`" for each in FORMATS)
        raise AdvisorError(Problem("cannot be written", str(output), help=f"must end with {kinds}"))
    in_a_folder(output)
    return suffix


def in_a_folder(path: Path) -> None:
    """AdvisorError if the folder of a file to write does not exist."""
    if not path.parent.is_dir():
        message = "cannot be written: there is no such folder"
        raise AdvisorError(Problem(message, str(path.parent)))


def write_rows(rows: pa.RecordBatchReader, output: Path, opened: DuckDBPyConnection) -> int:
    """Write decisions to a file, whole or not at all; returns their number.

    `opened` must be another connection than the one that the rows come from.
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
    """Write Parquet; dictionaries without statistics, whose minimum would cost most of the time."""
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
    """The meaning of the bit sets, as metadata of a table or file."""
    return {f"advisor.{name}": json.dumps(value) for name, value in keys._asdict().items()}


@contextmanager
def replaced(output: Path) -> Iterator[Path]:
    """A temporary path beside the output, with its suffix; it replaces the output at the end.

    After an interrupted run it is removed, or at least is a hidden file with another name.
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
