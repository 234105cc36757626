"""The manifests of a YAML or JSON file, each with its places in the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from advisor.reading.document import Branch, Spot, TextError

__all__ = ["Manifest", "manifests"]

_MOST = 400  # manifests of one file, and of one list


class Manifest(NamedTuple):
    """A manifest: its value, and the place of everything in it."""

    value: Any
    spot: Spot | None

    def at(self, *path: str | int) -> Any:
        """The value at a path; None if there is none."""
        value = self.value
        for key in path:
            entries = dict(enumerate(value)) if isinstance(value, list) else value
            if not isinstance(entries, dict) or key not in entries:
                return None
            value = entries[key]
        return value

    def offset(self, *path: str | int) -> int:
        """The offset of the value at a path, or of the nearest mapping or list around it."""
        spot = self._nearest(path)
        return spot.start if isinstance(spot, Branch) else spot or 0

    def part(self, *path: str | int) -> Manifest:
        """The value at a path, with its places."""
        return Manifest(self.at(*path), self._nearest(path))

    def _nearest(self, path: tuple[str | int, ...]) -> Spot | None:
        spot = self.spot
        for key in path:
            spots: Any = spot.spots if isinstance(spot, Branch) else {}
            entries = dict(enumerate(spots)) if isinstance(spots, list) else spots
            if key not in entries:
                break
            spot = entries[key]
        return spot


def manifests(text: str, path: str) -> Iterator[Manifest]:
    """Each document, and each item of a List as one; AdvisorError if the file is invalid."""
    try:
        whole = Manifest(*_parsed(text))
    except TextError as faults:
        raise faults.located(text, path) from None
    for each in _parts(whole) if isinstance(whole.value, list) else (whole,):
        yield from _parts(each, "items") if isinstance(each.at("items"), list) else (each,)


def _parts(whole: Manifest, *path: str) -> Iterator[Manifest]:
    return (whole.part(*path, index) for index in range(min(len(whole.at(*path)), _MOST)))


def _parsed(text: str) -> tuple[Any, Spot]:
    if text.lstrip()[:1] in ("{", "[") and "\n---" not in text:
        from advisor.reading.json_text import parse_json as parse
    else:
        from advisor.reading.lenient_yaml import parse_lenient_yaml as parse
    value, locate = parse(text)
    return value, locate()
