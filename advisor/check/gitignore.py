"""The files below a folder that Git would not ignore, where Git itself is not installed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

__all__ = ["walk"]

_NAME = ".gitignore"
_HERE = Path()


class _Pattern(NamedTuple):
    """A line of a .gitignore: what it matches, and whether it re-includes what others ignore."""

    regex: re.Pattern[str]
    folder_only: bool
    again: bool


def walk(root: Path) -> Iterator[str]:
    """Every file below a folder that is not ignored, in the order of their names."""
    yield from _walk(root, ())


_Levels = tuple[tuple[Path, tuple[_Pattern, ...]], ...]


def _walk(folder: Path, levels: _Levels) -> Iterator[str]:
    patterns = _patterns(folder / _NAME)
    here = (*levels, (folder, patterns)) if patterns else levels
    try:
        with os.scandir(folder) as listed:
            entries = sorted(listed, key=lambda entry: entry.name)
    except OSError:
        return  # without permission to read a folder there is nothing to check in it
    for entry in entries:
        is_folder = entry.is_dir(follow_symlinks=False)
        if entry.name == ".git":
            continue
        # As in Git, a file below an ignored folder cannot be re-included.
        if here and _ignored(folder / entry.name, is_folder, here):
            continue
        if is_folder:
            yield from _walk(folder / entry.name, here)
        elif _is_file(entry):
            # As `Path` writes it: without a leading `./`.
            yield entry.name if folder == _HERE else entry.path


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link to itself
        return False


def _ignored(path: Path, is_folder: bool, levels: _Levels) -> bool:
    """Whether a path is ignored: the last line that matches decides, deeper files coming later."""
    ignored = False
    for folder, patterns in levels:
        relative = path.relative_to(folder).as_posix()
        for pattern in patterns:
            if (is_folder or not pattern.folder_only) and pattern.regex.fullmatch(relative):
                ignored = not pattern.again
    return ignored


def _patterns(path: Path) -> tuple[_Pattern, ...]:
    try:
        lines = path.read_text(encoding="utf-8-sig", errors="replace").split("\n")
    except OSError:
        return ()
    return tuple(found for line in lines if (found := _pattern(line.removesuffix("\r"))))


def _pattern(line: str) -> _Pattern | None:
    text = _without_trailing_spaces(line)
    if not text or text.startswith("#"):
        return None
    again = text.startswith("!")
    text = text.removeprefix("!")
    folder_only = text.endswith("/")
    text = text.removesuffix("/")
    # A slash before the end ties a pattern to its folder; without one it matches at any depth.
    anchored = "/" in text
    if not text or text == "/":
        return None
    try:
        body = _regex(text.removeprefix("/"))
        regex = re.compile(body if anchored else f"(?:.*/)?{body}", re.DOTALL)
    except re.error:
        return None
    return _Pattern(regex, folder_only, again)


def _without_trailing_spaces(line: str) -> str:
    stripped = line.rstrip(" ")
    escapes = len(stripped) - len(stripped.rstrip("\\"))
    return stripped + " " if escapes % 2 and len(stripped) < len(line) else stripped


_TOKEN = re.compile(
    r"(?P<start>^\*\*/)|(?P<middle>(?<=/)\*\*/)|(?P<end>(?<=/)\*\*$)|(?P<star>\*+)|(?P<one>\?)"
    r"|\[(?P<not>[!^]?)(?P<set>\]?(?:\\.|[^\]\\])*)\]|\\(?P<escaped>.)|(?P<plain>.)",
    re.DOTALL,
)


def _regex(glob: str) -> str:
    """A pattern of Git's as a regular expression."""
    return "".join(_part(match) for match in _TOKEN.finditer(glob))


def _part(match: re.Match[str]) -> str:
    match match.lastgroup:
        case "start" | "middle":
            return "(?:.*/)?"
        case "end":
            return ".+"
        case "star":
            return "[^/]*"
        case "one":
            return "[^/]"
        case "not" | "set":
            negated = "^" if match["not"] else ""
            members = re.sub(r"\\(.)", r"\1", match["set"])
            escaped = re.sub(r"([\\\]\[^&~|])", r"\\\1", members)
            return f"(?!/)[{negated}{escaped}]"
        case _:
            return re.escape(match["escaped"] or match["plain"])
