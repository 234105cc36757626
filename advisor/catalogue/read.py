"""Reads the catalogue: instances.csv, and instances.json with its origin."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from advisor.catalogue.instances import Catalogue, Instance
from advisor.errors import AdvisorError, Place, Problem

_COLUMNS = Instance._fields
_TRUTHS = {"true": True, "false": False}


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


# By the type of a column in `Instance`: the function that reads a field, and what it expects.
_READERS: Mapping[type, tuple[Callable[[str], Any], str]] = {
    str: (str, "a text"),
    int: (int, "a whole number"),
    float: (_finite, "a number"),
    bool: (_TRUTHS.__getitem__, "`true` or `false`"),
}
_FIELDS = tuple(_READERS[Instance.__annotations__[column]] for column in _COLUMNS)


def read_catalogue(csv_path: Path | str) -> Catalogue:
    """The catalogue of a CSV file and the JSON file beside it; AdvisorError names every problem."""
    path = Path(csv_path)
    header, *rows = _rows(path) or [[]]
    if tuple(header) != _COLUMNS:
        raise AdvisorError(_header_problems(path, header))
    try:
        # Column by column is fast; the place of a mistake is only searched for once there is one.
        instances = _instances(rows)
    except (ValueError, KeyError, TypeError):
        raise AdvisorError(_row_problems(path, rows)) from None
    origin, checked, count = _about(path.with_suffix(".json"))
    if len(instances) != count:
        raise AdvisorError(_problem(path, f"{len(instances)} instance types, expected {count}"))
    return Catalogue(instances, origin, checked)


def _instances(rows: Sequence[Sequence[str]]) -> tuple[Instance, ...]:
    columns = zip(*rows, strict=True)
    # Not strict, as a catalogue without rows has no columns.
    fields = (list(map(read, column)) for (read, _), column in zip(_FIELDS, columns, strict=False))
    return tuple(map(Instance._make, zip(*fields, strict=True)))


def _rows(path: Path) -> list[list[str]]:
    try:
        return list(csv.reader(_text(path).splitlines()))
    except csv.Error as error:
        raise AdvisorError(_problem(path, f"not a CSV file: {error}")) from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        reason = error.strerror
    except UnicodeDecodeError:
        reason = "not UTF-8"
    raise AdvisorError(_problem(path, f"cannot read the instance catalogue: {reason}"))


def _about(path: Path) -> tuple[str, date, int]:
    """The origin of the figures, when it was checked, and how many types there are."""
    try:
        about = json.loads(_text(path))
        return str(about["origin"]), date.fromisoformat(about["checked"]), int(about["count"])
    except (ValueError, KeyError, TypeError):
        message = "expected an object with `origin`, `checked` (a day) and `count`"
        raise AdvisorError(_problem(path, message)) from None


def _header_problems(path: Path, header: Sequence[str]) -> list[Problem]:
    missing = [f"column `{name}` is missing" for name in _COLUMNS if name not in header]
    extra = [f"unknown column `{name}`" for name in header if name not in _COLUMNS]
    messages = missing + extra or [f"expected the columns in the order {', '.join(_COLUMNS)}"]
    return [_problem(path, message, Place(1, 1)) for message in messages]


def _row_problems(path: Path, rows: Iterable[Sequence[str]]) -> list[Problem]:
    # The header is line 1, and no field spans several lines.
    return [
        problem
        for line, row in enumerate(rows, start=2)
        for problem in _problems_in_row(path, line, row)
    ]


def _problems_in_row(path: Path, line: int, row: Sequence[str]) -> list[Problem]:
    if len(row) != len(_COLUMNS):
        message = f"expected {len(_COLUMNS)} fields, found {len(row)}"
        return [_problem(path, message, Place(line, 1))]
    starts = [1 + sum(len(text) + 1 for text in row[:index]) for index in range(len(row))]
    return [
        _problem(path, f"`{name}` is `{text}`, expected {expected}", Place(line, start))
        for name, text, (read, expected), start in zip(_COLUMNS, row, _FIELDS, starts, strict=True)
        if not _reads(read, text)
    ]


def _reads(read: Callable[[str], Any], text: str) -> bool:
    try:
        read(text)
    except (ValueError, KeyError):
        return False
    return True


def _problem(path: Path, message: str, place: Place | None = None) -> Problem:
    remedy = "tools/make_instances.py makes both files anew"
    return Problem(message, path=str(path), place=place, help=remedy)
