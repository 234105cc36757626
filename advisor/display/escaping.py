"""Texts made safe for Markdown: nothing a user wrote becomes markup, a link or a mention."""

from __future__ import annotations

import re

from advisor.display.layout import inert

__all__ = ["CODE", "Safe", "code", "escaped", "link", "prose"]

_ENTITIES = {
    "&": "&amp;", "<": "&lt;", ">": "&gt;", "`": "&#96;", "@": "&#64;", "$": "&#36;",
    "{": "&#123;", "}": "&#125;",
}  # fmt: skip
_SPELLED = {char: f"\\{char}" for char in "\\*_[]|#~!"} | _ENTITIES
_TABLE = str.maketrans(_SPELLED)
# These open a list, a heading's underline or a rule, though only at the start of a line.
_LEADING = re.compile(r"^(?:[-+=]|[0-9]+(?=[.)]))")
# What GitHub turns into links by itself.
_LINKED = re.compile(r"(?:https?|ftp|mailto|xmpp):|www\.", re.IGNORECASE)
CODE = re.compile(r"`([^`]+)`")
# Some renderers run templates before they read Markdown, code spans included.
_TEMPLATES = ("{{", "{%", "${")


class Safe(str):
    """Text that is Markdown already."""

    __slots__ = ()


def escaped(text: object) -> Safe:
    """Text that reads in Markdown as it was written; what is safe already stays as it is."""
    return text if isinstance(text, Safe) else Safe(_escaped(inert(str(text))))


def _escaped(line: str) -> str:
    guarded = _LINKED.sub(lambda match: _broken(match[0]), line.translate(_TABLE))
    return _LEADING.sub(lambda match: _unlisted(match[0]), guarded)


def _broken(start: str) -> str:
    """The start of a link in a spelling that is none."""
    return f"{start[:-1]}&#{ord(start[-1])};"


def _unlisted(start: str) -> str:
    return f"{start}\\" if start.isdigit() else f"\\{start}"


def prose(text: str) -> Safe:
    """A sentence of ours: `code` stays code, all else is escaped as what may be a user's text."""
    line = inert(text)
    if "``" in line or line.count("`") % 2:
        return escaped(line)
    parts = CODE.split(line)  # every other part is code
    return Safe("".join(code(p) if i % 2 else _escaped(p) for i, p in enumerate(parts)))


def code(text: object) -> Safe:
    """Text as code; escaped text where a code span would not hold it."""
    line = inert(str(text)).strip()
    if not line or "`" in line or any(each in line for each in _TEMPLATES):
        return escaped(line)
    return Safe(f"`{line}`")


def link(title: str, url: str) -> Safe:
    """A link to a page of the rule book's."""
    target = url.replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")
    return Safe(f"[{escaped(title)}](<{target}>)")
