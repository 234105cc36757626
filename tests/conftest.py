"""Lets tests import the helpers beside them."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from browser import browser, browser_page  # noqa: F401  # fixtures, for every test that looks at pages
