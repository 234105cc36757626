"""JSON with comments, bare placeholders or text before it, made plain; no character moves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from advisor.reading.opaque import Opaque

__all__ = ["Blemish", "Cleaned", "cleaned", "with_placeholders"]

# Stands within a string for each character of a placeholder; nobody writes it.
_FILLER = "\ue000"
# Bounded everywhere, so that no text takes more than linear time.
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
_MOST = 1000  # blemishes beyond these are not told one by one


class Blemish(NamedTuple):
    """What JSON does not allow and was passed over."""

    kind: Literal["text", "comment", "comma"]
    offset: int
    text: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text of the same length that is JSON, and what was passed over to make it so."""

    text: str
    blemishes: tuple[Blemish, ...]
    has_placeholders: bool


def cleaned(text: str) -> Cleaned | None:
    """The text with all that is not JSON blanked out; None when there is no JSON in it."""
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
