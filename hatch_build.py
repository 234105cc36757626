"""Compiles the rule book, the schema of the spec and the prices into the wheel.

See advisor/rulebook/compiled.py and advisor/quick.py.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileRules(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's hook is generic over its configuration
    """Adds what is compiled to a wheel, not to an editable install, where it would go stale."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Read the rules, hold them to their examples, and include what was compiled."""
        if self.target_name != "wheel" or version == "editable":
            return
        sys.path.insert(0, self.root)
        try:
            from advisor import quick
            from advisor.cost import load as prices
            from advisor.rulebook import compiled
            from advisor.rulebook.load import book_from

            book = book_from(Path(self.root) / "rules")
            made = {
                compiled.COMPILED: compiled.compiled(book),
                quick.COMPILED: quick.compiled_spec(),
                prices.COMPILED: prices.compiled_prices(Path(self.root) / "rules"),
            }
        finally:
            sys.path.remove(self.root)
        folder = Path(tempfile.mkdtemp())
        for name, data in made.items():
            (folder / name).write_bytes(data)
            build_data["force_include"][str(folder / name)] = f"advisor/rules/{name}"
