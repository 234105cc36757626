"""Files and standard input as text: bounded, UTF-8, and not binary."""

from __future__ import annotations

import os
import re
import stat
import sys
from io import BufferedReader, FileIO
from pathlib import Path
from typing import BinaryIO

from advisor.errors import AdvisorError, Problem
from advisor.reading.document import Lines

__all__ = ["LARGEST_FILE", "STDIN", "check_text", "decode", "read_source"]

LARGEST_FILE = 10 * 2**20
STDIN = "<stdin>"

_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
_TEXT_BYTES = bytes(set(range(256)) - set(_CONTROLS))
# This and those below are compiled when first used: no start needs them.
_UNREADABLE = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]"
# UTF-32 first, as its mark begins with that of UTF-16.
_OTHER_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
# ASCII letters without a mark, in the two byte orders.
_OTHER_PATTERNS = (
    (rb"(?:[\t\n\r -~]\0\0\0)+|(?:\0\0\0[\t\n\r -~])+", "UTF-32"),
    (rb"(?:[\t\n\r -~]\0)+|(?:\0[\t\n\r -~])+", "UTF-16"),
)


def read_source(path: str | Path) -> tuple[bytes, str]:
    """The bytes of a file, or of standard input for `-`, and the path to show for it."""
    if str(path) == "-":
        return _read(_standard_input(), STDIN), STDIN
    shown = str(path)
    try:
        # Unbuffered: it is read once, and a check reads a thousand files.
        with open(shown, "rb", buffering=0) as file:  # noqa: PTH123  # likewise
            return _read_file(file, shown), shown
    except OSError as error:
        raise _error(_os_message(error), shown) from None
    except ValueError:  # a name with a NUL or half a surrogate pair
        raise _error("is not a file name", shown) from None


def decode(data: bytes, path: str) -> str:
    """The text of UTF-8 bytes, with or without a byte order mark."""
    if not data:
        raise _error("is empty", path)
    if encoding := _other_encoding(data):
        raise _error(f"is {encoding}", path, "save it as UTF-8")
    if control := data.translate(None, _TEXT_BYTES):
        raise _binary(path, control[0])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(data, error.start, path) from None


def check_text(text: str, path: str) -> str:
    """The text without a byte order mark; AdvisorError if it is too large, or not text."""
    text = text.removeprefix("\ufeff")
    if not text:
        raise _error("is empty", path)
    if len(text) > LARGEST_FILE:
        raise _too_large(path)
    if match := re.search(_UNREADABLE, text):
        raise _binary(path, ord(match[0]))
    return text


def _standard_input() -> BinaryIO:
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None:
        raise _error("there is no standard input to read", STDIN)
    binary: BinaryIO = stream
    return binary


def _read_file(file: FileIO, path: str) -> bytes:
    """The content of a file, at once if its size is known, and at most as much as is allowed."""
    status = os.fstat(file.fileno())
    if not stat.S_ISREG(status.st_mode):
        return _read(BufferedReader(file), path)
    if status.st_size > LARGEST_FILE:
        raise _too_large(path)
    data = file.read(status.st_size + 1)
    # It has grown meanwhile, or its size is unknown, as below /proc.
    return data if len(data) == status.st_size else _read(BufferedReader(file), path, data)


def _read(file: BinaryIO, path: str, before: bytes = b"") -> bytes:
    # Pipes and devices have no size: one byte more than allowed shows that they are too large.
    data = before + file.read(LARGEST_FILE + 1 - len(before))
    if len(data) > LARGEST_FILE:
        raise _too_large(path)
    return data


def _os_message(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file"
    if isinstance(error, IsADirectoryError):
        return "is a directory, not a file"
    if isinstance(error, PermissionError):
        return "may not be read: permission denied"
    return f"cannot be read: {(error.strerror or 'input error').lower()}"


def _other_encoding(data: bytes) -> str | None:
    for mark, name in _OTHER_MARKS:
        if data.startswith(mark):
            return name
    head = data[:64]
    if b"\0" not in head:
        return None
    head = head[: len(head) // 4 * 4] or head
    return next((name for pattern, name in _OTHER_PATTERNS if re.fullmatch(pattern, head)), None)


def _not_utf8(data: bytes, offset: int, path: str) -> AdvisorError:
    before = data[:offset].decode("utf-8-sig")
    message = f"the byte 0x{data[offset]:02X} is not UTF-8"
    place = Lines(before).place(len(before))
    return AdvisorError(Problem(message, path, place, "save the file as UTF-8"))


def _binary(path: str, code: int) -> AdvisorError:
    return _error(f"looks like a binary file: it has the character U+{code:04X}", path)


def _too_large(path: str) -> AdvisorError:
    return _error(f"is larger than {LARGEST_FILE // 2**20} MiB, the most that is read", path)


def _error(message: str, path: str, help: str | None = None) -> AdvisorError:
    return AdvisorError(Problem(message, path, help=help))
