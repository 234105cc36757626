"""Findings as a JUnit report: a suite for each file, a case for each finding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from advisor.check.checks import SpecChecks
from advisor.check.diagnostics import Diagnostic, Severity
from advisor.check.formats.identity import relative
from advisor.check.run import Checked, Run

# XML 1.0 has no way to write these, not even as a reference.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(run: Run, checks: SpecChecks, colour: bool) -> str:  # noqa: ARG001  # all formats are called alike
    """The whole report; a note is a case that passes, with output."""
    failures = sum(_fails(each) for each in run.findings)
    tests = sum(max(len(file.findings), 1) for file in run.files)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    counts = f'tests="{tests}" failures="{failures}" errors="0"'
    lines.append(f'<testsuites name="advisor check" {counts}>')
    for file in run.files:
        lines += _suite(file)
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _suite(file: Checked) -> Iterator[str]:
    name = _quoted(relative(file.path))
    failures = sum(_fails(each) for each in file.findings)
    tests = max(len(file.findings), 1)
    yield f'  <testsuite name={name} tests="{tests}" failures="{failures}" errors="0" skipped="0">'
    if not file.findings:
        yield f'    <testcase name="advisor check" classname={name}/>'
    for each in file.findings:
        yield from _case(each, name)
    yield "  </testsuite>"


def _case(each: Diagnostic, file: str) -> Iterator[str]:
    where = f" at {each.place}" if each.place else ""
    yield f"    <testcase name={_quoted(f'{each.code} {each.rule}{where}')} classname={file}>"
    body = "\n".join([f"{relative(each.path)}:{each.place or '1:1'}", *each.notes, each.help or ""])
    if _fails(each):
        head = f"<failure type={_quoted(each.severity.value)} message={_quoted(each.message)}>"
        yield f"      {head}{_text(body.strip())}</failure>"
    else:
        said = f"{each.message}\n{body.strip()}"
        yield f"      <system-out>{_text(said)}</system-out>"
    yield "    </testcase>"


def _fails(each: Diagnostic) -> bool:
    return each.severity is not Severity.NOTE


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text))


def _quoted(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text))
