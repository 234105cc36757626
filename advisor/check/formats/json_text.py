"""Findings as JSON, in a structure that is declared here once and published as a schema."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, Literal

from typing_extensions import TypedDict  # pydantic reads no other before Python 3.12

from advisor.check.checks import SpecChecks
from advisor.check.diagnostics import Diagnostic, Severity
from advisor.check.run import Run
from advisor.errors import Place
from advisor.model import Source

SCHEMA_VERSION = "1.0"


class PlaceDict(TypedDict):
    """A position; line and column count from 1, columns in characters."""

    line: int
    column: int


class EditDict(TypedDict):
    """A text that replaces what is between two positions."""

    start: PlaceDict
    end: PlaceDict
    text: str


class SourceDict(TypedDict):
    """Where the rule of a finding comes from; a judgement of advisor's own has no address."""

    title: str
    url: str | None
    checked: str


class FindingDict(TypedDict):
    """One finding."""

    code: str
    rule: str
    severity: Literal["error", "warning", "note"]
    message: str
    path: str
    start: PlaceDict | None
    end: PlaceDict | None
    help: str | None
    notes: list[str]
    see: str | None
    source: SourceDict | None
    edits: list[EditDict]


class SummaryDict(TypedDict):
    """How much was checked, found and hidden."""

    files: int
    errors: int
    warnings: int
    notes: int
    hidden_by_suppressions: int
    hidden_by_configuration: int


class ProblemDict(TypedDict):
    """A file that was named and could not be checked."""

    path: str | None
    message: str


class RunDict(TypedDict):
    """What `advisor check --format json` writes."""

    schema_version: str
    findings: list[FindingDict]
    problems: list[ProblemDict]
    summary: SummaryDict


def write(run: Run, checks: SpecChecks, colour: bool) -> str:  # noqa: ARG001  # all formats are called alike
    """The whole run."""
    return json.dumps(structure(run), indent=2, ensure_ascii=False) + "\n"


def structure(run: Run) -> RunDict:
    """The run in the published structure."""
    counts = Counter(each.severity for each in run.findings)
    return {
        "schema_version": SCHEMA_VERSION,
        "findings": [_finding(each) for each in run.findings],
        "problems": [{"path": each.path, "message": each.message} for each in run.problems],
        "summary": {
            "files": len(run.files),
            "errors": counts[Severity.ERROR],
            "warnings": counts[Severity.WARNING],
            "notes": counts[Severity.NOTE],
            "hidden_by_suppressions": run.hidden.by_comment,
            "hidden_by_configuration": run.hidden.by_configuration,
        },
    }


def schema() -> dict[str, Any]:
    """The JSON Schema (draft-07) of that structure."""
    from pydantic import ConfigDict, TypeAdapter

    config = ConfigDict(extra="forbid")
    # Of a list, since pydantic hands a configuration down into what it does not own itself.
    made = TypeAdapter(list[RunDict], config=config).json_schema(
        ref_template="#/definitions/{model}"
    )
    definitions = made["$defs"]
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": f"urn:compute-advisor:schema:check:{SCHEMA_VERSION}",
        **definitions.pop(RunDict.__name__),
        "definitions": definitions,
    }


def _finding(each: Diagnostic) -> FindingDict:
    return {
        "code": each.code,
        "rule": each.rule,
        "severity": each.severity.value,
        "message": each.message,
        "path": each.path,
        "start": _place(each.place),
        "end": _place(each.end),
        "help": each.help,
        "notes": list(each.notes),
        "see": each.see,
        "source": _source(each.source),
        "edits": [
            {"start": _at(edit.start), "end": _at(edit.end), "text": edit.text}
            for edit in each.edits
        ],
    }


def _source(source: Source | None) -> SourceDict | None:
    if source is None:
        return None
    title = source.title or source.judgement or ""
    return {"title": title, "url": source.url, "checked": source.checked.isoformat()}


def _place(place: Place | None) -> PlaceDict | None:
    return None if place is None else _at(place)


def _at(place: Place) -> PlaceDict:
    return {"line": place.line, "column": place.column}
