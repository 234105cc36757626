"""Limits that record which of them are read, to tell which tests a change affects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.model import Limit

__all__ = ["Noted"]


class Noted(dict[str, Limit]):
    """A mapping of limits that records which of them are read."""

    def __init__(self, limits: Mapping[str, Limit]) -> None:
        super().__init__(limits)
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> Limit:
        self.read.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """The limit, whose id is recorded; the default if there is none."""
        self.read.add(name)
        return super().get(name, default)
