"""The templates in a cloud assembly, the folder `cdk.out` that the CDK synthesises."""

from __future__ import annotations

import json
import os
from pathlib import Path

__all__ = ["assembly_templates"]

_MANIFEST = "manifest.json"
_LARGEST = 2**20
_MOST = 400  # templates and nested assemblies of one assembly


def assembly_templates(path: str | Path) -> list[str] | None:
    """The templates of an assembly, given by its folder or manifest; None for any other file.

    Assets are not read: they may be files of any kind.
    """
    name = str(path)
    manifest = Path(name, _MANIFEST) if os.path.isdir(name) else Path(name)  # noqa: PTH112
    if manifest.name != _MANIFEST or not os.path.isfile(manifest):  # noqa: PTH113  # of any name
        return None
    artifacts = _artifacts(manifest)
    return None if artifacts is None else _templates(manifest.parent, artifacts)


def _artifacts(manifest: Path) -> dict[str, object] | None:
    """The artifacts of a manifest; None if it is not a manifest of the CDK."""
    try:
        if manifest.stat().st_size > _LARGEST:
            return None
        value = json.loads(manifest.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return None
    artifacts = value.get("artifacts") if isinstance(value, dict) else None
    return artifacts if isinstance(artifacts, dict) and "version" in value else None


def _templates(folder: Path, artifacts: dict[str, object]) -> list[str]:
    found: list[str] = []
    waiting = [(folder, artifacts)]
    for here, listed in waiting:
        for artifact in listed.values():
            kind, inside = _of(artifact, "type"), _of(artifact, "properties")
            if kind == "aws:cloudformation:stack" and (name := _of(inside, "templateFile")):
                found += _within(here / str(name), folder)
            elif kind == "cdk:cloud-assembly" and (name := _of(inside, "directoryName")):
                nested = here / str(name)
                more = _artifacts(nested / _MANIFEST) if _is_within(nested, folder) else None
                if more is not None and len(waiting) < _MOST:
                    waiting.append((nested, more))
    return found[:_MOST]


def _of(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, dict) else None


def _within(path: Path, folder: Path) -> list[str]:
    return [str(path)] if _is_within(path, folder) and path.is_file() else []


def _is_within(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return False
