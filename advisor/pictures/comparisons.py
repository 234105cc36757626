"""The comparisons of a rule book that two facts can change, all others being fixed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from typing import NamedTuple

from advisor.condition import (
    UNKNOWN,
    Among,
    Compare,
    Exists,
    FactRef,
    Truth,
    Unknown,
    Value,
    leaves,
    truth,
)
from advisor.formula import (
    Arithmetic,
    Call,
    Formula,
    Number,
    Otherwise,
    Ref,
    Smallest,
    compiled,
    evaluate,
    refs,
)
from advisor.model import Rule, RuleBook

__all__ = ["Comparison", "comparisons", "smooth_parts", "specialised", "switches"]

Leaf = Compare | Among | Exists
Folded = Formula | Unknown | None
_STEPS = 1000  # steps of a `ceil` in one map


class Comparison(NamedTuple):
    """A comparison whose truth depends on the free facts, and the rules that contain it.

    `sides` are the compared formulas of free facts; `free` are those facts.
    """

    leaf: Leaf
    sides: tuple[Formula, ...]
    free: frozenset[str]
    rules: tuple[Rule, ...]
    values: Callable[[Mapping[str, Value]], Mapping[str, Value]]

    def truth(self, free: Mapping[str, Value]) -> Truth:
        """The truth of the comparison for these values of the free facts."""
        return truth(self.leaf, self.values(free))


def comparisons(
    book: RuleBook, stated: Mapping[str, Value], facts: Mapping[str, Value], free: tuple[str, ...]
) -> tuple[Comparison, ...]:
    """Every comparison of the decisions that the free facts can change, without duplicates.

    `facts` are the completed facts; their values of the free facts are ignored.
    """
    found: dict[Leaf, list[Rule]] = {}
    for decision in book.decisions:
        for leaf in leaves(decision.asked):
            found.setdefault(leaf, [])
        for rule in decision.rules:
            for leaf in leaves(rule.when):
                found.setdefault(leaf, []).append(rule)
    context = _Context(book, stated, facts, free)
    made = (_comparison(leaf, tuple(rules), context) for leaf, rules in found.items())
    return tuple(each for each in made if each is not None)


@dataclass(frozen=True, slots=True)
class _Context:
    """Facts in terms of the free facts."""

    book: RuleBook
    stated: Mapping[str, Value]
    facts: Mapping[str, Value]
    free: tuple[str, ...]

    def folded(self, name: str) -> Folded | Value:
        """A fact as a formula of the free facts, or its value if it does not depend on them."""
        if name in self.free:
            return Ref(name)
        fact = self.book.facts.get(name)
        if fact is not None and fact.formula is not None:
            return _folded(fact.formula, self)
        if fact is not None and fact.follows is not None and name not in self.stated:
            return self.folded(fact.follows)
        return self.facts.get(name)


def _comparison(leaf: Leaf, rules: tuple[Rule, ...], context: _Context) -> Comparison | None:
    names = [leaf.fact]
    if isinstance(leaf, Compare) and isinstance(leaf.operand, FactRef):
        names.append(leaf.operand.fact)
    folded = {name: context.folded(name) for name in names}
    formulas = {name: each for name, each in folded.items() if isinstance(each, Formula)}
    free = frozenset(ref for each in formulas.values() for ref in refs(each))
    if not free or any(each is UNKNOWN for each in folded.values()):
        return None
    fixed = {name: _plain(each) for name, each in folded.items()}
    computed = {
        name: compiled(each) for name, each in formulas.items() if not isinstance(each, Number)
    }

    def values(given: Mapping[str, Value]) -> Mapping[str, Value]:
        return {**fixed, **{name: formula(given) for name, formula in computed.items()}}

    return Comparison(leaf, tuple(_sides(leaf, formulas, fixed)), free, rules, values)


def _plain(folded: object) -> Value:
    if isinstance(folded, Number):
        return folded.value
    return None if isinstance(folded, Formula) else folded  # type: ignore[return-value]  # a value


def _sides(
    leaf: Leaf, formulas: Mapping[str, Formula], fixed: Mapping[str, Value]
) -> Iterator[Formula]:
    """The fact of a comparison, then everything that it is compared with."""
    yield formulas.get(leaf.fact) or Number(_amount(fixed[leaf.fact]))
    match leaf:
        case Compare(_, _, FactRef(other)):
            yield formulas.get(other) or Number(_amount(fixed[other]))
        case Compare(_, _, operand):
            if not isinstance(operand, FactRef):
                yield Number(_amount(operand.value))
        case Among(values=several):
            yield from (Number(_amount(each)) for each in several)
        case Exists():
            return


def _amount(value: object) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if number else float("nan")  # type: ignore[arg-type]  # a number


def _folded(formula: Formula, context: _Context) -> Folded:
    """The formula with the values of all but the free facts, as `evaluate` defines it."""
    match formula:
        case Number():
            return formula
        case Ref(name):
            value = context.folded(name)
            if isinstance(value, Formula) or value is UNKNOWN:
                return value
            return Number(value) if isinstance(value, int | float) else None
        case Otherwise(first, second):
            one = _folded(first, context)
            if one is None:
                return _folded(second, context)
            other = _folded(second, context)
            if isinstance(one, Number | Ref) or one is UNKNOWN or not isinstance(other, Formula):
                return one  # never none, or without an alternative
            return Otherwise(one, other)
        case Arithmetic(operator, left, right):
            parts = _parts((left, right), context)
            return _known(parts, lambda p: Arithmetic(operator, *p))
        case Call(function, arguments):
            return _known(_parts(arguments, context), lambda p: Call(function, tuple(p)))
        case Smallest(table, rows, arguments, column):
            return _known(
                _parts(arguments, context), lambda p: Smallest(table, rows, tuple(p), column)
            )


def _parts(formulas: tuple[Formula, ...], context: _Context) -> list[Folded]:
    return [_folded(each, context) for each in formulas]


def _known(parts: list[Folded], made: Callable[[list[Formula]], Formula]) -> Folded:
    if any(each is UNKNOWN for each in parts):
        return UNKNOWN
    known = [each for each in parts if isinstance(each, Formula)]
    if len(known) < len(parts):
        return None
    formula = made(known)
    if any(True for _ in refs(formula)):
        return formula
    value = evaluate(formula, {})
    return Number(value) if isinstance(value, int | float) else value


def specialised(formula: Formula, at: Mapping[str, Value]) -> Formula | None:
    """The formula with the table rows that hold at a point; None if no row fits."""
    match formula:
        case Number() | Ref():
            return formula
        case Smallest():
            value = evaluate(formula, at)
            return Number(value) if isinstance(value, int | float) else None
        case Otherwise(first, second):
            return specialised(first if evaluate(first, at) is not None else second, at)
        case Arithmetic(operator, left, right):
            one, other = specialised(left, at), specialised(right, at)
            return Arithmetic(operator, one, other) if one and other else None
        case Call("ceil"):
            value = evaluate(formula, at)
            return Number(value) if isinstance(value, int | float) else None
        case Call(function, arguments):
            parts = [specialised(each, at) for each in arguments]
            known = tuple(each for each in parts if each is not None)
            return Call(function, known) if len(known) == len(parts) else None


def smooth_parts(formula: Formula) -> tuple[Formula, ...]:
    """The smooth formulas, without minimum, maximum, steps and tables, that make up this one."""
    match formula:
        case Number() | Ref():
            return (formula,)
        case Arithmetic(operator, left, right):
            pairs = product(smooth_parts(left), smooth_parts(right))
            return tuple(Arithmetic(operator, one, other) for one, other in pairs)
        case Otherwise(first, second):
            return (*smooth_parts(first), *smooth_parts(second))
        case Call("ceil"):
            return tuple(Number(float(step)) for step in range(_STEPS))
        case Call(_, arguments):
            return tuple(part for each in arguments for part in smooth_parts(each))
        case Smallest(_, rows, _, column):
            return tuple(Number(value) for value in dict.fromkeys(row[column] for row in rows))


def switches(formula: Formula) -> Iterator[tuple[Formula, Formula]]:
    """Pairs of smooth parts; where two are equal, the formula may switch from one to the other."""
    for part in _inner(formula):
        yield from switches(part)
    match formula:
        case Arithmetic("/", _, right):
            yield from ((part, Number(0.0)) for part in smooth_parts(right))
        case Call("ceil", (argument,)):
            steps = [Number(float(step)) for step in range(_STEPS)]
            yield from product(smooth_parts(argument), steps)
        case Call(_, arguments):
            for one, other in combinations(arguments, 2):
                yield from product(smooth_parts(one), smooth_parts(other))
        case Smallest(_, rows, arguments, _):
            for index, each in enumerate(arguments):
                bounds = [Number(bound) for bound in dict.fromkeys(row[index] for row in rows)]
                yield from product(smooth_parts(each), bounds)
        case Number() | Ref() | Arithmetic() | Otherwise():
            return


def _inner(formula: Formula) -> tuple[Formula, ...]:
    match formula:
        case Number() | Ref():
            return ()
        case Arithmetic(_, left, right) | Otherwise(left, right):
            return left, right
        case Call(_, arguments) | Smallest(arguments=arguments):
            return arguments
