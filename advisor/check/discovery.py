"""The files of a run: those named, and those below the named folders."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePath
from typing import NamedTuple

from advisor.check.gitignore import walk
from advisor.reading.telling import may_be_assembly

__all__ = ["CHECKED", "STDIN", "Input", "inputs", "is_record_name", "is_spec_name"]

STDIN = "-"
_HERE = Path()
_SPEC = re.compile(r"(?:.*[./\\])?workload\.(?:ya?ml|json)", re.IGNORECASE | re.DOTALL)
# The endings of files that may have something to check; no others are looked for.
CHECKED = (".yaml", ".yml", ".json", ".template", ".tf", ".md", ".markdown")


class Input(NamedTuple):
    """A file to check: its path as shown, and whether it was named on the command line."""

    path: str
    named: bool


def is_spec_name(path: str) -> bool:
    """Whether a file is a workload spec by its name."""
    return _SPEC.fullmatch(path) is not None


def is_record_name(path: str) -> bool:
    """Whether a file may hold a kept recommendation, by its name."""
    return path.lower().endswith((".md", ".markdown"))


def inputs(
    paths: Sequence[str], exclude: Sequence[str] = (), endings: tuple[str, ...] = CHECKED
) -> tuple[Input, ...]:
    """Every file once, in the order given, and those below a folder that have one of the endings.

    An excluded file is taken only when it is named.
    """
    found: dict[str, Input] = {}
    for path in paths or (".",):
        synthesised = _synthesised(path)
        if synthesised is not None:
            found |= {each: Input(each, named=False) for each in synthesised if each not in found}
        elif path != STDIN and os.path.isdir(path):  # noqa: PTH112  # of any name
            for each in _below(Path(path), endings):
                if not matches(each, exclude):
                    found.setdefault(each, Input(each, named=False))
        else:
            shown = path if path == STDIN else str(Path(path))
            found[shown] = Input(shown, named=True)
    return tuple(found.values())


def _synthesised(path: str) -> list[str] | None:
    """The templates of `cdk.out`, which Git does not list; None for any other path."""
    if not may_be_assembly(path):
        return None
    from advisor.definitions.cdk import assembly_templates

    return assembly_templates(path)


def matches(path: str, globs: Iterable[str]) -> bool:
    """Whether one of these globs matches a path or a folder above it."""
    if not globs:
        return False
    from fnmatch import fnmatch

    own, absolute = _parts(PurePath(path)), _parts(Path(path).absolute())
    return any(
        fnmatch(part, glob.rstrip("/"))
        for glob in globs
        for part in (absolute if Path(glob).is_absolute() else own)
    )


def _parts(path: PurePath) -> tuple[str, ...]:
    """A path and the folders it is in, and its name alone."""
    return path.as_posix(), path.name, *(parent.as_posix() for parent in path.parents)


def _below(folder: Path, endings: tuple[str, ...]) -> Iterator[str]:
    """The files below a folder with one of these endings that Git does not ignore."""
    listed = _listed_by_git(folder)
    if listed is None:
        yield from (each for each in walk(folder) if each.lower().endswith(endings))
        return
    for name in listed:
        path = os.path.join(folder, name) if folder != _HERE else name  # noqa: PTH118  # a thousand times
        # Git lists what was deleted and not yet committed, and links to folders.
        if name.lower().endswith(endings) and os.path.isfile(path):  # noqa: PTH113  # likewise
            yield path


def _listed_by_git(folder: Path) -> list[str] | None:
    """Tracked and new files; None outside a checkout, or without Git."""
    import subprocess

    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(  # noqa: S603  # our own words; the folder is where it runs
            command, cwd=folder, capture_output=True, check=False
        )
    except OSError:
        return None
    if done.returncode:
        return None
    names = done.stdout.decode("utf-8", "surrogateescape").split("\0")
    return sorted(set(filter(None, names)))
