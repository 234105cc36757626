"""Splits joined texts into parts and lines, for the writers."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.starter.leaves import Joined, Text


def flat(joined: Joined) -> tuple[Text, ...]:
    """The parts of a joined text and of those within it; neighbouring plain texts become one."""
    parts: list[Text] = []
    for each in joined.parts:
        for part in flat(each) if isinstance(each, Joined) else (each,):
            if isinstance(part, str) and parts and isinstance(parts[-1], str):
                parts[-1] += part
            else:
                parts.append(part)
    return tuple(parts)


def lines_of(text: Text) -> Iterator[tuple[Text, ...]]:
    """The lines of a text, each as its parts; an empty line has none."""
    line: list[Text] = []
    for part in flat(text) if isinstance(text, Joined) else (text,):
        if not isinstance(part, str):
            line.append(part)
            continue
        first, *rest = part.split("\n")
        line += [first] if first else []
        for each in rest:
            yield tuple(line)
            line = [each] if each else []
    yield tuple(line)
