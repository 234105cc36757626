"""From a workload to facts: what is given, what is assumed, what is derived, what stays unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple, get_args, get_origin

from pydantic import BaseModel

from advisor.condition import UNKNOWN, FactRef, Value
from advisor.formula import Computed, compiled
from advisor.model import Fact, Kind, RuleBook
from advisor.units import Quantity
from advisor.workload import LinuxParameters, Reads, Workload


class SpecFact(NamedTuple):
    """A fact that a field of the spec becomes."""

    fact: Fact
    field: tuple[str, ...]
    absent: Value | FactRef | Callable[[Mapping[str, Value]], Value]
    assumed: str | None

    @property
    def depends(self) -> bool:
        """Whether its value, when absent, depends on another fact."""
        return isinstance(self.absent, FactRef) or callable(self.absent)


@cache
def spec_facts() -> tuple[SpecFact, ...]:
    """The facts of a workload, in the order of its fields."""
    return tuple(_declared(Workload, ())) + tuple(
        SpecFact(
            Fact(f"linux_parameters.{name}", Kind.LIST, title), ("linux_parameters", name), (), None
        )
        for name, title in (
            (name, LinuxParameters.model_fields[name].description or "")
            for name in ("devices", "tmpfs")
        )
    )


def _declared(model: type[BaseModel], parents: tuple[str, ...]) -> Iterator[SpecFact]:
    for name, field in model.model_fields.items():
        if field.annotation is LinuxParameters:
            yield from _declared(LinuxParameters, (name,))
        for reads in field.metadata:
            if isinstance(reads, Reads):
                path = (*parents, name)
                fact = Fact(
                    ".".join(path),
                    reads.kind,
                    field.description or "",
                    reads.unit,
                    _choices(field.annotation),
                    follows=reads.absent.fact if isinstance(reads.absent, FactRef) else None,
                )
                yield SpecFact(fact, path, reads.absent, reads.assumed)


def _choices(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    for argument in get_args(annotation):
        if get_origin(argument) is Literal:
            return get_args(argument)
    return ()


def given(workload: Workload) -> dict[str, Value]:
    """The facts that the workload states, in canonical units."""
    stated: dict[str, Value] = {}
    own = workload.model_fields_set
    parameters = workload.linux_parameters
    for each in spec_facts():
        if len(each.field) == 1:
            if each.field[0] not in own:
                continue
            value = getattr(workload, each.field[0])
        else:
            if each.field[0] not in own or each.field[1] not in parameters.model_fields_set:
                continue
            value = getattr(parameters, each.field[1])
        if value is not None:
            stated[each.fact.name] = _canonical(value, each.fact.kind)
    return stated | _extra(workload.x)


def _canonical(value: Any, kind: Kind) -> Value:
    match kind:
        case Kind.BOOLEAN:
            return value if isinstance(value, bool) else True
        case Kind.LIST:
            return tuple(_label(each) for each in value)
        case Kind.NUMBER | Kind.TEXT:
            return value.amount if isinstance(value, Quantity) else value


def _label(element: Any) -> str:
    if isinstance(element, str):
        return element
    for name in ("type", "name", "host_path", "source", "path"):
        if hasattr(element, name):
            return str(getattr(element, name))
    return str(element)


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


class _Plan(NamedTuple):
    """How the facts of a book are completed: constants first, then what depends on other facts."""

    constants: Mapping[str, Value]
    dependent: tuple[SpecFact, ...]
    derived: tuple[tuple[str, Computed], ...]


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
    return _Plan(constants, dependent, derived)


def _absent(each: SpecFact, facts: Mapping[str, Value]) -> Value:
    if isinstance(each.absent, FactRef):
        return facts[each.absent.fact]
    return each.absent(facts) if callable(each.absent) else each.absent


def assumed(book: RuleBook, stated: Mapping[str, Value]) -> dict[str, tuple[Value, str]]:
    """The facts that were not stated and yet have a value, with that value in words."""
    facts = complete(book, stated)
    return {
        each.fact.name: (facts[each.fact.name], each.assumed or "")
        for each in spec_facts()
        if each.fact.name not in stated and facts[each.fact.name] is not UNKNOWN
    }
