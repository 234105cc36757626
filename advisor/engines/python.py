"""The default engine: all conditions of a decision compiled into one Python function.

Three values are computed with two-valued code: each condition becomes an expression for "surely
true" and one for "possibly true"; a rule that is only possibly true is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count
from math import nan
from operator import itemgetter
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
    Scalar,
    Truth,
    facts_read,
)
from advisor.engines.keeping import Kept
from advisor.model import Rule

Compiled = Callable[[Facts], tuple[Truth, ...]]

_SYMBOLS: Mapping[Operator, str] = {"eq": "==", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


class PythonEngine:
    """Evaluates conditions as generated Python; compiles each tuple of rules once."""

    name = "python"

    def __init__(self) -> None:
        self._functions = Kept(lambda rules: compiled([rule.when for rule in rules]))

    def evaluate(self, rules: Sequence[Rule], facts: Facts) -> Sequence[Truth]:
        """The truth of each rule's condition for these facts, in the order of the rules."""
        return self._functions.of(rules)(facts)


def compiled(conditions: Sequence[Condition]) -> Compiled:
    """A function from facts to the truth of every condition."""
    writer = _Writer()
    results = [writer.result(each) + "," for each in conditions]
    lines = ["def evaluate(facts):", *writer.reading(), *writer.lines, "return (", *results, ")"]
    namespace = {
        **writer.constants,
        "UNKNOWN": UNKNOWN,
        "NAN": nan,
        "number_or_nan": _number_or_nan,
    }
    exec(compile("\n ".join(lines), "<conditions>", "exec"), namespace)  # noqa: S102  # text is made of our own names
    function: Compiled = namespace["evaluate"]
    return function


class _Writer:
    """Writes expressions, and the lines and constants that they need before them."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.constants: dict[str, Anything] = {}
        self._values: dict[str, str] = {}
        self._variables: dict[str, str] = {}
        self._numbers = count()

    def reading(self) -> list[str]:
        """The line that reads all facts at once, which is twice as fast as one by one."""
        if not self._values:
            return []
        read = self.constant(itemgetter(*self._values))
        # With one name `itemgetter` returns the value itself, not a tuple of it.
        return [f"{', '.join(self._values.values())} = {read}(facts)"]

    def result(self, condition: Condition) -> str:
        """The truth of a condition; whether it may hold is computed only if a fact is unknown."""
        doubt = " or ".join(self.unknown(fact) for fact in facts_read(condition))
        if not doubt:
            return self.surely(condition)
        possible = f"({doubt}) and ({self.possibly(condition)})"
        return f"({self.surely(condition)}) or (None if {possible} else False)"

    def surely(self, condition: Condition) -> str:
        match condition:
            case All(parts):
                return " and ".join(f"({self.surely(part)})" for part in parts) or "True"
            case Any(parts):
                return " or ".join(f"({self.surely(part)})" for part in parts) or "False"
            case Not(part):
                return f"not ({self.possibly(part)})"
            case Compare(fact, operator, operand):
                return self.compared(fact, operator, operand)
            case Among(fact, values):
                return self.among(fact, values)
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
                one, two = self.may_be_number(fact), self.may_be_number(other)
                doubt = f"{self.unknown(fact)} or {self.unknown(other)}"
                return f"{self.surely(condition)} or (({doubt}) and {one} and {two})"
            case Compare(fact) | Among(fact) | Exists(fact):
                return f"{self.unknown(fact)} or {self.surely(condition)}"

    def compared(self, fact: str, operator: Operator, operand: Constant | FactRef) -> str:
        symbol = _SYMBOLS[operator]
        match operand:
            case FactRef(other):
                return f"{self.number(fact)} {symbol} {self.number(other)}"
            case Constant(bool() as value):
                return f"{self.value(fact)} is {value}"
            case Constant(str() as value):
                return f"{self.value(fact)} {symbol} {self.constant(value)}"
            case Constant(value):
                return f"{self.number(fact)} {symbol} {value!r}"

    def value(self, fact: str) -> str:
        return self._values.setdefault(fact, f"v{len(self._values)}")

    def unknown(self, fact: str) -> str:
        return self.variable(f"{self.value(fact)} is UNKNOWN")

    def number(self, fact: str) -> str:
        # NaN makes every comparison false, as none and unknown must do here.
        v = self.value(fact)
        known = f"{v} if type({v}) is float or type({v}) is int else number_or_nan({v})"
        return self.variable(f"NAN if {v} is None or {v} is UNKNOWN else {known}")

    def may_be_number(self, fact: str) -> str:
        number = self.number(fact)
        return f"({self.unknown(fact)} or {number} == {number})"

    def among(self, fact: str, values: Sequence[Scalar]) -> str:
        # A set does not tell 1 from True, so each type has a set of its own.
        texts = frozenset(each for each in values if isinstance(each, str))
        truths = [each for each in values if isinstance(each, bool)]
        numbers = frozenset(each for each in values if not isinstance(each, str | bool))
        found = [f"{self.value(fact)} is {each}" for each in truths]
        if texts:
            found.append(f"not {self.constant(texts)}.isdisjoint({self.elements(fact)})")
        if numbers:
            found.append(f"{self.number(fact)} in {self.constant(numbers)}")
        return " or ".join(found) or "False"

    def elements(self, fact: str) -> str:
        v = self.value(fact)
        return self.variable(f"{v} if type({v}) is tuple else ({v},)")

    def exists(self, fact: str) -> str:
        v = self.value(fact)
        return self.variable(f"{v} is not UNKNOWN and {v} is not None and {v} != ()")

    def constant(self, value: object) -> str:
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return name

    def variable(self, expression: str) -> str:
        """The variable of an expression, which several conditions may share."""
        if expression not in self._variables:
            name = self._variables[expression] = f"x{len(self._variables)}"
            self.lines.append(f"{name} = {expression}")
        return self._variables[expression]


def _number_or_nan(value: object) -> float:
    """The number itself; NaN for everything else, booleans included."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else nan
