"""Lets tests import the helpers beside them, and gives them the fixtures of these."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

# Fixtures, for every test that looks at pages, or calls the command line in a folder.
from browser import browser, browser_page  # noqa: F401  # see above
from check_support import folder  # noqa: F401  # see above
