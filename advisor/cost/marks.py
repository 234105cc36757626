"""The values of a fact at which a cost may jump: thresholds of rules, and changes of size."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache

from advisor.catalogue.instances import usable_memory
from advisor.condition import Compare, Constant, Value, leaves
from advisor.cost.use import MIB_PER_GB
from advisor.formula import refs
from advisor.model import Platform, RuleBook, RulesOut
from advisor.sizing import instances_for

# Facts that must be at least as large as the one that is varied.
FOLLOWED = {"typical_duration": ("typical_duration", "duration")}


def marks(
    book: RuleBook,
    facts: Mapping[str, Value],
    platform: Platform,
    axis: str,
    ends: tuple[float, float],
) -> list[float]:
    """Both ends, and what is between them, in order; of memory in whole MiB."""
    found = {
        number for name in FOLLOWED.get(axis, (axis,)) for number in ruling(book).get(name, ())
    }
    if axis == "memory":
        found.update(_sizes(book, facts, platform, ends))
        found = {float(math.floor(each)) for each in found}
    return sorted({*ends, *(each for each in found if ends[0] < each < ends[1])})


@lru_cache(maxsize=16)
def ruling(book: RuleBook) -> Mapping[str, tuple[float, ...]]:
    """The facts that may rule a platform out, each with the numbers it is compared with."""
    rules = [rule for each in book.decisions for rule in each.rules]
    found: dict[str, set[float]] = {}
    for rule in rules:
        for leaf in leaves(rule.when) if isinstance(rule.effect, RulesOut) else ():
            numbers = found.setdefault(leaf.fact, set())
            if isinstance(leaf, Compare):
                if not isinstance(leaf.operand, Constant):
                    found.setdefault(leaf.operand.fact, set())
                elif type(leaf.operand.value) in (int, float):
                    numbers.add(float(leaf.operand.value))
    for derived in reversed(book.derived):
        if derived.name in found and derived.formula is not None:
            for name in refs(derived.formula):
                found.setdefault(name, set())
    return {name: tuple(sorted(numbers)) for name, numbers in found.items()}


def _sizes(
    book: RuleBook, facts: Mapping[str, Value], platform: Platform, ends: tuple[float, float]
) -> Iterator[float]:
    """The most memory, in MiB, that each size of a platform holds."""
    if platform.choices.get("compute") == "fargate":
        yield from (float(row[1] or 0) for row in book.table("fargate.sizes").rows)
    if platform.choices.get("compute") == "ec2":
        usable, spot = book.number("ec2.usable_memory"), platform.choices.get("purchase") == "spot"
        need = ends[0]
        while held := instances_for(book, {**facts, "memory": need}, spot):
            sizes = {usable_memory(each, usable) for each in held}
            yield from sizes
            need = max(sizes) + 1  # where the usual families are too small, others are taken
    if platform.choices.get("service") == "lambda-managed-instances":
        largest = book.number("lambda-managed-instances.memory")
        for row in book.table("starter.memory_per_vcpu").rows:
            step = float(row[0] or 1) * MIB_PER_GB
            yield from (step * count for count in range(1, int(largest / step) + 1))
