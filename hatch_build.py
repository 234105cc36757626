"""Compiles the rule book, the checks, the schema of the spec and the prices into the wheel.

See advisor/rulebook/compiled.py and advisor/quick.py.
"""

from __future__ import annotations

import atexit
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def _compiled(rules: Path) -> dict[str, bytes]:
    """What is compiled, by the name of its file; raises where a rule breaks its examples."""
    from advisor import quick
    from advisor.check import checks as spec_checks
    from advisor.cost import load as prices
    from advisor.definitions.examples import failures
    from advisor.errors import AdvisorError
    from advisor.rulebook import checks, compiled, promises
    from advisor.rulebook.load import book_from

    book = book_from(rules)
    broken = tuple(failures(book))
    if broken:
        raise AdvisorError(broken)
    return {
        compiled.COMPILED: compiled.compiled(book),
        quick.COMPILED: quick.compiled_spec(),
        promises.COMPILED: promises.compiled_promises(book),
        checks.COMPILED_CHECKS: checks.compiled_checks(book),
        spec_checks.COMPILED: spec_checks.compiled_checks(book),
        prices.COMPILED: prices.compiled_prices(rules),
    }


class CompileRules(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's hook is generic over its configuration
    """Adds what is compiled to a wheel, not to an editable install, where it would go stale."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Read the rules, hold them to their examples, and include what was compiled."""
        if self.target_name != "wheel" or version == "editable":
            return
        sys.path.insert(0, self.root)
        try:
            made = _compiled(Path(self.root) / "rules")
        finally:
            sys.path.remove(self.root)
        folder = Path(tempfile.mkdtemp())
        atexit.register(shutil.rmtree, folder, ignore_errors=True)  # read until the build ends
        for name, data in made.items():
            (folder / name).write_bytes(data)
            build_data["force_include"][str(folder / name)] = f"advisor/rules/{name}"
