"""The shape of the file that says what proofs are to know of a rule book."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from advisor.rulebook.shapes import Id, Shape, Texts


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
