"""Writing files so that nothing is ever left half written."""

from __future__ import annotations

import os
from pathlib import Path

from advisor.errors import AdvisorError, Problem


def write_text(path: Path, text: str) -> None:
    """Put a text where a file is or will be; the file is the old one or the new one, never half.

    Raises AdvisorError when the folder is missing or may not be written.
    """
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """Put bytes where a file is or will be, as `write_text` does."""
    if path.is_dir():
        raise AdvisorError(Problem("is a folder, not a file", str(path)))
    try:
        # Devices and pipes cannot be replaced by a rename, only written to.
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return
        _replace(path.resolve(), data)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise AdvisorError(Problem(f"cannot be written: {reason}", str(path))) from error


def _replace(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".advisor-{os.urandom(8).hex()}")
    try:
        with temporary.open("xb") as stream:
            stream.write(data)
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
