"""The files of a starter, written all or none, with nothing overwritten unasked."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import AdvisorError, Problem


@dataclass(frozen=True, slots=True)
class File:
    """A file to write: its name within the folder, and its text."""

    name: str
    text: str


def write(files: Sequence[File], folder: Path | str, force: bool = False) -> tuple[Path, ...]:
    """Write all files into a folder, which is created if missing; the paths of the files.

    Raises AdvisorError if a file exists (without `force`) or cannot be written. Then the folder is
    left as it was before.
    """
    target = Path(folder)
    if not files:
        return ()
    _refuse_folders(files, target)
    if not force:
        _refuse_existing(files, target)
    made = _missing_folders(target)
    try:
        target.mkdir(parents=True, exist_ok=True)
        return _replaced(files, target)
    except OSError as error:
        _remove_empty(made)
        reason = error.strerror or str(error)
        problem = Problem(f"cannot write to `{error.filename or target}`: {reason.lower()}")
        raise AdvisorError(problem) from None


def _refuse_existing(files: Sequence[File], folder: Path) -> None:
    in_the_way = [folder / file.name for file in files if os.path.lexists(folder / file.name)]
    if in_the_way:
        raise AdvisorError(
            Problem("is there already", str(path), help="`--force` overwrites it")
            for path in in_the_way
        )


def _refuse_folders(files: Sequence[File], folder: Path) -> None:
    """AdvisorError for a folder in place of a file; `force` does not replace folders."""
    in_the_way = [folder / file.name for file in files if (folder / file.name).is_dir()]
    if in_the_way:
        raise AdvisorError(
            Problem("is a folder", str(path), help="a file must stand here") for path in in_the_way
        )


def _missing_folders(folder: Path) -> list[Path]:
    """The folders to create, the innermost first."""
    return [each for each in (folder, *folder.parents) if not os.path.lexists(each)]


def _remove_empty(folders: Sequence[Path]) -> None:
    for each in folders:
        with contextlib.suppress(OSError):
            each.rmdir()


def _replaced(files: Sequence[File], folder: Path) -> tuple[Path, ...]:
    """Replace files by renames, since a rename cannot stop halfway."""
    with tempfile.TemporaryDirectory(prefix=".starter-", dir=folder) as beside:
        new, old = Path(beside, "new"), Path(beside, "old")
        new.mkdir()
        old.mkdir()
        for file in files:
            (new / file.name).write_text(file.text, encoding="utf-8", newline="\n")
        done: dict[str, None] = {}
        try:
            for file in files:
                done[file.name] = None
                _swap(folder / file.name, new / file.name, old / file.name)
        except OSError:
            _put_back(done, folder, old)
            raise
    return tuple(folder / file.name for file in files)


def _swap(path: Path, new: Path, old: Path) -> None:
    if os.path.lexists(old):
        path.unlink()
    elif os.path.lexists(path):
        path.rename(old)
    new.rename(path)


def _put_back(names: Iterable[str], folder: Path, old: Path) -> None:
    """Undo the renames made before one failed."""
    for name in names:
        with contextlib.suppress(OSError):
            if os.path.lexists(old / name):
                (old / name).replace(folder / name)
            else:
                (folder / name).unlink(missing_ok=True)
