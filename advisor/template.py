"""The references in a template: {fact}, {limit.id}, {limit.id[fact].column}."""

from __future__ import annotations

import re

# The last form is the cell of a table in the row that a fact names.
REFERENCE = re.compile(r"\{([A-Za-z_][\w.-]*)(?:\[([\w.]+)\]\.(\w+))?\}")
