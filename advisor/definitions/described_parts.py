"""What is gathered from a definition on the way to a workload: fields, their places, remarks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from advisor.definitions.plain import ABSENT, is_placeholder
from advisor.definitions.values import number

__all__ = ["KeyPath", "Said", "text_of"]

KeyPath = tuple[str | int, ...]


class Said:
    """The fields of a spec, filled one after the other."""

    def __init__(self, definition: Any, *, is_job: bool) -> None:
        self.definition = definition
        self.is_job = is_job
        self.fields: dict[str, Any] = {}
        self.paths: dict[str, KeyPath] = {}
        self.notes: list[str] = []

    def at(self, path: KeyPath) -> Any:
        """The value at a path; None where there is none, or it is hidden."""
        value: Any = self.definition
        for key in path:
            entries = dict(enumerate(value)) if isinstance(value, list) else value
            if not isinstance(entries, dict) or key not in entries:
                return None
            value = entries[key]
        return None if value is ABSENT else value

    def each(self, path: KeyPath) -> Iterable[tuple[KeyPath, dict[str, Any]]]:
        """The mappings of a list, with their paths."""
        listed = self.at(path)
        for index, each in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(each, dict):
                yield (*path, index), each

    def put(self, field: str, value: Any, path: KeyPath) -> None:
        """Fill a field, unless there is nothing to fill it with."""
        if value in (None, "", (), [], {}) and value is not False:
            return
        self.fields[field] = value
        if path:
            self.paths[field] = path

    def text(self, field: str, path: KeyPath) -> None:
        """Fill a field with a text that is written out."""
        self.put(field, text_of(self.at(path)), path)

    def number(self, field: str, path: KeyPath, *, positive: bool = True) -> None:
        """Fill a field with a number."""
        value = number(self.at(path))
        if isinstance(value, int | float) and (value > 0 or not positive):
            self.put(field, value, path)

    def amount(self, field: str, path: KeyPath, unit: str) -> None:
        """Fill a field with a number and its unit."""
        value = number(self.at(path))
        if isinstance(value, int | float) and value > 0:
            self.put(field, f"{value} {unit}", path)

    def flag(self, field: str, path: KeyPath) -> None:
        """Fill a field with what is true."""
        if self.at(path) in (True, "true", "True"):
            self.put(field, True, path)


def text_of(value: Any) -> str | None:
    """A text that is written out; None for one that is put in later."""
    return value if isinstance(value, str) and value and not is_placeholder(value) else None
