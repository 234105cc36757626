"""Findings as SARIF 2.1.0, which code scanning services read."""

from __future__ import annotations

import json
from typing import Any

from advisor import __version__
from advisor.check.checks import SpecChecks
from advisor.check.diagnostics import Diagnostic, Edit, Severity
from advisor.check.formats.excerpt import line_of, span_end
from advisor.check.formats.identity import fingerprinted, uri
from advisor.check.run import Run

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
INFORMATION = "https://github.com/compute-advisor/advisor"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_ROOT = "%SRCROOT%"

Json = dict[str, Any]


def write(run: Run, checks: SpecChecks, colour: bool) -> str:  # noqa: ARG001  # all formats are called alike
    """One log with one run."""
    found = list(fingerprinted(run))
    codes = list(dict.fromkeys(each.code for each, _ in found))
    rules = [_rule(next(each for each, _ in found if each.code == code), checks) for code in codes]
    texts = {file.path: file.text for file in run.files}
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "advisor",
                        "version": __version__,
                        "semanticVersion": __version__,
                        "informationUri": INFORMATION,
                        "rules": rules,
                    }
                },
                # Our columns count characters; the default would be units of UTF-16.
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {
                    _ROOT: {"description": {"text": "the folder that advisor was called in"}}
                },
                "invocations": [_invocation(run)],
                "results": [
                    _result(each, fingerprint, codes.index(each.code), texts[each.path])
                    for each, fingerprint in found
                ],
            }
        ],
    }
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _invocation(run: Run) -> Json:
    invocation: Json = {"executionSuccessful": not run.problems}
    if run.problems:
        invocation["toolExecutionNotifications"] = [
            {"level": "error", "message": {"text": str(each)}} for each in run.problems
        ]
    return invocation


def _rule(each: Diagnostic, checks: SpecChecks) -> Json:
    known = checks.described(each.code)
    rule: Json = {"id": each.code, "name": each.rule}
    if known is not None:
        rule["shortDescription"] = {"text": known.title}
        rule["fullDescription"] = {"text": known.because}
    rule["help"] = {"text": f"advisor rule {each.code} explains it"}
    rule["helpUri"] = each.see or INFORMATION
    rule["defaultConfiguration"] = {"level": _LEVELS[each.severity]}
    return rule


def _result(each: Diagnostic, fingerprint: str, index: int, text: str) -> Json:
    message = "\n".join([each.message, *each.notes, *([f"help: {each.help}"] if each.help else [])])
    result: Json = {
        "ruleId": each.code,
        "ruleIndex": index,
        "level": _LEVELS[each.severity],
        "message": {"text": message},
        "locations": [{"physicalLocation": _location(each, text)}],
        "partialFingerprints": {"advisorFinding/v1": fingerprint},
    }
    if each.edits:
        result["fixes"] = [_fix(each)]
    return result


def _artifact(path: str) -> Json:
    return {"uri": uri(path), "uriBaseId": _ROOT}


def _location(each: Diagnostic, text: str) -> Json:
    location: Json = {"artifactLocation": _artifact(each.path)}
    if each.place is not None:
        end = each.end
        column = span_end(each, line_of(text, each.place.line)) if end is None else end.column
        location["region"] = {
            "startLine": each.place.line,
            "startColumn": each.place.column,
            "endLine": end.line if end else each.place.line,
            "endColumn": column,
        }
    return location


def _fix(each: Diagnostic) -> Json:
    return {
        "description": {"text": each.help or "repair it"},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(each.path),
                "replacements": [_replacement(edit) for edit in each.edits],
            }
        ],
    }


def _replacement(edit: Edit) -> Json:
    return {
        "deletedRegion": {
            "startLine": edit.start.line,
            "startColumn": edit.start.column,
            "endLine": edit.end.line,
            "endColumn": edit.end.column,
        },
        "insertedContent": {"text": edit.text},
    }
