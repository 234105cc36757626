"""Writing files so that nothing is ever left half written."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from advisor.errors import AdvisorError, Problem


def write_text(path: Path, text: str) -> None:
    """Put a text where a file is or will be; the file is the old one or the new one, never half.

    Raises AdvisorError when the folder is missing or may not be written.
    """
    if path.is_dir():
        raise AdvisorError(Problem("is a folder, not a file", str(path)))
    try:
        # Devices and pipes cannot be replaced by a rename, only written to.
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8")
            return
        _replace(path.resolve(), text)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise AdvisorError(Problem(f"cannot be written: {reason}", str(path))) from error


def _replace(path: Path, text: str) -> None:
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink()
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
