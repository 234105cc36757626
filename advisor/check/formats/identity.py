"""The identity of a finding from one run to the next: its path and a fingerprint."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from advisor.check.diagnostics import Diagnostic
from advisor.check.formats.excerpt import line_of
from advisor.check.run import Run

__all__ = ["fingerprinted", "relative", "uri"]


def relative(path: str) -> str:
    """A path relative to this folder, with slashes; standard input keeps its name."""
    if path.startswith("<"):
        return path.strip("<>")
    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:  # another drive of Windows
        return Path(path).as_posix()


def uri(path: str) -> str:
    """A path as a relative reference."""
    shown = quote(os.fsencode(relative(path)), safe="/")
    # A colon in the first part would be read as the end of a scheme.
    return f"./{shown}" if ":" in shown.split("/", 1)[0] else shown


def fingerprinted(run: Run) -> Iterator[tuple[Diagnostic, str]]:
    """Each finding with a fingerprint that survives when lines move."""
    seen: Counter[str] = Counter()
    for file in run.files:
        for each in file.findings:
            line = line_of(file.text, each.place.line).strip() if each.place else ""
            text = "\0".join((each.code, relative(each.path), line, each.message))
            seen[text] += 1
            whole = f"{text}\0{seen[text]}".encode("utf-8", "surrogatepass")
            yield each, hashlib.sha256(whole).hexdigest()[:32]
