"""A value that is only known once a template is deployed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Opaque"]


@dataclass(frozen=True, slots=True)
class Opaque:
    """A value behind a function (`Ref`, `Fn::Sub`, …) or in place of a bare placeholder."""

    function: str
    argument: Any = None
