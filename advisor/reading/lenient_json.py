"""JSON with comments, bare placeholders or text before it, made plain; no character moves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from advisor.errors import quoted
from advisor.reading.document import Fault
from advisor.reading.opaque import Opaque

__all__ = ["Cleaned", "cleaned", "with_placeholders"]

# Stands within a string for each character of a placeholder; nobody writes it.
_FILLER = "\ue000"
_TOKEN = re.compile(
    r"""
    (?P<string>"(?:[^"\\\n]|\\.)*")
    | (?P<comment>//[^\n]*|/\*.*?\*/|\#[^\n]*)
    | (?P<comma>,(?=(?:\s|//[^\n]*|/\*.*?\*/|\#[^\n]*)*[\]}]))
    | (?P<placeholder>\$\{[^{}\n]*\}|\{\{[^{}\n]*\}\}|<[^<>\n]*>|%[A-Za-z_]\w*%|@[A-Za-z_]\w*@
        |\$[A-Za-z_]\w*|__\w+__|[A-Z][A-Z0-9]*_[A-Z0-9_]*)
    """,
    re.VERBOSE | re.DOTALL,
)
_START = re.compile(r"^[ \t]*[{\[]", re.MULTILINE)
_MOST = 1000  # blemishes beyond these are not told one by one


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text of the same length that is JSON, and what was passed over to make it so."""

    text: str
    blemishes: tuple[Fault, ...]
    has_placeholders: bool


def cleaned(text: str) -> Cleaned | None:
    """The text with all that is not JSON blanked out; None when there is no JSON in it."""
    start = _START.search(text)
    if start is None:
        return None
    opened = start.end() - 1
    blemishes: list[Fault] = []
    if before := text[:opened].strip():
        at = text.index(before[0])
        blemishes.append(Fault(at, f"{quoted(before)} stands before the JSON", "remove it"))
    parts: list[str] = [_blank(text[:opened])]
    at, found = opened, False
    for match in _TOKEN.finditer(text, opened):
        replacement, blemish = _plain(match)
        if blemish is not None and len(blemishes) < _MOST:
            blemishes.append(Fault(match.start(), *blemish))
        found = found or match.lastgroup == "placeholder"
        parts += [text[at : match.start()], replacement]
        at = match.end()
    parts.append(text[at:])
    return Cleaned("".join(parts), tuple(blemishes), found)


def _plain(match: re.Match[str]) -> tuple[str, tuple[str, str] | None]:
    written = match[0]
    match match.lastgroup:
        case "comment":
            return _blank(written), ("JSON has no comments", "remove it")
        case "comma":
            return " ", ("a comma that nothing follows", "remove it")
        case "placeholder":
            return f'"{_FILLER * (len(written) - 2)}"', None
        case _:
            return written, None


def _blank(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)


def with_placeholders(value: Any) -> Any:
    """The value with an `Opaque` wherever a bare placeholder stood."""
    match value:
        case dict():
            return {key: with_placeholders(each) for key, each in value.items()}
        case list():
            return [with_placeholders(each) for each in value]
        case str() if value.startswith(_FILLER):
            return Opaque("placeholder")
        case _:
            return value
