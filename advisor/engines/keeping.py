"""A cache of what engines compile, by the identity of the rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, TypeVar

from advisor.model import Rule

Key = TypeVar("Key")
Made = TypeVar("Made")
Entry = TypeVar("Entry")
_MOST = 64


class Kept(Generic[Made]):
    """What was made of some rules; of rules not asked about for long, it is made again.

    Rules are told apart by identity: hashing a tree of a hundred rules costs more than evaluating
    it. Each entry holds its rules, so that no identity in use is given to another object.
    """

    def __init__(self, make: Callable[[tuple[Rule, ...]], Made]) -> None:
        self._make = make
        self._lock = Lock()
        self._by_tuple: dict[int, tuple[Sequence[Rule], Made]] = {}
        self._by_rules: dict[tuple[int, ...], tuple[tuple[Rule, ...], Made]] = {}

    def of(self, rules: Sequence[Rule]) -> Made:
        """What is compiled from these rules, compiled now if it is not in the cache."""
        # Read without the lock: entries are replaced as a whole, and hold the rules they are for.
        entry = self._by_tuple.get(id(rules))
        return entry[1] if entry is not None and entry[0] is rules else self._looked_up(rules)

    def _looked_up(self, rules: Sequence[Rule]) -> Made:
        # A list, or a new tuple, of known rules.
        same = tuple(rules)
        key = tuple(map(id, same))
        with self._lock:
            if key not in self._by_rules:
                _make_room(self._by_rules)
                self._by_rules[key] = (same, self._make(same))
            made = self._by_rules[key][1]
            # Only a tuple can be identified by its own id: a list may be changed.
            if same is rules:
                _make_room(self._by_tuple)
                self._by_tuple[id(rules)] = (rules, made)
        return made


def _make_room(entries: dict[Key, Entry]) -> None:
    """Drop the oldest entry of a full dictionary."""
    if len(entries) >= _MOST:
        del entries[next(iter(entries))]
