"""Splits a YAML or JSON file into its documents, each with its places in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from advisor.reading.document import Branch, Spot, TextError

__all__ = ["Manifest", "manifests"]

_BETWEEN = re.compile(r"^---(?:[ \t][^\n]*)?\r?$", re.MULTILINE)
_MOST = 400  # documents of one file


class Manifest(NamedTuple):
    """One document: its value, and the place of everything in it within the file."""

    value: Any
    spot: Spot | None
    start: int

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
        spot = self.spot
        for key in path:
            spots: Any = spot.spots if isinstance(spot, Branch) else {}
            entries = dict(enumerate(spots)) if isinstance(spots, list) else spots
            if key not in entries:
                break
            spot = entries[key]
        return self.start + (spot.start if isinstance(spot, Branch) else spot or 0)


def manifests(text: str, path: str) -> Iterator[Manifest]:
    """Each document, and each item of a list as one; AdvisorError if the file is invalid."""
    for number, (start, part) in enumerate(_parts(text)):
        if number >= _MOST:
            return
        if not part.strip() or all(_is_comment(line) for line in part.splitlines()):
            continue
        try:
            value, spot = _parsed(part)
        except TextError as faults:
            # Lines are counted in the whole file.
            blank = re.sub(r"[^\r\n]", " ", text[:start])
            shifted = [fault._replace(offset=fault.offset + start) for fault in faults.faults]
            raise TextError(shifted).located(blank + part, path) from None
        whole = Manifest(value, spot, start)
        items = whole.at("items")
        if isinstance(items, list):
            spots: Any = spot.spots if isinstance(spot, Branch) else {}
            places = spots.get("items")
            for index, each in enumerate(items[:_MOST]):
                listed: Any = places.spots if isinstance(places, Branch) else []
                yield Manifest(each, listed[index] if index < len(listed) else None, start)
        else:
            yield whole


def _parts(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for match in _BETWEEN.finditer(text):
        yield start, text[start : match.start()]
        start = match.end()
    yield start, text[start:]


def _is_comment(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#") or line.startswith(("%", "..."))


def _parsed(part: str) -> tuple[Any, Spot | None]:
    if part.lstrip()[:1] in ("{", "["):
        from advisor.reading.json_text import parse_json

        value, locate = parse_json(part)
    else:
        from advisor.reading.lenient_yaml import parse_lenient_yaml

        value, locate = parse_lenient_yaml(part)
    return value, locate()
