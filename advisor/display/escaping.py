"""Escapes texts for Markdown, so that they cannot become markup, links or mentions."""

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
# Markup only at the start of a line: lists, underlines of headings and rules.
_LEADING = re.compile(r"^(?:[-+=]|[0-9]+(?=[.)]))")
# Texts that GitHub turns into links.
_LINKED = re.compile(r"(?:https?|ftp|mailto|xmpp):|www\.", re.IGNORECASE)
CODE = re.compile(r"`([^`]+)`")
# Some renderers expand templates before Markdown, even in code spans.
_TEMPLATES = ("{{", "{%", "${")


class Safe(str):
    """Text that is already Markdown."""

    __slots__ = ()


def escaped(text: object) -> Safe:
    """The text, escaped for Markdown unless it is `Safe` already."""
    return text if isinstance(text, Safe) else Safe(_escaped(inert(str(text))))


def _escaped(line: str) -> str:
    guarded = _LINKED.sub(lambda match: _broken(match[0]), line.translate(_TABLE))
    return _LEADING.sub(lambda match: _unlisted(match[0]), guarded)


def _broken(start: str) -> str:
    """The start of a link, written so that it is not recognized."""
    return f"{start[:-1]}&#{ord(start[-1])};"


def _unlisted(start: str) -> str:
    return f"{start}\\" if start.isdigit() else f"\\{start}"


def prose(text: str) -> Safe:
    """A sentence of this project: `code` stays code, all else is escaped."""
    line = inert(text)
    if "``" in line or line.count("`") % 2:
        return escaped(line)
    parts = CODE.split(line)  # every other part is code
    return Safe("".join(code(p) if i % 2 else _escaped(p) for i, p in enumerate(parts)))


def code(text: object) -> Safe:
    """Text as a code span; escaped text if a code span cannot contain it."""
    line = inert(str(text)).strip()
    if not line or "`" in line or any(each in line for each in _TEMPLATES):
        return escaped(line)
    return Safe(f"`{line}`")


def link(title: str, url: str) -> Safe:
    """A link to a page that the rule book names."""
    target = url.replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")
    return Safe(f"[{escaped(title)}](<{target}>)")
