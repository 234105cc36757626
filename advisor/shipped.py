"""Where the rules that come with advisor are."""

from __future__ import annotations

from pathlib import Path


def shipped_folder() -> Path:
    """The folder of the shipped rules: inside a built wheel, else beside the package."""
    package = Path(__file__).resolve().parent
    beside = package.parent / "rules"
    # A copy inside the package of an editable install would be stale, so the checkout goes first.
    if (package.parent / "pyproject.toml").is_file() and beside.is_dir():
        return beside
    return package / "rules"
