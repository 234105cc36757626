"""Reads fresh.yaml: what a book watches in AWS's models beside its limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import Field

from advisor.model import RuleBook
from advisor.reading import read_file
from advisor.rulebook.shapes import Day, Id, Shape
from advisor.validation import validated

__all__ = ["Enum", "Model", "Watched", "watched"]


@dataclass(frozen=True, slots=True)
class Model:
    """The shape of an API model that a kind of definition follows."""

    service: str
    shape: str


@dataclass(frozen=True, slots=True)
class Enum:
    """A list of AWS's words that the book takes for complete."""

    id: str
    title: str
    service: str
    member: str
    values: tuple[str, ...]
    checked: date


@dataclass(frozen=True, slots=True)
class Watched:
    """The watched enums, and the models of definitions by subject."""

    enums: tuple[Enum, ...]
    models: Mapping[str, Model]


class ModelShape(Shape):
    """A model as written."""

    service: str
    shape: str


class EnumShape(Shape):
    """An enum as written."""

    id: Id
    title: str
    service: str
    member: str
    values: list[str]
    checked: Day


class WatchedShape(Shape):
    """The file of what is watched."""

    models: dict[str, ModelShape] = Field({})
    enums: list[EnumShape] = Field([])


def watched(book: RuleBook) -> Watched:
    """What a book watches; nothing if it has no such file."""
    path = book.folder / "fresh.yaml"
    if not path.is_file():
        return Watched((), {})
    file = validated(WatchedShape, read_file(path))
    return Watched(
        tuple(
            Enum(e.id, e.title, e.service, e.member, tuple(e.values), e.checked) for e in file.enums
        ),
        {name: Model(each.service, each.shape) for name, each in file.models.items()},
    )
