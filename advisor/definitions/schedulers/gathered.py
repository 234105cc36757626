"""Collects the fields of a spec from a job, with their places and what is left unknown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from advisor.reading import Document
from advisor.reading.document import Branch

__all__ = ["Gathered", "spec_of"]

_MOST = 40  # remarks that are shown one by one; more are counted


class Gathered:
    """The fields of one job, filled one by one."""

    def __init__(self, name: str | None, at: int = 0) -> None:
        self.fields: dict[str, Any] = {}
        self.spots: dict[str, int] = {}
        self.unknown: list[str] = []
        self.put("name", name, at)

    def put(self, field: str, value: Any, at: int) -> None:
        """Fill a field, unless the value is empty."""
        if value in (None, "", [], {}):
            return
        self.fields[field] = value
        self.spots[field] = at

    def leave(self, text: str) -> None:
        """Note what stays unknown, once."""
        if text not in self.unknown:
            self.unknown.append(text)


def spec_of(gathered: Gathered, path: str, text: str) -> Document:
    """A job as an equivalent spec, with its places and what is left unknown."""
    if "name" not in gathered.fields and not path.startswith("<"):
        gathered.put("name", Path(path).stem or None, 0)
    if "image" in gathered.fields:
        gathered.put("lambda_image", False, gathered.spots["image"])
        gathered.leave("the image runs as it is: `lambda_image` is taken to be no")
    spots = dict(gathered.spots)
    told = gathered.unknown[:_MOST]
    if len(gathered.unknown) > _MOST:
        told.append(f"and {len(gathered.unknown) - _MOST} more")
    return Document(
        path, text, gathered.fields, lambda: Branch(0, spots, spots), remarks=tuple(told)
    )
