"""Reads files of limits: dated values with their sources, and tables."""

from __future__ import annotations

from itertools import product
from typing import Any

from advisor.model import Limit, LimitContent, LimitValue, Source, Table
from advisor.reading import Document
from advisor.rulebook.shapes import LimitShape, LimitsShape, SourceShape, ValueShape
from advisor.rulebook.sources import Complaints, KeyPath


def source_of(shape: SourceShape) -> Source:
    """A source as data."""
    return Source(shape.checked, shape.title, shape.url, shape.judgement)


def limits_of(
    document: Document, file: LimitsShape, complaints: Complaints, pack: str
) -> list[Limit]:
    """The limits of a file; problems in their values are noted."""
    return [
        Limit(
            f"{file.service}.{name}",
            shape.title,
            shape.unit,
            _values(document, shape, "values", ("limits", name), complaints),
            _values(document, shape, "disputed", ("limits", name), complaints),
            shape.verify,
            pack,
        )
        for name, shape in file.limits.items()
    ]


def _values(
    document: Document, shape: LimitShape, field: str, path: KeyPath, complaints: Complaints
) -> tuple[LimitValue, ...]:
    shapes: list[ValueShape] = getattr(shape, field)
    days = [each.since for each in shapes if each.since is not None]
    if days != sorted(days, reverse=True):
        complaints.add(document, (*path, field), "the newest value must come first")
    return tuple(
        LimitValue(
            content_of(document, shape, each.value, (*path, field, index, "value"), complaints),
            source_of(each.source),
            each.since,
            each.confidence,
        )
        for index, each in enumerate(shapes)
    )


def content_of(
    document: Document, shape: LimitShape, value: Any, path: KeyPath, complaints: Complaints
) -> LimitContent:
    """The value of a limit as data; 0, and a problem noted, for one that is none."""
    if shape.columns is not None:
        return _table(document, shape, shape.columns, value, path, complaints)
    match value:
        case bool() | None | dict():
            complaints.add(
                document, path, "a limit is a number, a text, a list of texts or a table"
            )
            return 0
        case list():
            return tuple(str(each) for each in value)
        case _:
            return value  # type: ignore[no-any-return]  # the YAML leaves a number or a text


def _table(
    document: Document,
    shape: LimitShape,
    columns: list[str],
    value: Any,
    path: KeyPath,
    complaints: Complaints,
) -> Table:
    rows: list[tuple[float | str | None, ...]] = []
    for index, row in enumerate(value if isinstance(value, list) else []):
        if not isinstance(row, list) or len(row) != len(columns):
            complaints.add(document, (*path, index), f"a row has the columns {', '.join(columns)}")
            continue
        # A list in a cell is short for a row for each of its elements.
        rows.extend(product(*(cell if isinstance(cell, list) else [cell] for cell in row)))
    if not rows:
        complaints.add(document, path, "a table needs rows")
    units = tuple(shape.units) if shape.units else (None,) * len(columns)
    return Table(tuple(columns), units, tuple(rows))
