"""Findings one a line, as editors and `grep` like them."""

from __future__ import annotations

from advisor.check.checks import SpecChecks
from advisor.check.formats.excerpt import inert
from advisor.check.run import Run


def write(run: Run, checks: SpecChecks, colour: bool) -> str:  # noqa: ARG001  # all formats are called alike
    """`path:line:column: CODE message` for each finding."""
    return "".join(
        f"{inert(each.path)}:{each.place or '1:1'}: {each.code} {inert(each.message)}\n"
        for each in run.findings
    )
