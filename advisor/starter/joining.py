"""Joined texts as their parts, for the writers."""

from __future__ import annotations

from advisor.starter.leaves import Joined, Text


def flat(joined: Joined) -> tuple[Text, ...]:
    """The parts of a joined text, with the parts of its parts; neighbouring words in one."""
    parts: list[Text] = []
    for each in joined.parts:
        for part in flat(each) if isinstance(each, Joined) else (each,):
            if isinstance(part, str) and parts and isinstance(parts[-1], str):
                parts[-1] += part
            else:
                parts.append(part)
    return tuple(parts)
