"""The standard streams: no character, closed pipe or full disk ends in a crash."""

from __future__ import annotations

import codecs
import errno
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import click

_ESCAPES = "advisor.escapes"
# What a write may fail with; other errors of the system are not about our output.
_UNWRITABLE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF, errno.ENXIO}


def prepare() -> None:
    """Let every character be written, in whatever encoding, and a closed stream take it all."""
    codecs.register_error(_ESCAPES, _escaped)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started us
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  # stays open
        elif hasattr(stream, "reconfigure"):
            with suppress(OSError):  # it flushes; writing will fail again, where it is told
                stream.reconfigure(errors=_ESCAPES)


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """What cannot be encoded, as JSON would write it: JSON stays JSON in an ASCII terminal."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end]
    units = lost.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4)), error.end


def tell(text: str) -> None:
    """Say something on standard error, with nothing in it that a terminal would obey."""
    shown = text if text.isprintable() else "".join(map(_printable, text))
    with suppress(OSError):  # nobody is left to be told that nobody listens
        click.echo(shown, file=sys.stderr)


def show(text: str, colour: bool | None = None) -> None:
    """Write an answer to standard output, as it is."""
    # To a terminal that says it knows ASCII alone, click by itself would write UTF-8.
    click.echo(text, file=sys.stdout, nl=False, color=colour)


def _printable(letter: str) -> str:
    return letter if letter.isprintable() else ascii(letter)[1:-1]


def is_closed_pipe(error: Exception) -> bool:
    """Whether nobody reads our output any more, which Windows calls an invalid argument."""
    if isinstance(error, BrokenPipeError):
        return True
    return os.name == "nt" and isinstance(error, OSError) and error.errno == errno.EINVAL


def is_unwritable(error: OSError) -> bool:
    """Whether a standard stream could not be written; errors of files have a name."""
    return error.filename is None and error.errno in _UNWRITABLE


def flushed() -> OSError | None:
    """Write out what is still held back; the error that standard output ended with, if any."""
    _flush(sys.stderr)
    return _flush(sys.stdout)


def _flush(stream: TextIO) -> OSError | None:
    try:
        stream.flush()
    except OSError as error:
        # Python would try once more while it exits, and complain.
        with suppress(OSError), Path(os.devnull).open("wb") as nothing:
            os.dup2(nothing.fileno(), stream.fileno())
        return error
    return None


def in_colour() -> bool:
    """Whether what is printed may be painted: at a terminal, unless the environment says else."""
    if os.environ.get("NO_COLOR"):
        return False
    if force := os.environ.get("FORCE_COLOR"):
        return force != "0"
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
