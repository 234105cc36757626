"""Findings as a GitLab code quality report."""

from __future__ import annotations

import json

from advisor.check.checks import SpecChecks
from advisor.check.diagnostics import Severity
from advisor.check.formats.identity import fingerprinted, relative
from advisor.check.run import Run

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def write(run: Run, checks: SpecChecks, colour: bool) -> str:  # noqa: ARG001  # all formats are called alike
    """One array of issues."""
    issues = [
        {
            "description": f"{each.code}: {each.message}",
            "check_name": each.rule,
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[each.severity],
            "location": {
                "path": relative(each.path),
                "lines": {"begin": each.place.line if each.place else 1},
            },
        }
        for each, fingerprint in fingerprinted(run)
    ]
    return json.dumps(issues, indent=2, ensure_ascii=False) + "\n"
