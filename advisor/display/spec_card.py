"""The card of a spec: its name, and its stated fields with their values as written."""

from __future__ import annotations

import json
from collections.abc import Mapping

from advisor.display.card import Card, Section, Table


def spec_card(name: str, description: str, stated: Mapping[str, object]) -> Card:
    """The card of a spec; `stated` has its fields as in JSON."""
    rows = tuple((f"`{field}`", _written(value)) for field, value in stated.items())
    return Card("workload", name, description, sections=(Section("Stated", (Table(rows),)),))


def _written(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # `3` and not `3.0`
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
