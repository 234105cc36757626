"""The values of facts that packs declare (`x.…`): checked, converted to their unit, or defaults."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from advisor import units
from advisor.condition import Value
from advisor.errors import AdvisorError, Problem, did_you_mean, quoted
from advisor.model import Fact, Kind, RuleBook
from advisor.reading import Document
from advisor.rulebook.draft import OwnFact, PackedBook

__all__ = ["own_value", "with_own_facts"]

_KINDS = {
    Kind.NUMBER: "a number",
    Kind.BOOLEAN: "true or false",
    Kind.TEXT: "a text",
    Kind.LIST: "a list of texts",
}


def with_own_facts(
    book: RuleBook,
    stated: Mapping[str, Value],
    x: Mapping[str, Any],
    document: Document | None = None,
) -> dict[str, Value]:
    """The stated facts, with the declared ones under `x`; AdvisorError with every mistake.

    If no pack declares a fact, `x` may hold anything and is left as it is.
    """
    own = book.own if isinstance(book, PackedBook) else {}
    if not own:
        return dict(stated)
    problems = [problem for name in x if (problem := _problem(name, x[name], own, document))]
    if problems:
        raise AdvisorError(problems)
    facts = {name: value for name, value in stated.items() if not name.startswith("x.")}
    for name, each in own.items():
        written = x.get(name.removeprefix("x."))
        facts[name] = each.absent if written is None else own_value(each.fact, written)
    return facts


def _problem(
    name: str, value: Any, own: Mapping[str, OwnFact], document: Document | None
) -> Problem | None:
    path = document.path if document else None
    if f"x.{name}" not in own:
        near = did_you_mean(f"x.{name}", own)
        known = ", ".join(own)
        hint = f"did you mean `{near}`?" if near else f"there are {known}"
        place = document.key_place("x", name) if document else None
        return Problem(f"{quoted(f'x.{name}')} is not a fact of any pack", path, place, hint)
    try:
        if value is not None:
            own_value(own[f"x.{name}"].fact, value)
    except ValueError as error:
        place = document.place("x", name) if document else None
        return Problem(f"{quoted(f'x.{name}')} {error}", path, place)
    return None


def own_value(fact: Fact, value: Any) -> Value:
    """The value of a fact in its unit, from what is written; ValueError says what it must be."""
    match fact.kind, value:
        case Kind.NUMBER, str():
            return _quantity(fact, value)
        case Kind.NUMBER, int() | float() if not isinstance(value, bool) and math.isfinite(value):
            return value
        case Kind.BOOLEAN, bool():
            return value
        case Kind.TEXT, str():
            _check_choice(fact, value)
            return value
        case Kind.LIST, list() | tuple() if all(isinstance(each, str) for each in value):
            for each in value:
                _check_choice(fact, each)
            return tuple(value)
    unit = f" in {fact.unit}, such as {_EXAMPLES.get(fact.unit, '5')}" if fact.unit else ""
    raise ValueError(f"must be {_KINDS[fact.kind]}{unit}")


_EXAMPLES = {"s": "`20 min`", "MiB": "`8 GiB`"}


def _quantity(fact: Fact, text: str) -> float:
    match fact.unit:
        case "s":
            return units.parse_duration(text)
        case "MiB":
            return units.parse_memory(text)
        case _:
            unit = f" of {fact.unit}" if fact.unit else ""
            raise ValueError(f"must be a number{unit}, not {quoted(text)}")


def _check_choice(fact: Fact, value: str) -> None:
    if fact.choices and value not in fact.choices:
        near = did_you_mean(value, fact.choices)
        hint = f"did you mean `{near}`?" if near else f"there are {', '.join(fact.choices)}"
        raise ValueError(f"cannot be {quoted(value)}; {hint}")
