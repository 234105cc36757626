"""Makes plain JSON of JSON with comments, bare placeholders or text before it, in place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from advisor.reading.opaque import Opaque

__all__ = ["Blemish", "Cleaned", "cleaned", "with_placeholders"]

# Replaces each character of a placeholder, within a string; never written by people.
_FILLER = "\ue000"
# Every repetition is bounded, so that no text takes more than linear time.
_TOKEN = re.compile(
    r"""
    (?P<string>"(?:[^"\\\n]|\\.)*")
    | (?P<comment>//[^\n]*|/\*(?:.*?\*/|.*)|\#[^\n]*)
    | (?P<comma>,(?=(?:\s|//[^\n]{0,500}\n|/\*.{0,500}?\*/|\#[^\n]{0,500}\n){0,500}[\]}]))
    | (?P<placeholder>\$\{[^{}\n]*\}|\{\{[^{}\n]*\}\}|<[^<>\n]*>
        |%[A-Za-z_]\w{0,60}%|@[A-Za-z_]\w{0,60}@|\$[A-Za-z_]\w*
        |\b__\w{1,60}__\b|\b[A-Z][A-Z0-9]{0,40}_[A-Z0-9_]{0,60}\b)
    """,
    re.VERBOSE | re.DOTALL,
)
_START = re.compile(r"^[ \t]*[{\[]", re.MULTILINE)
_MOST = 1000  # the most blemishes that are reported one by one


class Blemish(NamedTuple):
    """Something that JSON does not allow, and that was skipped."""

    kind: Literal["text", "comment", "comma"]
    offset: int
    text: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A JSON text of the same length as the original, and what was skipped in that."""

    text: str
    blemishes: tuple[Blemish, ...]
    has_placeholders: bool


def cleaned(text: str) -> Cleaned | None:
    """The text with everything that is not JSON blanked out; None if there is no JSON in it."""
    start = _START.search(text)
    if start is None:
        return None
    opened = start.end() - 1
    blemishes: list[Blemish] = []
    if before := text[:opened].strip():
        at = text.index(before[0])
        blemishes.append(Blemish("text", at, before.splitlines()[0]))
    parts: list[str] = [_blank(text[:opened])]
    at, found = opened, False
    for match in _TOKEN.finditer(text, opened):
        kind = match.lastgroup
        if kind in ("comment", "comma") and len(blemishes) < _MOST:
            blemishes.append(Blemish(kind, match.start(), match[0]))  # type: ignore[arg-type]  # it is one of these two
        found = found or kind == "placeholder"
        parts += [text[at : match.start()], _plain(match[0], kind)]
        at = match.end()
    parts.append(text[at:])
    return Cleaned("".join(parts), tuple(blemishes), found)


def _plain(written: str, kind: str | None) -> str:
    match kind:
        case "comment" | "comma":
            return _blank(written)
        case "placeholder":
            return f'"{_FILLER * (len(written) - 2)}"'
        case _:
            return written


def _blank(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)


def with_placeholders(value: Any) -> Any:
    """The value with an `Opaque` in place of each bare placeholder."""
    match value:
        case dict():
            return {key: with_placeholders(each) for key, each in value.items()}
        case list():
            return [with_placeholders(each) for each in value]
        case str() if value.startswith(_FILLER):
            return Opaque("placeholder")
        case _:
            return value
