"""`advisor recommend --out`: a starter for each answer, in a folder or in a folder each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from advisor.api import Recommendation
from advisor.cli import show_problems
from advisor.cli.streams import tell
from advisor.errors import AdvisorError, Problem, quoted
from advisor.starter import starter, write
from advisor.starter.names import slug

_LONGEST = 100  # characters of a folder's name


def write_starters(
    answers: Sequence[Recommendation],
    folder: Path,
    *,
    styles: Sequence[str],
    several: bool,
    force: bool,
    quiet: bool,
) -> bool:
    """Whether all starters were written; one that cannot be is reported and hides no other."""
    folders = [folder / slug(answer.name, _LONGEST) if several else folder for answer in answers]
    _refuse_shared(answers, folders)
    written = True
    for answer, place in zip(answers, folders, strict=True):
        try:
            paths = write(starter(answer, styles), place, force=force)
        except AdvisorError as error:
            show_problems(error)
            written = False
            continue
        if not quiet:
            _tell(answer, paths)
    return written


def _refuse_shared(answers: Sequence[Recommendation], folders: Sequence[Path]) -> None:
    """Refuse to write two starters into one folder; some file systems do not tell case apart."""
    names: dict[str, str] = {}
    for answer, folder in zip(answers, folders, strict=True):
        key = str(folder).lower()
        if key in names:
            both = f"{quoted(names[key])} and {quoted(answer.name)}"
            message = f"the starters of {both} would share the folder `{folder}`"
            raise AdvisorError(Problem(message, help="give each spec a `name` of its own"))
        names[key] = answer.name


def _tell(answer: Recommendation, paths: Sequence[Path]) -> None:
    if not paths:
        tell(f"no starter for {quoted(answer.name)}: no platform fits it")
    for path in paths:
        tell(f"wrote {path}")
