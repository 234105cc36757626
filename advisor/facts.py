"""From a workload to facts: which are given, which assumed, derived, or unknown."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.condition import UNKNOWN, FactRef, Value
from advisor.fields import Range, SpecFact
from advisor.formula import Computed, compiled, refs
from advisor.model import Kind, RuleBook
from advisor.quick import quick_reader
from advisor.units import Quantity

if TYPE_CHECKING:
    from advisor.workload import Workload


@cache
def spec_facts() -> tuple[SpecFact, ...]:
    """The facts of a workload, in the order of its fields."""
    shipped = quick_reader()
    if shipped is not None:
        return shipped.facts
    from advisor.declared import declared_facts

    return declared_facts()


class Fields(NamedTuple):
    """The fields of a spec, or of a part of it: their values, and which were stated."""

    values: Mapping[str, Any]
    stated: AbstractSet[str]


def given(workload: Workload) -> dict[str, Value]:
    """The facts that the workload states, in canonical units."""
    return stated_facts(Fields(workload.__dict__, workload.model_fields_set))


def stated_facts(fields: Fields) -> dict[str, Value]:
    """The facts that the fields of a spec state, in canonical units."""
    facts: dict[str, Value] = {}
    for each in spec_facts():
        part = fields
        for name in each.field[:-1]:
            part = _part(part.values[name]) if name in part.stated else _NOTHING
        name = each.field[-1]
        value = part.values[name] if name in part.stated else None
        # A range is no number to the rules: the fact stays unknown.
        if value is not None and not isinstance(value, Range):
            facts[each.fact.name] = _canonical(value, each.fact.kind)
    return facts | _extra(fields.values.get("x") or {})


_NOTHING = Fields({}, frozenset())


def _part(value: Any) -> Fields:
    """The fields of a part of a spec, from the model or from the compiled schema."""
    if isinstance(value, tuple):
        return Fields(value[0], value[2])
    return Fields(value.__dict__, value.model_fields_set)


def _canonical(value: Any, kind: Kind) -> Value:
    match kind:
        case Kind.BOOLEAN:
            return value if isinstance(value, bool) else True
        case Kind.LIST:
            return tuple(_label(each) for each in value)
        case Kind.NUMBER | Kind.TEXT:
            return value.amount if isinstance(value, Quantity) else value


def _label(element: Any) -> str:
    """The name by which rules know an element of a list."""
    if isinstance(element, str):
        return element
    values = _part(element).values
    return str(next(values[name] for name in _LABELS if name in values))


_LABELS = ("type", "name", "host_path", "source", "path")


def _extra(x: Mapping[str, Any]) -> dict[str, Value]:
    return {
        f"x.{name}": tuple(str(each) for each in value) if isinstance(value, list) else value
        for name, value in x.items()
        if isinstance(value, bool | int | float | str | list)
    }


def complete(book: RuleBook, stated: Mapping[str, Value]) -> dict[str, Value]:
    """Every fact the rules may read: the stated ones, then the assumed, then the derived."""
    plan = _plan(book)
    facts = dict(plan.constants)
    for name, value in stated.items():
        if name in facts:
            facts[name] = value
    for each in plan.dependent:
        if each.fact.name not in stated:
            facts[each.fact.name] = _absent(each, facts)
    for name, formula in plan.derived:
        facts[name] = formula(facts)
    return facts


def changed(
    book: RuleBook, stated: Mapping[str, Value], facts: Mapping[str, Value], name: str, value: Value
) -> dict[str, Value]:
    """The completed facts with one of them changed; `facts` are those completed from `stated`."""
    plan = _plan(book)
    if name in plan.followed:
        return complete(book, {**stated, name: value})
    found = {**facts, name: value}
    for derived, formula in plan.affected.get(name, ()):
        found[derived] = formula(found)
    return found


def recomputed(book: RuleBook, facts: Mapping[str, Value]) -> dict[str, Value]:
    """Completed facts with the derived ones computed again, after some were changed."""
    found = dict(facts)
    for name, formula in _plan(book).derived:
        found[name] = formula(found)
    return found


class _Plan(NamedTuple):
    """How the facts of a book are completed: constants first, then what depends on other facts.

    `followed` are the facts that defaults of other facts are taken from; `affected` has the facts
    derived from each fact, directly or not.
    """

    constants: Mapping[str, Value]
    dependent: tuple[SpecFact, ...]
    derived: tuple[tuple[str, Computed], ...]
    followed: frozenset[str]
    affected: Mapping[str, tuple[tuple[str, Computed], ...]]


@lru_cache(maxsize=16)
def _plan(book: RuleBook) -> _Plan:
    constants: dict[str, Value] = dict.fromkeys(book.facts, UNKNOWN)
    constants.update(dict.fromkeys((decision.id for decision in book.decisions), None))
    dependent = tuple(each for each in spec_facts() if each.depends)
    for each in spec_facts():
        if not each.depends:
            constants[each.fact.name] = _absent(each, constants)
    derived = tuple(
        (fact.name, compiled(fact.formula)) for fact in book.derived if fact.formula is not None
    )
    followed = {each.absent.fact for each in dependent if isinstance(each.absent, FactRef)}
    computed_from = {"gpus", "image"}  # what the functions in `fields` read
    return _Plan(
        constants, dependent, derived, frozenset(followed | computed_from), _affected(book, derived)
    )


def _affected(
    book: RuleBook, derived: tuple[tuple[str, Computed], ...]
) -> dict[str, tuple[tuple[str, Computed], ...]]:
    """The facts derived from each fact, in the order in which they are computed."""
    sources: dict[str, set[str]] = {}
    found: dict[str, tuple[tuple[str, Computed], ...]] = {}
    for name, formula in derived:
        written = book.facts[name].formula
        read = set(refs(written)) if written is not None else set()
        sources[name] = read.union(*(sources.get(each, ()) for each in read))
        for each in sources[name]:
            found[each] = (*found.get(each, ()), (name, formula))
    return found


def _absent(each: SpecFact, facts: Mapping[str, Value]) -> Value:
    if isinstance(each.absent, FactRef):
        return facts[each.absent.fact]
    return each.absent(facts) if callable(each.absent) else each.absent


def assumed(book: RuleBook, stated: Mapping[str, Value]) -> dict[str, tuple[Value, str]]:
    """The facts that have a value without being stated, with that value in words."""
    facts = complete(book, stated)
    return {
        each.fact.name: (facts[each.fact.name], each.assumed or "")
        for each in spec_facts()
        if each.fact.name not in stated and facts[each.fact.name] is not UNKNOWN
    }
