"""Repairs: applies the edits of findings to the files, each file completely or not at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from advisor.check.diagnostics import Edit, Severity
from advisor.check.run import Checked, Run
from advisor.errors import AdvisorError, Place, Problem
from advisor.files import write_text
from advisor.reading.source import decode, read_source

__all__ = ["Repair", "differences", "edited", "fixed", "keep"]

# Checks the same files again, some of them with another text.
Look = Callable[[dict[str, bytes] | None], Run]

_MARK = "\ufeff"
# One repair can make another possible, so they are repeated, but not forever.
_ROUNDS = 5
_BREAK = re.compile("\r\n|\r|\n")


class Repair(NamedTuple):
    """A file before and after, byte order mark and line ends included."""

    path: str
    before: bytes
    after: bytes


def fixed(run: Run, look: Look) -> tuple[Repair, ...]:
    """The files with every certain repair made; nothing is written yet."""
    before = {file.path: data for file in run.files if (data := _bytes(file)) is not None}
    after: dict[str, bytes] = dict(before)
    for _ in range(_ROUNDS):
        changed = dict(_changed(run, after))
        if not changed:
            break
        tried = look({**after, **changed})
        worse = _worse(run, tried, changed)
        after |= {path: data for path, data in changed.items() if path not in worse}
        run = look(after) if worse else tried
        if worse == set(changed):
            break
    return tuple(
        Repair(path, before[path], after[path]) for path in before if after[path] != before[path]
    )


def _bytes(file: Checked) -> bytes | None:
    """The bytes of a file; None where it has no repairs, or cannot be written."""
    if not any(each.edits for each in file.findings) or not Path(file.path).is_file():
        return None
    return read_source(file.path)[0]


def _changed(run: Run, texts: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for file in run.files:
        edits = [edit for each in file.findings for edit in each.edits]
        if not edits or file.path not in texts:
            continue
        text = texts[file.path].decode("utf-8")
        new = edited(text, (each.edits for each in file.findings if each.edits))
        if new != text:
            yield file.path, new.encode("utf-8")


def _worse(before: Run, after: Run, changed: Iterable[str]) -> set[str]:
    """The files that repairs have not improved: they are left unchanged.

    A repair may lead to findings that can be repaired next, but to no new errors.
    """
    was, now = ({file.path: file for file in run.files} for run in (before, after))
    return {path for path in changed if path not in now or not _better(was[path], now[path])}


def _better(was: Checked, now: Checked) -> bool:
    before, after = _repairable(was), _repairable(now)
    none_again = all(after[each] <= count for each, count in before.items())
    return none_again and bool(before - after) and _errors(now) <= _errors(was)


def _repairable(file: Checked) -> Counter[tuple[str, str]]:
    return Counter((each.code, each.message) for each in file.findings if each.edits)


def _errors(file: Checked) -> int:
    return sum(each.severity is Severity.ERROR for each in file.findings)


def edited(text: str, repairs: Iterable[tuple[Edit, ...]]) -> str:
    """A text after its repairs, each applied completely; overlapping ones are left out."""
    mark = _MARK if text.startswith(_MARK) else ""
    body = text[len(mark) :]
    offsets = _Offsets(body)
    taken: list[tuple[int, int, str]] = []
    for edits in repairs:
        spans = [(offsets.of(edit.start), offsets.of(edit.end), edit.text) for edit in edits]
        if all(_is_free(span, taken) for span in spans):
            taken += [span for span in spans if span not in taken]
    end = "\r\n" if "\r\n" in body else "\n"
    for start, stop, new in sorted(taken, reverse=True):
        body = body[:start] + _BREAK.sub(end, new) + body[stop:]
    return mark + body


def _is_free(span: tuple[int, int, str], taken: list[tuple[int, int, str]]) -> bool:
    start, stop, _ = span
    if start > stop:
        return False
    return span in taken or all(
        stop <= low or high <= start if start != stop or low != high else start != low
        for low, high, _ in taken
    )


class _Offsets:
    """Converts places to offsets; a place beyond the end becomes the end."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in _BREAK.finditer(text))]
        self._length = len(text)

    def of(self, place: Place) -> int:
        if place.line > len(self._starts):
            return self._length
        return min(self._starts[place.line - 1] + place.column - 1, self._length)


def keep(repairs: Iterable[Repair]) -> list[str]:
    """Write the repairs; the paths of changed files. AdvisorError if one cannot be written."""
    written = []
    for repair in repairs:
        # Somebody may have saved the file since it was read: their work must not be lost.
        if read_source(repair.path)[0] != repair.before:
            message = "changed while it was checked, and was not repaired"
            raise AdvisorError(Problem(message, repair.path, help="run it again"))
        write_text(Path(repair.path), repair.after.decode("utf-8"))
        written.append(repair.path)
    return written


def differences(repairs: Iterable[Repair]) -> str:
    """The repairs as a unified diff."""
    from difflib import unified_diff

    parts = []
    for repair in repairs:
        old, new = (decode(data, repair.path) for data in (repair.before, repair.after))
        path = Path(repair.path).as_posix()
        lines = unified_diff(_lines(old), _lines(new), f"a/{path}", f"b/{path}", lineterm="")
        for line in lines:
            ended = line.removesuffix("\n")
            missing = "" if line.endswith("\n") or line[:3] in ("---", "+++", "@@ ") else _NO_END
            parts.append(f"{ended}\n{missing}")
    return "".join(parts)


_NO_END = "\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """Lines with their ends; only line feeds end a line of a diff."""
    *whole, last = text.split("\n")
    return [*(line + "\n" for line in whole), *([last] if last else [])]
