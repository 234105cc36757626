"""The default engine: all conditions of a decision compiled into one Python function.

Three values are computed with two-valued code: each condition becomes an expression for "surely
true" and one for "possibly true"; a rule that is only possibly true is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count
from math import nan
from typing import Any as Anything

from advisor.condition import (
    UNKNOWN,
    All,
    Among,
    Any,
    Compare,
    Condition,
    Constant,
    Exists,
    FactRef,
    Facts,
    Not,
    Operator,
    Truth,
)
from advisor.model import Rule

Compiled = Callable[[Facts], tuple[Truth, ...]]

_SYMBOLS: Mapping[Operator, str] = {"eq": "==", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
_KEPT = 64


class PythonEngine:
    """Evaluates conditions as generated Python; compiles each tuple of rules once."""

    def evaluate(self, rules: Sequence[Rule], facts: Facts) -> Sequence[Truth]:
        """What each rule's condition says of the facts, in the order of the rules."""
        # The key is the identity of the tuple: hashing a tree of a hundred rules costs more than
        # evaluating it. The entry holds the tuple, so that its identity is not given away.
        entry = _COMPILED.get(id(rules))
        if entry is None or entry[0] is not rules:
            if len(_COMPILED) >= _KEPT:
                _COMPILED.clear()
            entry = (rules, compiled([rule.when for rule in rules]))
            _COMPILED[id(rules)] = entry
        return entry[1](facts)


_COMPILED: dict[int, tuple[Sequence[Rule], Compiled]] = {}


def compiled(conditions: Sequence[Condition]) -> Compiled:
    """One function from facts to the truth of every condition."""
    writer = _Writer()
    results = [
        f"({writer.surely(each)}) or (None if ({writer.possibly(each)}) else False),"
        for each in conditions
    ]
    source = "\n ".join(["def evaluate(facts):", *writer.lines, "return (", *results, ")"])
    namespace: dict[str, Anything] = {**writer.constants, "UNKNOWN": UNKNOWN, "NAN": nan}
    exec(compile(source, "<conditions>", "exec"), namespace)  # noqa: S102  # text is made of our own names
    function: Compiled = namespace["evaluate"]
    return function


class _Writer:
    """Writes expressions, and the lines and constants that they need before them."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.constants: dict[str, Anything] = {}
        self._variables: dict[tuple[str, str], str] = {}
        self._numbers = count()

    def surely(self, condition: Condition) -> str:
        match condition:
            case All(parts):
                return " and ".join(f"({self.surely(part)})" for part in parts) or "True"
            case Any(parts):
                return " or ".join(f"({self.surely(part)})" for part in parts) or "False"
            case Not(part):
                return f"not ({self.possibly(part)})"
            case Compare(fact, operator, Constant(value)):
                symbol = _SYMBOLS[operator]
                if isinstance(value, bool):
                    return f"{self.value(fact)} is {value}"
                if isinstance(value, str):
                    return f"{self.value(fact)} {symbol} {self.constant(value)}"
                return f"{self.number(fact)} {symbol} {value!r}"
            case Compare(fact, operator, FactRef(other)):
                return f"{self.number(fact)} {_SYMBOLS[operator]} {self.number(other)}"
            case Among(fact, values):
                return f"not {self.constant(frozenset(values))}.isdisjoint({self.elements(fact)})"
            case Exists(fact):
                return self.exists(fact)

    def possibly(self, condition: Condition) -> str:
        match condition:
            case All(parts):
                return " and ".join(f"({self.possibly(part)})" for part in parts) or "True"
            case Any(parts):
                return " or ".join(f"({self.possibly(part)})" for part in parts) or "False"
            case Not(part):
                return f"not ({self.surely(part)})"
            case Compare(fact, _, FactRef(other)):
                return (
                    f"{self.surely(condition)}"
                    f" or ({self.unknown(fact)} and {self.value(other)} is not None)"
                    f" or ({self.unknown(other)} and {self.value(fact)} is not None)"
                )
            case Compare(fact) | Among(fact) | Exists(fact):
                return f"{self.unknown(fact)} or {self.surely(condition)}"

    def value(self, fact: str) -> str:
        return self._variable("v", fact, f"facts[{fact!r}]")

    def unknown(self, fact: str) -> str:
        return self._variable("u", fact, f"{self.value(fact)} is UNKNOWN")

    def number(self, fact: str) -> str:
        # NaN compares false with everything, which is what none and unknown must do here.
        value = self.value(fact)
        return self._variable("n", fact, f"NAN if {value} is None or {value} is UNKNOWN else {value}")

    def elements(self, fact: str) -> str:
        value = self.value(fact)
        return self._variable("l", fact, f"{value} if type({value}) is tuple else ({value},)")

    def exists(self, fact: str) -> str:
        value = self.value(fact)
        known = f"{value} is not UNKNOWN and {value} is not None and {value} != ()"
        return self._variable("e", fact, known)

    def constant(self, value: object) -> str:
        name = f"c{next(self._numbers)}"
        self.constants[name] = value
        return name

    def _variable(self, prefix: str, fact: str, expression: str) -> str:
        if (prefix, fact) not in self._variables:
            name = f"{prefix}{next(self._numbers)}"
            self._variables[prefix, fact] = name
            self.lines.append(f"{name} = {expression}")
        return self._variables[prefix, fact]


