"""Drops settings without a value."""

from __future__ import annotations

from typing import Any


def given(**settings: Any) -> dict[str, Any]:
    """The settings that have a value."""
    return {name: value for name, value in settings.items() if value is not None}
