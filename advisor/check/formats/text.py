"""Findings for a person at a terminal: the message, the line with a caret, what would be right."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.check.checks import SpecChecks
from advisor.check.diagnostics import Diagnostic, Severity
from advisor.check.formats.excerpt import excerpt, inert
from advisor.check.run import Run

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def write(run: Run, checks: SpecChecks, colour: bool) -> str:  # noqa: ARG001  # all formats are called alike
    """One block for each finding, an empty line after each."""
    blocks = (
        "\n".join(_block(each, file.text, colour)) + "\n\n"
        for file in run.files
        for each in file.findings
    )
    return "".join(blocks)


def _block(each: Diagnostic, text: str, colour: bool) -> Iterator[str]:
    head = f"{each.severity}[{each.code}]"
    yield f"{_painted(head, _COLOURS[each.severity], colour)}: {inert(each.message)}"
    margin = " " * len(str(each.place.line)) if each.place else " "
    where = f"{inert(each.path)}:{each.place}" if each.place else inert(each.path)
    yield f"{margin}--> {where}"
    lines = tuple(excerpt(each, text))
    yield from lines
    if lines and (each.notes or each.help or each.see):
        yield f"{margin} |"
    for word, said in (*(("note", note) for note in each.notes), ("help", each.help)):
        if said:
            yield f"{margin} = {word}: {inert(said)}"
    if each.see:
        yield f"{margin} = see: {each.see}"


def _painted(text: str, colour: str, wanted: bool) -> str:
    if not wanted:
        return text
    from click import style

    return style(text, fg=colour, bold=True)
