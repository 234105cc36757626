"""Findings as the commands that GitHub Actions turns into annotations."""

from __future__ import annotations

from advisor.check.checks import SpecChecks
from advisor.check.diagnostics import Diagnostic, Severity
from advisor.check.formats.excerpt import line_of, span_end
from advisor.check.formats.identity import relative
from advisor.check.run import Run

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def write(run: Run, checks: SpecChecks, colour: bool) -> str:  # noqa: ARG001  # all formats are called alike
    """One command a line."""
    return "".join(_command(each, file.text) for file in run.files for each in file.findings)


def _command(each: Diagnostic, text: str) -> str:
    properties = {"file": relative(each.path)}
    if each.place is not None:
        properties["line"] = str(each.place.line)
        properties["col"] = str(each.place.column)
        end = span_end(each, line_of(text, each.place.line))
        # GitHub counts the last column in.
        properties |= {"endLine": str(each.place.line), "endColumn": str(end - 1)}
    properties["title"] = f"advisor {each.code}"
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    message = "\n".join([each.message, *each.notes, *([f"help: {each.help}"] if each.help else [])])
    return f"::{_COMMANDS[each.severity]} {told}::{_data(message)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
