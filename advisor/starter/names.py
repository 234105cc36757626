"""Converts users' names to names that AWS accepts, and drops texts that it refuses."""

from __future__ import annotations

import re
from collections.abc import Mapping

from advisor.model import RuleBook

_TAG = re.compile(r"[\w .:/=+\-@]*")
_VARIABLE = re.compile(r"[!-<>-~]+")  # printable, except space and =
_BATCH_RESERVED = "AWS_BATCH"


def slug(name: str, length: int, suffix: str = "") -> str:
    """The name with only letters, digits, `-` and `_`, starting with a letter or digit."""
    kept = re.sub(r"[^A-Za-z0-9_]+", "-", name).strip("-_")
    return (kept[: length - len(suffix)].rstrip("-_") or "workload") + suffix


def namespace(name: str, length: int) -> str:
    """The name in the form of a Kubernetes namespace of Batch's own."""
    start = "batch-"
    return start + slug(name, length - len(start)).lower().replace("_", "-")


def tags(
    given: Mapping[str, str], workload: str, book: RuleBook
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The given tags that every service accepts and one for the workload; the keys left out."""
    kept = {key: value for key, value in given.items() if _is_tag(key, value, book)}
    room = int(book.number("starter.tags")) - 1
    kept = {"workload": workload} | dict(list(kept.items())[:room])
    return kept, tuple(key for key in given if key not in kept)


def _is_tag(key: str, value: str, book: RuleBook) -> bool:
    short = len(key) <= book.number("starter.tag_key_length") and (
        len(value) <= book.number("starter.tag_value_length")
    )
    plain = _TAG.fullmatch(key) and _TAG.fullmatch(value)
    return bool(key and short and plain) and not key.lower().startswith("aws:")


def batch_variables(given: Mapping[str, str]) -> dict[str, str]:
    """The environment variables that Batch lets a definition set."""
    return {
        name: value
        for name, value in given.items()
        if _VARIABLE.fullmatch(name) and not name.startswith(_BATCH_RESERVED)
    }


# Lambda sets these itself and refuses definitions of them.
_LAMBDA_RESERVED = frozenset(
    {
        "AWS_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "AWS_DEFAULT_REGION",
        "AWS_EXECUTION_ENV",
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "LAMBDA_RUNTIME_DIR",
        "LAMBDA_TASK_ROOT",
    }
)


def lambda_variables(given: Mapping[str, str]) -> dict[str, str]:
    """The environment variables that Lambda lets a function set."""
    return {
        name: value
        for name, value in given.items()
        if re.fullmatch(r"[a-zA-Z][a-zA-Z0-9_]+", name)
        and name not in _LAMBDA_RESERVED
        and not name.startswith("AWS_LAMBDA_")
    }
