"""Lets tests import the helpers beside them, and gives them the fixtures of these."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import settings

import advisor

sys.path.insert(0, str(Path(__file__).parent))

# Fixtures, for every test that looks at pages, or calls the command line in a folder.
from browser import browser, browser_page  # noqa: F401  # see above
from check_support import folder  # noqa: F401  # see above

# No test is about time, and machines are slow or busy at times.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")

# Garbage in what is imported and collected, which all stays, would be looked for again and again:
# that takes a third of the time of collecting, and a tenth of that of the tests.
gc.disable()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Look for garbage in what the tests make only; prepare for drawing the examples of CI."""
    if session.config.getoption("hypothesis_profile") == "ci":
        import_all_modules()
    gc.freeze()
    gc.enable()


def pytest_sessionfinish() -> None:
    """Let the end of the process clear up as ever, of which DuckDB would complain otherwise."""
    gc.unfreeze()


def import_all_modules() -> None:
    """Let CI draw the same examples in every run, whichever tests a process has run before.

    Besides taking no random start, as its profile `ci` says, hypothesis draws constants from the
    modules that are imported, so all are.
    """
    for module in pkgutil.walk_packages(advisor.__path__, "advisor."):
        with suppress(ImportError):  # of an extra that is not installed
            importlib.import_module(module.name)
