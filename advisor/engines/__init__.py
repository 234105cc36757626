"""Engines: ways to find what every rule says of a workload's facts, all with the same answers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Protocol

from advisor.condition import Facts, Truth
from advisor.errors import AdvisorError, Problem, did_you_mean
from advisor.model import Rule

NAMES = ("python", "durable-rules")


class Engine(Protocol):
    """What an engine can do; it may keep what it compiled, never what it was asked."""

    name: str

    def evaluate(self, rules: Sequence[Rule], facts: Facts) -> Sequence[Truth]:
        """What each rule's condition says of the facts, in the order of the rules."""


@cache
def engine(name: str = "python") -> Engine:
    """The engine of that name; AdvisorError when there is none or its extra is not installed.

    There is one of each in a process, so that what it compiled serves every call.
    """
    match name:
        case "python":
            from advisor.engines.python import PythonEngine

            return PythonEngine()
        case "durable-rules":
            from advisor.engines.durable import DurableEngine

            return DurableEngine()
        case _:
            near = did_you_mean(name, NAMES)
            hint = f"did you mean `{near}`?" if near else f"there are {', '.join(NAMES)}"
            raise AdvisorError(Problem(f"`{name}` is not an engine", help=hint))
