"""Reads Terraform files as definitions, as far as they can be resolved without a run."""

from __future__ import annotations

from importlib.util import find_spec

from advisor.errors import Problem

__all__ = ["is_terraform", "missing_package"]

INSTALL = "pip install 'compute-advisor[terraform]'"


def is_terraform(path: str) -> bool:
    """Whether a file holds Terraform, by its name."""
    return path.lower().endswith((".tf", ".tf.json"))


def missing_package(path: str) -> Problem | None:
    """What to install before a file can be read; None if nothing is missing."""
    if not is_terraform(path) or find_spec("hcl2") is not None:
        return None
    message = "is Terraform, which advisor reads with python-hcl2"
    return Problem(message, path, help=f"install it with `{INSTALL}`")
