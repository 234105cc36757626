"""The folders that `--rules` and the configuration name: a whole book, packs, installed packs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from advisor.rulebook.installed import folder_named
from advisor.rulebook.packs import PACK, pack_folder
from advisor.shipped import shipped_folder

__all__ = ["base_and_packs"]


def base_and_packs(named: Sequence[str | Path]) -> tuple[Path, tuple[Path, ...]]:
    """The folder of the book, and those of the packs on top; AdvisorError for one that is neither.

    An existing folder takes precedence over an installed pack of the same name.
    """
    folders = [_folder(each) for each in named]
    first, *rest = folders
    if not (first / PACK).is_file():
        # Reading any other folder as a book reports best what it lacks.
        return first, tuple(pack_folder(each) for each in rest)
    return shipped_folder(), tuple(pack_folder(each) for each in folders)


def _folder(name: str | Path) -> Path:
    path = Path(name)
    if not path.exists() and len(path.parts) == 1:
        return folder_named(str(name))
    return path
