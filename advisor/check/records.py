"""Kept recommendations: whether a record still follows from its spec and the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from advisor.check.case import Judge
from advisor.check.diagnostics import Diagnostic
from advisor.check.discovery import Input, is_record_name, is_spec_name
from advisor.errors import AdvisorError, Place

__all__ = ["MARK", "record_findings", "records_of"]

MARK = b"<!-- advisor: {"
_SPEC_SUFFIXES = (".yaml", ".yml", ".json")


def record_findings(records: Mapping[str, str], judge: Judge) -> Iterator[Diagnostic]:
    """A finding for each record, in texts by their path, that no longer holds."""
    for path, text in records.items():
        for place, record in _records(text):
            yield from _of_record(path, place, record, judge)


def records_of(specs: Iterable[Input]) -> tuple[Input, ...]:
    """The records made from the named specs, so that these are checked too."""
    named = {Path(each.path).resolve() for each in specs if each.named and is_spec_name(each.path)}
    if not named:
        return ()
    return tuple(
        Input(path, named=False)
        for path in _with_records(named)
        if any(_spec_of(path, record) in named for _, record in _records(_text(path)))
    )


def _records(text: str) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Every record of a text, with the place of its comment."""
    from advisor.report.provenance import read_provenance

    mark = MARK.decode()
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(mark) and (record := read_provenance(line.rstrip("\r"))):
            yield Place(number, 1), record


def _of_record(
    path: str, place: Place, record: dict[str, Any], judge: Judge
) -> Iterator[Diagnostic]:
    from advisor.api import recommend
    from advisor.report.provenance import provenance

    checks = judge.checks
    name = str(record.get("spec", ""))
    spec = _spec_of(path, record)
    if spec is None:
        if name.endswith(_SPEC_SUFFIXES):
            message = f"the spec of this record, `{name}`, is not here"
            advice = "make the record again from where the spec is now, or remove it"
            yield checks["record-without-spec"].found(message, path, place, help=advice)
        return  # a record made from standard input has no spec
    try:
        now = provenance(recommend(spec, rules=judge.book, usual=_fields(judge)))
    except AdvisorError as error:
        message = f"the spec of this record, `{name}`, cannot be read"
        notes = tuple(str(problem) for problem in error.problems)
        yield checks["record-without-spec"].found(message, path, place, notes=notes)
        return
    again = f"look at what changed: advisor recommend {name} --format markdown -o {path}"
    if now["answer_sha256"] != record.get("answer_sha256"):
        message = f"this record no longer follows from `{name}` and the rules"
        notes = tuple(_differences(record, now))
        yield checks["stale-record"].found(message, path, place, notes=notes, help=again)
    elif now["spec_sha256"] != record.get("spec_sha256"):
        message = f"`{name}` has changed since this record was made; the answer is the same"
        yield checks["outdated-record"].found(message, path, place, help=again)


def _fields(judge: Judge) -> dict[str, Any]:
    """The project's defaults for specs, as `advisor recommend` applies them."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in judge.usual.items()
    }


def _differences(record: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    was, new = record.get("platform"), now["platform"]
    if was != new:
        yield f"it says {_platform(was)}, and the answer is now {_platform(new)}"
    else:
        yield f"the platform is still {_platform(new)}; its size or its conditions are others"
    what = "the spec has" if now["spec_sha256"] != record.get("spec_sha256") else "the rules have"
    since = record.get("rules_as_of")
    if now["rules_as_of"] != since:
        yield f"{what} changed; the rules were checked on {since} then and {now['rules_as_of']} now"
    else:
        yield f"{what} changed since it was made"


def _platform(name: object) -> str:
    return f"`{name}`" if name else "that nothing fits"


def _spec_of(path: str, record: dict[str, Any]) -> Path | None:
    """The spec of a record: its path is relative to a folder above the record, or to this one."""
    name = str(record.get("spec", ""))
    if not name.endswith(_SPEC_SUFFIXES):
        return None
    folder = Path(path).resolve().parent
    for base in (Path.cwd(), folder, *folder.parents):
        try:
            if (spec := base / name).is_file():
                return spec.resolve()
        except (OSError, ValueError):
            return None
    return None


def _with_records(specs: Iterable[Path]) -> Iterator[str]:
    """Files with records: all that Git lists below this folder, else those beside the specs."""
    import subprocess

    command = ["git", "grep", "-lzIF", "--untracked", MARK.decode(), "--", "*.md", "*.markdown"]
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603  # our own words
        listed = done.stdout.decode("utf-8", "surrogateescape") if done.returncode < 2 else None  # noqa: PLR2004  # 1: nothing found
    except OSError:
        listed = None
    if listed is not None:
        yield from filter(None, listed.split("\0"))
        return
    here = Path.cwd()
    for folder in sorted({spec.parent for spec in specs}):
        for each in sorted(folder.iterdir()):
            if is_record_name(each.name) and each.is_file():
                yield str(each.relative_to(here) if each.is_relative_to(here) else each)


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return ""
