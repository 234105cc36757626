"""Packs that are installed as Python packages: entry points of the group `advisor.packs`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from advisor.errors import AdvisorError, Problem, did_you_mean

__all__ = ["GROUP", "folder_named", "installed_packs"]

GROUP = "advisor.packs"


def installed_packs() -> dict[str, str]:
    """The entry point of each installed pack, by the pack's name."""
    # Imported here because that takes longer than an answer, which seldom needs it.
    from importlib.metadata import entry_points

    return {each.name: each.value for each in sorted(entry_points(group=GROUP))}


def folder_named(name: str) -> Path:
    """The folder of an installed pack; AdvisorError with the names of those installed."""
    found = installed_packs()
    if name in found:
        return _folder(name, found[name])
    near = did_you_mean(name, found)
    advice = f"did you mean `{near}`?" if near else _listed(found)
    message = "cannot be read: no such file or directory"
    advice = f"no installed pack is called `{name}` either: {advice}"
    raise AdvisorError(Problem(message, str(Path(name) / "book.yaml"), help=advice))


def _listed(found: dict[str, str]) -> str:
    return f"there are {', '.join(found)}" if found else "there are none"


def _folder(name: str, value: str) -> Path:
    """The folder of the module that an entry point names, or one in it (`module:folder`)."""
    module, _, below = value.partition(":")
    try:
        home = getattr(import_module(module), "__path__", None)
    except ImportError as error:
        message = f"the pack `{name}` cannot be imported: {error}"
        raise AdvisorError(Problem(message, help="install its package anew")) from None
    if not home:
        raise AdvisorError(Problem(f"the pack `{name}` names `{module}`, which is not a package"))
    return Path(next(iter(home)), *below.split("/")) if below else Path(next(iter(home)))
