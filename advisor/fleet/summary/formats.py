"""The formats of summaries, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from advisor.fleet.summary.data import Summary

_HOMES: Mapping[str, tuple[str, str]] = {
    "text": ("text", "to_text"),
    "markdown": ("markdown", "to_markdown"),
    "json": ("contract", "to_json"),
    "html": ("html", "to_html"),
}
FORMATS = tuple(_HOMES)


def written(summary: Summary, form: str) -> str:
    """A summary in one of the formats; its writer is imported when needed."""
    module, name = _HOMES[form]
    write: Callable[[Summary], str] = getattr(
        import_module(f"advisor.fleet.summary.{module}"), name
    )
    return write(summary)
