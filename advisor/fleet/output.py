"""Files of decisions: their formats, the key of their bit sets, and that none is half there."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from advisor.errors import AdvisorError, Problem
from advisor.fleet.columns import Keys

# How DuckDB is told to write a file that ends so.
FORMATS: Mapping[str, str] = {
    ".parquet": "FORMAT parquet, COMPRESSION zstd",
    ".csv": "FORMAT csv, HEADER",
    ".jsonl": "FORMAT json",
    ".ndjson": "FORMAT json",
}


def form_of(output: Path) -> str:
    """How DuckDB is told to write a file; AdvisorError where it cannot be one of decisions."""
    form = FORMATS.get(output.suffix.lower())
    if form is None:
        kinds = ", ".join(f"`{each}`" for each in FORMATS)
        raise AdvisorError(Problem("cannot be written", str(output), help=f"must end with {kinds}"))
    in_a_folder(output)
    return form


def in_a_folder(path: Path) -> None:
    """AdvisorError where the folder of a file to write is not there."""
    if not path.parent.is_dir():
        message = "cannot be written: there is no such folder"
        raise AdvisorError(Problem(message, str(path.parent)))


def written_as(keys: Keys) -> dict[str, str]:
    """The key of the bit sets as metadata of a table or a file."""
    return {f"advisor.{name}": json.dumps(value) for name, value in keys._asdict().items()}


def metadata(keys: Keys) -> str:
    """The same, as an option of DuckDB's COPY."""
    quoted = {name: value.replace("'", "''") for name, value in written_as(keys).items()}
    pairs = ", ".join(f"'{name}': '{value}'" for name, value in quoted.items())
    return f", KV_METADATA {{{pairs}}}"


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
