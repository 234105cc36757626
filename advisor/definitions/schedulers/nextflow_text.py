"""Splits Nextflow's configurations and scripts into blocks and settings; no Groovy is run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Block", "Setting", "statements"]

# A comment, a string of any kind, or a bracket.
_TOKEN = re.compile(
    r"//[^\n]*|/\*.*?(?:\*/|\Z)|'''.*?(?:'''|\Z)|\"\"\".*?(?:\"\"\"|\Z)"
    r"|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|[{}()\[\];\n]",
    re.DOTALL,
)
_OPENING, _CLOSING = "{([", "})]"
_HEAD = re.compile(
    r"(?P<word>withName|withLabel)\s*:\s*(?P<selector>'[^'\n]*'|\"[^\"\n]*\"|[\w.*|:~-]+)\s*$"
    r"|process\s+(?P<process>\w+)\s*$|(?P<name>[A-Za-z_]\w*)\s*$"
)
_SETTING = re.compile(
    r"(?P<name>[A-Za-z_][\w.]*)\s*(?P<sign>=(?!=)|(?=\s|'|\"))\s*(?P<value>\S.*)", re.DOTALL
)
_LONGEST = 2000


class Setting(NamedTuple):
    """A directive or setting: its name, its value as written, and its place."""

    name: str
    value: str
    at: int


class Block(NamedTuple):
    """A block: its word, its selector, its start, and the range of its body."""

    word: str
    selector: str
    at: int
    start: int
    end: int


def statements(text: str, start: int, end: int) -> Iterator[Setting | Block]:
    """The blocks and settings of a body, in order; anything else is skipped."""
    depth, since, opened = 0, start, -1
    head: re.Match[str] | None = None
    for match in _TOKEN.finditer(text, start, end):
        found = match[0]
        ends = found in ("\n", ";") or (len(found) > 1 and found[0] == "/")  # or a comment
        if ends and not depth:
            yield from _setting(text, since, match.start())
            since = match.end()
        elif found in _OPENING:
            if not depth and found == "{":
                head, opened = _head(text, since, match.start()), match.end()
            depth += 1
        elif found in _CLOSING and depth:
            depth -= 1
            if not depth and found == "}" and head is not None:
                yield _block(head, since, opened, match.start())
                since, head = match.end(), None
    if not depth:
        yield from _setting(text, since, end)


def _head(text: str, since: int, until: int) -> re.Match[str] | None:
    written = text[since:until]
    return _HEAD.fullmatch(written.strip()) if len(written) < _LONGEST else None


def _block(head: re.Match[str], at: int, start: int, end: int) -> Block:
    if head["process"]:
        return Block("process", head["process"], at, start, end)
    if head["word"]:
        return Block(head["word"], head["selector"].strip("'\""), at, start, end)
    return Block(head["name"], "", at, start, end)


def _setting(text: str, since: int, until: int) -> Iterator[Setting]:
    written = text[since:until]
    if not written.strip() or len(written) > _LONGEST:
        return
    indent = len(written) - len(written.lstrip())
    match = _SETTING.fullmatch(written.strip())
    if match is not None:
        yield Setting(match["name"], match["value"].strip(), since + indent + match.start("value"))
