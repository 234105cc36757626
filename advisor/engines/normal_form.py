"""Conditions in disjunctive normal form over typed fields, for an engine that has only two values.

A condition is asked four questions: does it hold, could it hold, does it fail, could it fail? Each
question has its own form, so that unknown never reaches the engine as a value. A form that would
explode is cut: a part of it is settled in an earlier pass, and its answers are fields of the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import product
from math import prod
from typing import Final, Literal

from advisor.condition import (
    All,
    Among,
    Any,
    Compare,
    Condition,
    Exists,
    FactRef,
    Not,
    Operator,
    Scalar,
)

Aspect = Literal["kind", "number", "boolean", "text", "has", "holds", "could"]
_MANY = 32  # the most conjunctions that a product may have
_WIDE = 40  # the most tests in a conjunction; each reads at most two fields


@dataclass(frozen=True, slots=True)
class Field:
    """A typed input of the engine: an aspect of a fact, or the answer of an earlier pass."""

    name: str
    aspect: Aspect
    element: str = ""


@dataclass(frozen=True, slots=True)
class Test:
    """A comparison that the engine makes: a field with a value or with another field."""

    field: Field
    operator: Operator | Literal["neq"]
    operand: Scalar | Field


Conjunction = frozenset[Test]
Form = tuple[Conjunction, ...]


class Question(Enum):
    """A question about a condition; an unknown one neither `HOLDS` nor `FAILS`."""

    HOLDS = auto()
    COULD_HOLD = auto()
    FAILS = auto()
    COULD_FAIL = auto()


_OPPOSITE: Final = {
    Question.HOLDS: Question.FAILS,
    Question.FAILS: Question.HOLDS,
    Question.COULD_HOLD: Question.COULD_FAIL,
    Question.COULD_FAIL: Question.COULD_HOLD,
}
_POSITIVE: Final = (Question.HOLDS, Question.COULD_HOLD)
_INVERSE: Final[Mapping[Operator, Operator | Literal["neq"]]] = {
    "eq": "neq", "gt": "lte", "gte": "lt", "lt": "gte", "lte": "gt",
}  # fmt: skip


@dataclass
class Forms:
    """The forms of some conditions, and of the parts that are settled in earlier passes."""

    answers: dict[Field, Form] = field(default_factory=dict)
    _known: dict[tuple[int, Question], tuple[Condition, Form]] = field(default_factory=dict)

    def add(self, name: str, condition: Condition) -> None:
        """Add the forms of a condition, under the two fields that hold its answers."""
        for aspect, question in (("holds", Question.HOLDS), ("could", Question.COULD_HOLD)):
            self.answers[Field(name, aspect)] = self.form(condition, question)  # type: ignore[arg-type]  # they are aspects

    def form(self, condition: Condition, question: Question) -> Form:
        """The conjunctions of which one must be true for the answer to be yes."""
        # Cached: otherwise the parts of a settled part would be settled again each time.
        key = id(condition), question
        if key not in self._known:
            self._known[key] = condition, self._form(condition, question)
        return self._known[key][1]

    def _form(self, condition: Condition, question: Question) -> Form:
        match condition:
            case Not(part):
                return self.form(part, _OPPOSITE[question])
            case All(parts) | Any(parts):
                if isinstance(condition, All) is (question in _POSITIVE):
                    return self._every(type(condition), parts, question)
                return _united(self.form(part, question) for part in parts)
            case Among(fact, values, limit) if len(values) > _WIDE // 2:
                middle = len(values) // 2
                halves = (Among(fact, values[:middle], limit), Among(fact, values[middle:], limit))
                return self.form(Any(halves), question)
            case Among(fact, values):
                return _among(fact, values, question)
            case Compare(fact, operator, operand):
                if isinstance(operand, FactRef):
                    return _both_compared(fact, operator, operand.fact, question)
                return _compared(fact, operator, operand.value, question)
            case Exists(fact):
                return _exists(fact, question)

    def _every(self, kind: type[All | Any], parts: Sequence[Condition], question: Question) -> Form:
        forms = [self.form(part, question) for part in parts]
        if len(parts) > 1 and sum(map(_width, forms)) > _WIDE:
            middle = len(parts) // 2
            parts = (kind(tuple(parts[:middle])), kind(tuple(parts[middle:])))
            forms = [self._settled(part, question) for part in parts]
        while prod(map(len, forms)) > _MANY:
            longest = max(range(len(forms)), key=lambda index: len(forms[index]))
            forms[longest] = self._settled(parts[longest], question)
        return _crossed(forms)

    def _settled(self, part: Condition, question: Question) -> Form:
        """The form of a part whose answer is a field set by an earlier pass."""
        # Compared as text, since 1 equals True in the tree.
        name = repr(part)
        if Field(name, "holds") not in self.answers:
            self.add(name, part)
        aspect: Aspect = "holds" if question in (Question.HOLDS, Question.COULD_FAIL) else "could"
        return (frozenset({Test(Field(name, aspect), "eq", question in _POSITIVE)}),)


def _united(forms: Iterable[Form]) -> Form:
    return tuple(dict.fromkeys(conjunction for form in forms for conjunction in form))


def _crossed(forms: Iterable[Form]) -> Form:
    merged = (frozenset[Test]().union(*conjunctions) for conjunctions in product(*forms))
    return tuple(dict.fromkeys(each for each in merged if _is_possible(each)))


def _is_possible(conjunction: Conjunction) -> bool:
    """Whether a conjunction is free of contradictions about the kinds of facts."""
    of_kind = [test for test in conjunction if test.field.aspect == "kind"]
    kinds = {test.field: test.operand for test in of_kind if test.operator == "eq"}
    return all(
        test.field not in kinds or (kinds[test.field] == test.operand) is (test.operator == "eq")
        for test in of_kind
    )


def _width(form: Form) -> int:
    return max(map(len, form), default=0)


def _is(fact: str, kind: str) -> Test:
    return Test(Field(fact, "kind"), "eq", kind)


def _is_not(fact: str, kind: str) -> Test:
    return Test(Field(fact, "kind"), "neq", kind)


def _form(*conjunctions: Iterable[Test]) -> Form:
    return tuple(frozenset(each) for each in conjunctions)


def _aspect(value: Scalar) -> Literal["number", "boolean", "text"]:
    if isinstance(value, bool):
        return "boolean"
    return "text" if isinstance(value, str) else "number"


def _compared(fact: str, operator: Operator, value: Scalar, question: Question) -> Form:
    aspect = _aspect(value)
    same, other, unknown = _is(fact, aspect), _is_not(fact, aspect), _is(fact, "unknown")
    yes = {same, Test(Field(fact, aspect), operator, value)}
    no = {same, Test(Field(fact, aspect), _INVERSE[operator], value)}
    match question:
        case Question.HOLDS:
            return _form(yes)
        case Question.COULD_HOLD:
            return _form({unknown}, yes)
        case Question.FAILS:
            return _form({other, _is_not(fact, "unknown")}, no)
        case Question.COULD_FAIL:
            return _form({other}, no)


def _both_compared(fact: str, operator: Operator, other: str, question: Question) -> Form:
    one, two = _is(fact, "number"), _is(other, "number")
    fields = Field(fact, "number"), Field(other, "number")
    yes = {one, two, Test(fields[0], operator, fields[1])}
    no = {one, two, Test(fields[0], _INVERSE[operator], fields[1])}
    # None on either side makes the comparison false, whatever the other side is.
    never = [{_is_not(each, "number"), _is_not(each, "unknown")} for each in (fact, other)]
    match question:
        case Question.HOLDS:
            return _form(yes)
        case Question.COULD_HOLD:
            unknown = _is(fact, "unknown"), _is(other, "unknown")
            return _form(unknown, (unknown[0], two), (one, unknown[1]), yes)
        case Question.FAILS:
            return _form(*never, no)
        case Question.COULD_FAIL:
            return _form({_is_not(fact, "number")}, {_is_not(other, "number")}, no)


def _among(fact: str, values: Sequence[Scalar], question: Question) -> Form:
    unknown = _is(fact, "unknown")
    match question:
        case Question.HOLDS:
            return _form(*_members(fact, values))
        case Question.COULD_HOLD:
            return _form({unknown}, *_members(fact, values))
        case Question.FAILS:
            return _form(*_strangers(fact, values))
        case Question.COULD_FAIL:
            return _form({unknown}, *_strangers(fact, values))


def _members(fact: str, values: Sequence[Scalar]) -> Iterator[set[Test]]:
    for value in values:
        aspect = _aspect(value)
        yield {_is(fact, aspect), Test(Field(fact, aspect), "eq", value)}
        if isinstance(value, str):
            yield {_is(fact, "list"), Test(Field(fact, "has", value), "eq", operand=True)}


def _strangers(fact: str, values: Sequence[Scalar]) -> Iterator[set[Test]]:
    differs: dict[str, set[Test]] = {}
    for value in values:
        aspect = _aspect(value)
        differs.setdefault(aspect, set()).add(Test(Field(fact, aspect), "neq", value))
        if isinstance(value, str):
            lacks = Test(Field(fact, "has", value), "eq", operand=False)
            differs.setdefault("list", set()).add(lacks)
    for kind, tests in differs.items():
        yield {_is(fact, kind), *tests}
    yield {_is_not(fact, kind) for kind in (*differs, "unknown")}


def _exists(fact: str, question: Question) -> Form:
    match question:
        case Question.HOLDS:
            return _form({_is_not(fact, "unknown"), _is_not(fact, "none")})
        case Question.COULD_HOLD:
            return _form({_is_not(fact, "none")})
        case Question.FAILS:
            return _form({_is(fact, "none")})
        case Question.COULD_FAIL:
            return _form({_is(fact, "none")}, {_is(fact, "unknown")})
