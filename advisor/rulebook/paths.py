r"""Reads paths: `^.timeout.seconds`, `resourceRequirements[type=GPU].value`, `volumes[].name`.

`^` is the definition an element is part of, `^parent` the mapping around it, `.` the element,
`^document` the definitions of its document, each subject a list.
`name[]` is every element of a list, `name{}` every entry of a mapping, `name[key=VALUE]` the first
element that has that value, `name[key=@own]` the one that has the value of the subject's own key,
`name@subject` the definition that is named there, `*` the keys of a mapping; `\.` is a dot within
a key. `:form` and `:size` are what a definition does not say itself: how it was written, and how
large it is.
"""

from __future__ import annotations

import re

from advisor.rulebook.subjects import (
    Each,
    Entries,
    Key,
    Keys,
    Named,
    Origin,
    Path,
    Step,
    Where,
)

__all__ = ["path_of"]

_ORIGINS: dict[str, Origin] = {
    "^": "definition",
    "^parent": "parent",
    "^document": "document",
}
_PART = re.compile(
    r"(?P<name>:?[A-Za-z](?:[\w/-]|\\\.)*)"
    r"(?P<list>\[\])?(?P<map>\{\})?"
    r"(?:\[(?P<key>\w+)=(?P<own>@?)(?P<value>[\w./:-]+)\])?"
    r"(?:@(?P<subject>[a-z-]+))?"
)


def path_of(text: str) -> Path:
    """The path that a text stands for; a ValueError says which part is not understood."""
    origin: Origin = "element"
    if text == ".":
        return Path(text, origin, ())
    # A bracket may hold a dot, so that only dots outside of brackets part the steps.
    parts = re.split(r"(?<!\\)\.(?![^\[]*\])", text)
    if parts[0] in _ORIGINS:
        origin = _ORIGINS[parts.pop(0)]
    steps = tuple(step for part in parts for step in _steps(part, text))
    return Path(text, origin, steps)


def _steps(part: str, text: str) -> list[Step]:
    if part == "*":
        return [Keys()]
    match = _PART.fullmatch(part)
    if match is None:
        raise ValueError(f"`{part}` is not understood in the path `{text}`")
    steps: list[Step] = [Key(match["name"].replace("\\.", "."))]
    if match["list"]:
        steps.append(Each())
    if match["map"]:
        steps.append(Entries())
    if match["key"]:
        steps.append(Where(match["key"], match["value"], bool(match["own"])))
    if match["subject"]:
        steps.append(Named(match["subject"]))
    return steps
