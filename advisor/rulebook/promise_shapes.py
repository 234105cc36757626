"""The shapes of `promises.yaml` and `nofit.yaml`, as pydantic models."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from advisor.rulebook.shapes import Id, Shape, SourceShape, Texts


class PromiseShape(Shape):
    """A promise as written: what holds whenever these choices are recommended."""

    id: Id
    title: str
    of: Annotated[dict[str, str], Field(min_length=1)]
    holds: dict[str, Any]
    source: SourceShape


class PromisesShape(Shape):
    """`promises.yaml`."""

    promises: list[PromiseShape]


class ClassShape(Shape):
    """A class of no fit as written."""

    id: Id
    title: str
    because: str
    way_out: str
    when: dict[str, Any]
    beyond: dict[str, Texts] = Field(default_factory=dict)


class NoFitShape(Shape):
    """`nofit.yaml`."""

    classes: list[ClassShape]
