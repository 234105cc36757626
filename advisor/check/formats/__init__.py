"""The output formats of `advisor check`: one function each, from a run to a text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from advisor.check.checks import SpecChecks
from advisor.check.run import Run

__all__ = ["FORMATS", "formatted"]

# A format is imported when it is used.
FORMATS: Mapping[str, str] = {
    "text": "text",
    "concise": "concise",
    "json": "json_text",
    "sarif": "sarif",
    "github": "github",
    "gitlab": "gitlab",
    "junit": "junit",
}
# These print nothing where there are no findings.
_EMPTY = ("text", "concise", "github")


def formatted(run: Run, format: str, checks: SpecChecks, *, colour: bool = False) -> str:
    """The findings of a run in one of the `FORMATS`; colour is for text alone."""
    if not run.findings and format in _EMPTY:
        return ""
    module = import_module(f"{__name__}.{FORMATS[format]}")
    write: Callable[[Run, SpecChecks, bool], str] = module.write
    return write(run, checks, colour)
