"""A workload that Z3 found: its facts, and the spec that states them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import z3

from advisor.condition import Value
from advisor.facts import spec_facts
from advisor.model import Kind, RuleBook
from advisor.prove.numbers import Ratio
from advisor.prove.terms import BooleanTerm, ListTerm, NumberTerm, Term, TextTerm
from advisor.prove.world import World
from advisor.units import spell

# A realistic value for a text that no rule names.
_SAMPLES = {
    "image": "registry.example/team/job:1",
    "runtime": "cobol",
    "launch_template": "lt-0123456789abcdef0",
    "instance_types": "m7i",
    "linux_parameters.devices": "/dev/fuse",
    "linux_parameters.tmpfs": "/scratch",
    "ulimits": "nofile",
    "host_volumes": "/opt/licences",
    "host_requirements": "a kernel module of our own",
    "region": "us-east-1",
}


def stated(world: World, model: z3.ModelRef) -> dict[str, Value]:
    """The facts that a spec must state to be the workload of a model."""
    defaults = {each.fact.name: each.absent for each in spec_facts() if not each.depends}
    found: dict[str, Value] = {}
    for name, given in world.given.items():
        if not z3.is_true(model.eval(given, model_completion=True)):
            continue
        value = _value(name, world.own[name], model)
        if name not in defaults or value != defaults[name]:
            found[name] = value
    order = [each.fact.name for each in spec_facts()]
    return {name: found[name] for name in sorted(found, key=lambda name: _place(order, name))}


def _place(order: list[str], name: str) -> int:
    return order.index(name) if name in order else len(order)


def _value(name: str, term: Term, model: z3.ModelRef) -> Value:
    def holds(each: z3.BoolRef) -> bool:
        return bool(z3.is_true(model.eval(each, model_completion=True)))

    match term:
        case NumberTerm(value=Ratio() as value):
            found = number_in(model, value)
            return int(found) if found == int(found) else found
        case NumberTerm():
            raise TypeError(f"`{name}` is computed and cannot be stated")
        case BooleanTerm(value=fact):
            return holds(fact)
        case TextTerm(values=values):
            return next((text for text, each in values.items() if holds(each)), _sample(name))
        case ListTerm(values=values):
            named = tuple(text for text, each in values.items() if holds(each))
            return named or ((_sample(name),) if holds(term.some) else ())


def _sample(name: str) -> str:
    return _SAMPLES.get(name, "another")


def number_in(model: z3.ModelRef, value: Ratio) -> float:
    """The value of a term in a model; a root to twenty digits."""
    found = model.eval(value.top.term / value.bottom.term, model_completion=True)
    if z3.is_algebraic_value(found):
        found = found.approx(20)
    return float(found.as_fraction())


def spec_of(book: RuleBook, facts: Mapping[str, Value], name: str) -> dict[str, Any]:
    """The facts as fields of a spec."""
    spec: dict[str, Any] = {"name": name}
    for fact, value in facts.items():
        *parents, field = fact.split(".")
        place = spec
        for parent in parents:
            place = place.setdefault(parent, {})
        place[field] = _spelled(book, fact, value)
    return spec


def _spelled(book: RuleBook, fact: str, value: Value) -> Any:
    known = book.facts[fact]
    if known.kind is Kind.NUMBER and known.unit in ("s", "MiB") and isinstance(value, int | float):
        return spell(value, known.unit)
    if isinstance(value, tuple):
        return [_element(fact, each) for each in value]
    return value


def _element(fact: str, text: str) -> Any:
    """An element of a list, for fields whose elements need more than a name."""
    match fact:
        case "ulimits":
            return {"name": text, "soft": 1024, "hard": 1024}
        case "host_volumes":
            return {"source": text, "path": text}
        case "linux_parameters.tmpfs":
            return {"path": text, "size": "64 MiB"}
        case _:
            return text


def yaml_of(spec: Mapping[str, Any]) -> str:
    """A spec as the text of a file."""
    import yaml

    return yaml.safe_dump(dict(spec), sort_keys=False, allow_unicode=True, width=100)
