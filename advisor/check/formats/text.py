"""Findings for a person at a terminal: the message, the line with a caret, what would be right."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.check.checks import SpecChecks
from advisor.check.diagnostics import Diagnostic, Severity
from advisor.check.formats.excerpt import excerpt
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
    yield f"{_painted(head, _COLOURS[each.severity], colour)}: {_line(each.message)}"
    margin = " " * len(str(each.place.line)) if each.place else " "
    where = f"{_line(each.path)}:{each.place}" if each.place else _line(each.path)
    yield f"{margin}--> {where}"
    lines = tuple(excerpt(each, text))
    yield from lines
    if lines and (each.notes or each.help or each.see):
        yield f"{margin} |"
    for word, said in (*(("note", note) for note in each.notes), ("help", each.help)):
        if said:
            yield f"{margin} = {word}: {_line(said)}"
    if each.see:
        yield f"{margin} = see: {each.see}"


def _painted(text: str, colour: str, wanted: bool) -> str:
    if not wanted:
        return text
    from click import style

    return style(text, fg=colour, bold=True)


def _line(text: str) -> str:
    """The text on one line, without anything that a terminal would obey."""
    line = " ".join(text.split()) if "\n" in text or "\t" in text else text
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in line)
