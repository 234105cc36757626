"""What numbers a spec allows for each fact: the bounds that its model declares, nested or not."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

import annotated_types
from pydantic.fields import FieldInfo

from advisor.facts import spec_facts
from advisor.fields import LARGEST
from advisor.model import Kind
from advisor.prove.bounds import Bounds, bounds
from advisor.workload import LinuxParameters, Workload


@cache
def allowed() -> dict[str, Bounds]:
    """The bounds of every fact of a spec that is a number."""
    found = {}
    for each in spec_facts():
        if each.fact.kind is Kind.NUMBER:
            model = Workload if len(each.field) == 1 else LinuxParameters
            bound = _narrowed(bounds()[each.fact.name], model.model_fields[each.field[-1]])
            low = -LARGEST if bound.low is None else bound.low
            found[each.fact.name] = bound._replace(low=low, high=bound.high or LARGEST)
    return found


def _narrowed(bound: Bounds, field: FieldInfo) -> Bounds:
    """A bound with those that stand on the number inside "a number or nothing"."""
    for part in _parts(field.annotation):
        match part:
            case annotated_types.Ge(int() | float() as low):
                bound = bound._replace(low=low)
            case annotated_types.Gt(int() | float() as low):
                bound = bound._replace(low=low, included=False)
            case annotated_types.Le(int() | float() as high):
                bound = bound._replace(high=high)
            case type() if part is int:
                bound = bound._replace(whole=True)
    return bound


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    yield from getattr(annotation, "metadata", ())
    for each in get_args(annotation):
        yield from _parts(each)
