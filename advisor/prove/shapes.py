"""The shapes of the files that declare what is to be proved of a rule book."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from advisor.rulebook.shapes import Id, Shape, SourceShape, Texts


class PromiseShape(Shape):
    """A promise as written: what holds wherever these choices are recommended."""

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
    when: dict[str, Any]
    beyond: dict[str, Texts] = Field(default_factory=dict)


class NoFitShape(Shape):
    """`nofit.yaml`."""

    classes: list[ClassShape]


class ExceptionShape(Shape):
    """A rule that a proof leaves out, as written."""

    rule: Id
    fact: str | None = None
    because: Annotated[str, Field(min_length=1)]


class ReferenceShape(Shape):
    """A limit that is kept for people alone, as written."""

    limit: str
    because: Annotated[str, Field(min_length=1)]


class ProofsShape(Shape):
    """`proofs.yaml`."""

    more_never_helps: Texts = Field(default_factory=list)
    pointless: list[ExceptionShape] = Field(default_factory=list)
    turns_back: list[ExceptionShape] = Field(default_factory=list)
    for_people: list[ReferenceShape] = Field(default_factory=list)
    readers: dict[str, Texts] = Field(default_factory=dict)
