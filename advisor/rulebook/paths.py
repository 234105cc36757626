r"""Reads paths: `^.timeout.seconds`, `resourceRequirements[type=GPU].value`, `volumes[].name`.

A path begins at the element (also written `.`), at `^` the definition that the element is part of,
at `^parent` the mapping around it, or at `^document`, the definitions of the document: a list for
each subject. `name[]` is every element of a list, `name{}` every entry of a mapping,
`name[key=VALUE]` the first element with that value, `name[key=@own]` the first with the value of
the subject's key `own`, `name@subject` the definition of that name, `*` the keys of a mapping. `\.`
is a dot within a key. The keys `:form` and `:size` are added by advisor: how a definition was
written, and how large it is.
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
    """The path of a text; ValueError says which part is not understood."""
    origin: Origin = "element"
    if text == ".":
        return Path(text, origin, ())
    # Dots part the steps, except within brackets.
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
