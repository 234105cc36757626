"""Compiles the rule book into the wheel; see advisor/rulebook/compiled.py."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileRules(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's hook is generic over its configuration
    """Adds the compiled rule book to a wheel, not to an editable install, where it would go stale."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Read the rules, hold them to their examples, and include what was compiled."""
        if self.target_name != "wheel" or version == "editable":
            return
        sys.path.insert(0, self.root)
        try:
            from advisor.rulebook.compiled import COMPILED, compiled
            from advisor.rulebook.load import book_from

            target = Path(tempfile.mkdtemp()) / COMPILED
            target.write_bytes(compiled(book_from(Path(self.root) / "rules")))
        finally:
            sys.path.remove(self.root)
        build_data["force_include"][str(target)] = f"advisor/rules/{COMPILED}"
