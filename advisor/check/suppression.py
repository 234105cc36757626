"""Suppressions: comments in YAML and Terraform, and `Metadata` in CloudFormation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from advisor.check.diagnostics import Edit
from advisor.errors import Place
from advisor.reading import Document
from advisor.reading.document import Lines

__all__ = ["Suppression", "may_suppress", "suppressions"]

_MARK = "advisor:"
_COMMENT = re.compile(
    r"(?P<space>(?:^|(?<=\n)|(?<=\r))[ \t]*|[ \t]+)\#[ \t]*advisor:[ \t]*ignore\b(?P<rest>[^\r\n]*)"
)
_TERRAFORM = re.compile(_COMMENT.pattern.replace(r"\#", r"(?:\#|//)"))
_CODES = re.compile(r"\[(?P<codes>[^\]]*)\](?P<reason>.*)", re.DOTALL)


class Suppression(NamedTuple):
    """Hides a rule on some lines of a file; `code` is empty if the suppression names none."""

    code: str
    place: Place
    first: int
    last: int
    reason: str = ""
    end: Place | None = None
    removal: Edit | None = None

    def hides(self, line: int) -> bool:
        """Whether the suppression covers a line."""
        return self.first <= line <= self.last


def may_suppress(text: str) -> bool:
    """Whether a text may hold suppressions: a quick test, as most files have none."""
    return _MARK in text or '"advisor"' in text


def suppressions(document: Document) -> tuple[Suppression, ...]:
    """Every suppression in a document."""
    if not may_suppress(document.text):
        return ()
    found = [] if document.path.lower().endswith(".json") else list(_comments(document))
    return (*found, *_metadata(document))


def _comments(document: Document) -> Iterator[Suppression]:
    text, terraform = document.text, document.path.lower().endswith(".tf")
    matches = list((_TERRAFORM if terraform else _COMMENT).finditer(text))
    if not matches:
        return
    texts = _spans_in_terraform(text) if terraform else _spans_of_texts(text)
    lines, rows = Lines(text), re.split("\r\n|\r|\n", text)
    for match in matches:
        start = match.start() + len(match["space"])
        if any(low <= start < high for low, high in texts):
            continue  # inside a string, not a comment
        place = lines.place(start)
        alone = not rows[place.line - 1][: place.column - 1].strip()
        line = _next_line(rows, place.line) if alone else place.line
        yield from _of_comment(match, place, line, alone, lines)


def _of_comment(
    match: re.Match[str], place: Place, line: int, alone: bool, lines: Lines
) -> Iterator[Suppression]:
    codes = _CODES.match(match["rest"].strip())
    names = [name.strip() for name in codes["codes"].split(",")] if codes else []
    names = [name for name in names if name] or [""]
    reason = codes["reason"].strip() if codes else ""
    end = lines.place(match.end())
    removal = _removal(match, place, alone, lines) if len(names) == 1 else None
    for name in names:
        yield Suppression(name, place, line, line, reason, end, removal)


def _removal(match: re.Match[str], place: Place, alone: bool, lines: Lines) -> Edit:
    """The edit that removes the comment, with its line if nothing else is on it."""
    if alone:
        return Edit(Place(place.line, 1), Place(place.line + 1, 1), "")
    return Edit(lines.place(match.start()), lines.place(match.end()), "")


def _next_line(rows: list[str], line: int) -> int:
    """The next line that is neither empty nor a comment."""
    for number in range(line, len(rows)):
        row = rows[number].strip()
        if row and not row.startswith(("#", "//")):
            return number + 1
    return line


def _spans_of_texts(text: str) -> list[tuple[int, int]]:
    """The spans of the scalars of a YAML text, within which there are no comments."""
    import yaml

    loader: Any = getattr(yaml, "CLoader", yaml.Loader)
    spans: list[tuple[int, int]] = []
    try:
        spans.extend(
            (token.start_mark.index, _end(text, token))
            for token in yaml.scan(text, Loader=loader)
            if isinstance(token, yaml.ScalarToken)
        )
    except yaml.YAMLError:
        return spans  # nothing is read beyond a mistake
    return spans


# In Terraform: a comment, a heredoc, or a string, whichever begins first.
_TOKEN = re.compile(
    r"(?:\#|//)[^\r\n]*|/\*.*?\*/|<<-?(?P<mark>\w{1,80})\r?\n.*?\n[ \t]*(?P=mark)\b"
    r"|\"(?:[^\"\\\n]|\\.)*\"",
    re.DOTALL,
)


def _spans_in_terraform(text: str) -> list[tuple[int, int]]:
    """The spans of the strings and of the block comments of a Terraform file."""
    return [m.span() for m in _TOKEN.finditer(text) if m[0][0] not in "#/" or m[0][:2] == "/*"]


def _end(text: str, token: Any) -> int:
    """The end of a scalar; the parser puts that of a block after the comments behind it."""
    start, end = token.start_mark.index, token.end_mark.index
    if token.style not in ("|", ">"):
        return int(end)
    lines = text[start:end].splitlines(keepends=True)
    indents = [len(line) - len(line.lstrip(" ")) for line in lines[1:] if line.strip()]
    least = indents[0] if indents else 0
    while len(lines) > 1:
        line = lines[-1]
        if line.strip() and len(line) - len(line.lstrip(" ")) >= least:
            break
        lines.pop()
    return int(start) + sum(len(line) for line in lines)


def _metadata(document: Document) -> Iterator[Suppression]:
    """`Metadata: {advisor: {ignore: [CODE]}}` of the resources of a template."""
    resources = document.value.get("Resources") if isinstance(document.value, dict) else None
    if not isinstance(resources, dict):
        return
    for name, resource in resources.items():
        codes = _ignored(resource)
        if not codes:
            continue
        first, last = _lines_of(document, resources, str(name))
        for index, each in enumerate(codes):
            path = ("Resources", str(name), "Metadata", "advisor", "ignore")
            place = document.place(*path, index) or document.place(*path) or Place(first, 1)
            code, _, reason = str(each).strip().partition(" ")
            yield Suppression(code, place, first, last, reason)


def _ignored(resource: object) -> list[object]:
    value = resource
    for key in ("Metadata", "advisor", "ignore"):
        value = value.get(key) if isinstance(value, dict) else None
    if isinstance(value, str):
        return [value]
    return list(value) if isinstance(value, list) else []


def _lines_of(document: Document, resources: dict[str, object], name: str) -> tuple[int, int]:
    """The first and the last line of a resource, which ends where the next thing starts."""
    place = document.key_place("Resources", name)
    first = place.line if place else 1
    others = [document.key_place("Resources", str(each)) for each in resources]
    others += [document.key_place(str(each)) for each in document.value]
    after = [each.line for each in others if each is not None and each.line > first]
    return first, min(after, default=10**9) - 1
