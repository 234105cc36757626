"""Engines: implementations that evaluate rules for a workload, all with the same answers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Protocol

from advisor.condition import Facts, Truth
from advisor.errors import AdvisorError, Problem, did_you_mean
from advisor.model import Rule

NAMES = ("python", "durable-rules")


class Engine(Protocol):
    """The interface of an engine. It may cache compiled rules, but never facts or answers."""

    name: str

    def evaluate(self, rules: Sequence[Rule], facts: Facts) -> Sequence[Truth]:
        """The truth of each rule's condition for these facts, in the order of the rules."""


@cache
def engine(name: str = "python") -> Engine:
    """The engine of that name; AdvisorError if there is none, or its extra is not installed.

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
