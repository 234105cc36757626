"""Rule sets of durable-rules: conditions packed within its limits, facts as its messages.

An engine rule is one conjunction. A rule set has one more rule, which always fires and so shows
that the message was read. Each message carries only the fields that its rule set reads.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from advisor.condition import Condition, Facts, Scalar, Unknown, Value
from advisor.engines.normal_form import Conjunction, Field, Form, Forms, Test
from advisor.errors import AdvisorError, Problem

SENTINEL = "read"
_RULES = 60  # more than 64 matching branches overflow durable-rules' stack
_FIELDS = 200  # a message may have 255 properties, its own included
_TEXT = 1000  # it stores the length of a text in 16 bits
_NAMES = {"eq": "$eq", "neq": "$neq", "gt": "$gt", "gte": "$gte", "lt": "$lt", "lte": "$lte"}

Answers = Mapping[Field, bool]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The definition for durable-rules, the fields of its messages, and what each rule answers."""

    definition: str
    fields: tuple[Field, ...]
    answers: tuple[tuple[Field, ...], ...]

    def message(self, facts: Facts, earlier: Answers) -> str:
        """The message to this rule set: the facts, and the answers of earlier passes."""
        entries = [f'"id":"1","sid":"1","{SENTINEL}":true']
        entries += [
            f'"f{index}":{_entry(field, facts, earlier)}' for index, field in enumerate(self.fields)
        ]
        return "{" + ",".join(entries) + "}"


@dataclass(frozen=True, slots=True)
class Plan:
    """How durable-rules evaluates some conditions: rule sets side by side, pass after pass."""

    passes: tuple[tuple[RuleSet, ...], ...]
    names: tuple[str, ...]

    @property
    def rule_sets(self) -> tuple[RuleSet, ...]:
        """All of them, in the order of the passes."""
        return tuple(each for sets in self.passes for each in sets)


def plan_of(conditions: Sequence[Condition]) -> Plan:
    """The plan for some conditions."""
    forms = Forms()
    names = tuple(f"#{index}" for index in range(len(conditions)))
    for name, condition in zip(names, conditions, strict=True):
        forms.add(name, condition)
    passes: dict[int, dict[Field, Form]] = {}
    known: dict[Field, int] = {}
    for answer, form in forms.answers.items():
        passes.setdefault(_pass(answer, forms.answers, known), {})[answer] = form
    return Plan(tuple(tuple(_packed(passes[number])) for number in sorted(passes)), names)


def _pass(answer: Field, forms: Mapping[Field, Form], known: dict[Field, int]) -> int:
    """The pass that can answer a question: the one after all answers that its form reads."""
    if answer not in known:
        read = {field for conjunction in forms[answer] for field in _fields(conjunction)}
        known[answer] = max(
            (1 + _pass(field, forms, known) for field in read if field in forms), default=0
        )
    return known[answer]


def _fields(conjunction: Conjunction) -> Iterator[Field]:
    for test in conjunction:
        yield test.field
        if isinstance(test.operand, Field):
            yield test.operand


def _packed(forms: Mapping[Field, Form]) -> Iterator[RuleSet]:
    """The conjunctions of some forms, each once, packed greedily into few rule sets."""
    answers: dict[Conjunction, list[Field]] = {}
    for answer, form in forms.items():
        for conjunction in form:
            answers.setdefault(conjunction, []).append(answer)
    packed: dict[Conjunction, list[Field]] = {}
    fields: set[Field] = set()
    for conjunction, answered in answers.items():
        more = fields.union(_fields(conjunction))
        if packed and (len(packed) == _RULES or len(more) > _FIELDS):
            yield _rule_set(packed)
            packed, more = {}, set(_fields(conjunction))
        packed[conjunction] = answered
        fields = more
    if packed:
        yield _rule_set(packed)


def _rule_set(answers: Mapping[Conjunction, Iterable[Field]]) -> RuleSet:
    fields = dict.fromkeys(field for each in answers for field in _fields(each))
    names = {field: f"f{index}" for index, field in enumerate(fields)}
    rules = [f'"{SENTINEL}":{{"all":[{{"m":{{"{SENTINEL}":true}}}}]}}']
    rules += [
        f'"{index}":{{"all":[{{"m":{_all_of(conjunction, names)}}}]}}'
        for index, conjunction in enumerate(answers)
    ]
    return RuleSet("{" + ",".join(rules) + "}", tuple(fields), tuple(map(tuple, answers.values())))


def _all_of(conjunction: Conjunction, names: Mapping[Field, str]) -> str:
    # Sorted by field, so that rules share the beginnings of their chains of tests.
    tests = sorted(_tested(test, names) for test in conjunction)
    match tests:
        case []:
            return f'{{"{SENTINEL}":true}}'
        case [one]:
            return one
        case _:
            return f'{{"$and":[{",".join(tests)}]}}'


def _tested(test: Test, names: Mapping[Field, str]) -> str:
    name = names[test.field]
    if isinstance(test.operand, Field):
        right = f'{{"$m":"{names[test.operand]}"}}'
    else:
        right = _written(test.operand)
    if test.operator == "eq" and not isinstance(test.operand, Field):
        return f'{{"{name}":{right}}}'
    return f'{{"{_NAMES[test.operator]}":{{"{name}":{right}}}}}'


def _entry(field: Field, facts: Facts, earlier: Answers) -> str:
    """The JSON of a field; for a fact of another kind a neutral value of the field's type."""
    if field.aspect in ("holds", "could"):
        return _written(earlier.get(field, False))  # a form without conjunctions is never evaluated
    value = facts[field.name]
    match field.aspect:
        case "kind":
            return _written(_kind(value))
        case "has":
            return _written(isinstance(value, tuple) and field.element in value)
        case "number":
            if isinstance(value, bool) or not isinstance(value, int | float):
                return _written(0.0)
            return _written(value)
        case "boolean":
            return _written(isinstance(value, bool) and value)
        case _:
            return _written(value if isinstance(value, str) else "")


def _kind(value: Value) -> str:
    match value:
        case None | ():
            return "none"  # every condition treats the empty list as none
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "text"
        case tuple():
            return "list"
        case Unknown():
            return "unknown"


def _written(value: Scalar) -> str:
    """A value as durable-rules reads it: equal values, and only they, have the same text."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            # It compares texts as written, without decoding escapes.
            plain = value.encode("unicode_escape", "surrogatepass").decode("ascii")
            if len(plain) > _TEXT:
                plain = f"sha256:{sha256(plain.encode('ascii')).hexdigest()}"
            return json.dumps(plain)
        case _:
            return _number(value)


def _number(value: float) -> str:
    # It reads a number with a point as a C double, one without as a machine integer, and fails on
    # an exponent without a point before it.
    try:
        exact = float(value)
    except OverflowError:
        exact = 0.0
    if exact != value:
        message = f"the engine `durable-rules` cannot represent the number `{value}` exactly"
        raise AdvisorError(Problem(message, help="the engine `python` can"))
    text = repr(exact + 0.0)
    return text if "." in text else text.replace("e", ".0e")
