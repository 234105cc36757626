"""One run of `advisor check`: files in, findings out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from advisor.check.case import Judge
from advisor.check.diagnostics import Diagnostic
from advisor.check.discovery import Input, is_record_name, is_spec_name
from advisor.check.selection import NOTHING_HIDDEN, Hidden, Selection, sifted, together
from advisor.check.specs import mistakes, of_problems, spec_findings, unknown_platform
from advisor.check.suppression import may_suppress, suppressions
from advisor.errors import AdvisorError, Problem
from advisor.reading import Document, ReadingError, read_bytes
from advisor.reading.source import decode, read_source

__all__ = ["Checked", "Run", "check"]


class Checked(NamedTuple):
    """A file that was checked, with the findings to show."""

    path: str
    text: str
    findings: tuple[Diagnostic, ...]
    hidden: Hidden = NOTHING_HIDDEN


class Run(NamedTuple):
    """The result of a run; `problems` are mistakes in the call, not in the files."""

    files: tuple[Checked, ...]
    problems: tuple[Problem, ...] = ()
    unreadable: bool = False
    passed_over: tuple[Problem, ...] = ()  # discovered files that cannot be read without a package

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """All findings, file by file, in the order of the text."""
        return tuple(each for file in self.files for each in file.findings)

    @property
    def hidden(self) -> Hidden:
        """How many findings were hidden."""
        return together(file.hidden for file in self.files)

    def text(self, path: str) -> str:
        """The text of a file that was checked."""
        return next((file.text for file in self.files if file.path == path), "")


class _Gathered:
    """What the pass over the files has gathered so far."""

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}
        self.texts: dict[str, str] = {}
        self.found: dict[str, list[Diagnostic]] = {}
        self.definitions: list[Document] = []
        self.records: dict[str, str] = {}
        self.problems: list[Problem] = []
        self.passed_over: list[Problem] = []
        self.unreadable = False


def check(
    files: Iterable[Input],
    judge: Judge,
    selection: Selection,
    *,
    records: bool = True,
    skip_unknown: bool = False,
    fixes: bool = True,
    texts: dict[str, bytes] | None = None,
) -> Run:
    """Check files; `texts` has what some of them would hold after a fix.

    Without `fixes` no repairs of definitions are looked for, as that takes the most time.
    """
    gathered = _Gathered()
    for each in files:
        _look(each, judge, gathered, skip_unknown, (texts or {}).get(each.path))
    if gathered.definitions:
        _add(gathered, _defined(gathered.definitions, judge, fixes))
        _note_homes(gathered)
    if records and gathered.records:
        from advisor.check.records import record_findings

        _add(gathered, record_findings(gathered.records, judge))
    checked = tuple(_checked(path, gathered, judge, selection) for path in sorted(gathered.found))
    problems, passed_over = tuple(gathered.problems), tuple(gathered.passed_over)
    return Run(checked, problems, gathered.unreadable, passed_over)


def _look(
    file: Input, judge: Judge, gathered: _Gathered, skip_unknown: bool, data: bytes | None
) -> None:
    """Read one file, tell what kind it is, and gather the findings that need no other file."""
    path = file.path
    try:
        if data is None:
            data, path = read_source(file.path)
    except AdvisorError as error:
        _refuse(file, error, judge, gathered, skip_unknown)
        return
    if is_spec_name(path):
        _spec(data, path, judge, gathered)
    elif is_record_name(path):
        _record(data, path, gathered, named=file.named and not skip_unknown)
    else:
        _other(data, path, file, judge, gathered, skip_unknown)


def _refuse(
    file: Input, error: AdvisorError, judge: Judge, gathered: _Gathered, skip_unknown: bool
) -> None:
    """Report a file that cannot be opened, or is too large; unless a spec, only if it was named."""
    exists = os.path.exists(file.path)  # noqa: PTH110  # of any name
    if is_spec_name(file.path) and exists:
        _unreadable(error, file.path, "", judge, gathered)
        gathered.unreadable = True
    elif file.named and not (skip_unknown and exists):
        gathered.problems.extend(error.problems)


def _spec(data: bytes, path: str, judge: Judge, gathered: _Gathered) -> None:
    try:
        document = read_bytes(data, path)
    except AdvisorError as error:
        text = _text_of(data, path)
        gathered.unreadable = gathered.unreadable or text is None
        _unreadable(error, path, text or "", judge, gathered)
        if isinstance(error, ReadingError):
            # Most values could be read, and may have mistakes of their own.
            from advisor.inputs import problems_in

            _add(gathered, mistakes(problems_in(error), judge.checks, path))
            if error.document is not None:
                _add(gathered, unknown_platform(error.document, judge))
        return
    _judged(document, judge, gathered)


def _judged(document: Document, judge: Judge, gathered: _Gathered) -> None:
    found = gathered.found[document.path] = list(spec_findings(document, judge))
    if found or may_suppress(document.text):
        gathered.documents[document.path] = document  # others are not needed any more


def _unreadable(
    error: AdvisorError, path: str, text: str, judge: Judge, gathered: _Gathered
) -> None:
    gathered.texts[path] = text
    gathered.found[path] = list(of_problems(error, judge.checks, path))


def _text_of(data: bytes, path: str) -> str | None:
    """The text of a file; None where its bytes are not text."""
    try:
        return decode(data, path)
    except AdvisorError:
        return None


def _record(data: bytes, path: str, gathered: _Gathered, *, named: bool) -> None:
    from advisor.check.records import MARK

    text = _text_of(data, path) if MARK in data else None
    if text is not None:
        gathered.records[path] = gathered.texts[path] = text
        gathered.found[path] = []
    elif named:
        gathered.problems.append(Problem("has no recommendation of advisor's in it", path))


def _other(
    data: bytes, path: str, file: Input, judge: Judge, gathered: _Gathered, skip_unknown: bool
) -> None:
    """Check a file whose name does not tell its kind."""
    from advisor.check.existing import missing_package

    tolerant = not file.named or skip_unknown
    missing = missing_package(data, path)
    if missing is not None:
        (gathered.passed_over if tolerant else gathered.problems).append(missing)
    elif not _definition(data, path, judge, gathered, tolerant) and not tolerant:
        _workload(data, path, judge, gathered)


def _definition(data: bytes, path: str, judge: Judge, gathered: _Gathered, tolerant: bool) -> bool:
    """Gather the definitions of a file, or why it cannot be read; False where it has none."""
    from advisor.check import existing

    if not existing.may_be_definition(data):
        return False
    try:
        document = existing.read_definition(data, path)
    except AdvisorError as error:
        text = _text_of(data, path)
        if text is None or (tolerant and existing.is_templated(data)):
            return False
        _unreadable(error, path, text, judge, gathered)
        return True
    if document is None:
        return False
    gathered.documents[path] = document
    gathered.found[path] = []
    gathered.definitions.append(document)
    return True


def _workload(data: bytes, path: str, judge: Judge, gathered: _Gathered) -> None:
    """Check a file that was named on the command line as a spec under another name."""
    from advisor.check import existing

    if (job := existing.of_a_scheduler(data, path)) is not None:
        gathered.problems.append(job)
        return
    try:
        document = existing.read_named(data, path)
    except AdvisorError as error:
        gathered.problems.extend(error.problems)
        return
    if document is not None and existing.may_be_workload(document):
        _judged(document, judge, gathered)
    else:
        message = "is neither a workload spec nor a definition of AWS Batch, ECS or Lambda"
        advice = "specs have fields such as `duration` and `memory`; see `advisor init`"
        gathered.problems.append(Problem(message, path, help=advice))


def _defined(documents: Sequence[Document], judge: Judge, fixes: bool) -> Iterator[Diagnostic]:
    from advisor.check.existing import definition_findings

    yield from definition_findings(documents, judge.book, fixes=fixes)


def _note_homes(gathered: _Gathered) -> None:
    """Keep the documents of files that Terraform includes, where something was found in them."""
    for document in gathered.definitions:
        for home in document.homes:
            if home.path in gathered.found and home.path not in gathered.texts:
                gathered.documents.setdefault(home.path, home)


def _add(gathered: _Gathered, diagnostics: Iterable[Diagnostic]) -> None:
    for each in diagnostics:
        gathered.found.setdefault(each.path, []).append(each)


def _checked(path: str, gathered: _Gathered, judge: Judge, selection: Selection) -> Checked:
    document = gathered.documents.get(path)
    suppressed = suppressions(document) if document else ()
    found = gathered.found[path]
    text = document.text if document else gathered.texts.get(path, "")
    if not found and not suppressed:
        return Checked(path, text, ())
    shown, hidden = sifted(found, suppressed, selection, judge.checks, path)
    return Checked(path, text, tuple(sorted(shown, key=_order)), hidden)


def _order(each: Diagnostic) -> tuple[int, int, str]:
    return (each.place.line, each.place.column, each.code) if each.place else (0, 0, each.code)
