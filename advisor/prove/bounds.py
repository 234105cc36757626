"""The numbers that a spec allows for each fact, read off the workload model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, NamedTuple, get_args, get_origin

import annotated_types
from pydantic import BaseModel, ValidationError, WithJsonSchema
from pydantic.fields import FieldInfo

from advisor.facts import spec_facts
from advisor.fields import LARGEST, SpecFact
from advisor.model import Kind
from advisor.workload import LinuxParameters, Workload

_NOTHING = {"s": "0 s", "MiB": "0 MiB"}


class Bounds(NamedTuple):
    """The least and the largest value, whether the least is included, and whether all are whole.

    None means that there is no bound.
    """

    low: float | None = None
    high: float | None = None
    included: bool = True
    whole: bool = False

    @property
    def positive(self) -> bool:
        """Whether every value is more than 0."""
        return self.low is not None and (self.low > 0 or (self.low == 0 and not self.included))


@cache
def bounds() -> dict[str, Bounds]:
    """The bounds of every fact of a spec that is a number."""
    return {each.fact.name: _bounds(each) for each in spec_facts() if each.fact.kind is Kind.NUMBER}


def _bounds(each: SpecFact) -> Bounds:
    model: type[BaseModel] = Workload if len(each.field) == 1 else LinuxParameters
    name = each.field[-1]
    if each.fact.unit in _NOTHING:
        # Only a quantity's validator knows whether it may be zero.
        return Bounds(0, LARGEST, _accepts(model, name, _NOTHING[each.fact.unit]))
    return _declared(model.model_fields[name])


def _accepts(model: type[BaseModel], name: str, value: str) -> bool:
    try:
        model.model_validate({name: value})
    except ValidationError:
        return False
    return True


def _declared(field: FieldInfo) -> Bounds:
    parts = [*_parts(field.annotation), *field.metadata]
    bound = Bounds(whole=int in parts and float not in parts)
    for limit in parts:
        match limit:
            case annotated_types.Ge(int() | float() as low):
                bound = bound._replace(low=low)
            case annotated_types.Gt(int() | float() as low):
                bound = bound._replace(low=low, included=False)
            case annotated_types.Le(int() | float() as high):
                bound = bound._replace(high=high)
            case WithJsonSchema():
                bound = _of_schema(limit.json_schema or {}, bound)
    return bound


def _of_schema(schema: Mapping[str, Any], bound: Bounds) -> Bounds:
    """The bounds of a field that may be a number or something else, from its JSON Schema."""
    for each in schema.get("anyOf", ()):
        if each.get("type") == "number" and "minimum" in each:
            return bound._replace(low=each["minimum"], high=each["maximum"])
    return bound


def _parts(annotation: Any) -> Iterator[Any]:
    """The types in an annotation with their metadata, at any depth."""
    if get_origin(annotation) is Annotated:
        for each in annotation.__metadata__:
            yield from each.metadata if isinstance(each, FieldInfo) else (each,)
    inner = (
        get_args(annotation)[:1] if get_origin(annotation) is Annotated else get_args(annotation)
    )
    if not inner:
        yield annotation
    for each in inner:
        yield from _parts(each)
