"""The facts that the fields of the workload model declare, read off the model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from advisor.condition import FactRef
from advisor.fields import Reads, SpecFact
from advisor.model import Fact
from advisor.workload import LinuxParameters, Workload


def declared_facts() -> tuple[SpecFact, ...]:
    """The facts of a workload, in the order of its fields."""
    return tuple(_declared(Workload, ()))


def _declared(model: type[BaseModel], parents: tuple[str, ...]) -> Iterator[SpecFact]:
    for name, field in model.model_fields.items():
        path = (*parents, name)
        if field.annotation is LinuxParameters:
            yield from _declared(LinuxParameters, path)
        for reads in field.metadata:
            if isinstance(reads, Reads):
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
