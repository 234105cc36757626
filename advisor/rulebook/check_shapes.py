"""The shapes of the files of checks, as pydantic models."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from advisor.rulebook.shapes import Code, Id, Shape, SourceShape, Texts
from advisor.rulebook.subjects import Level, Reads

__all__ = ["CheckFactShape", "CheckShape", "ChecksShape", "LimitName", "MoreChecksShape"]


class LimitName(Shape):
    """The name of a limit whose value is a list of texts."""

    limit: str


class CheckFactShape(Shape):
    """How a fact is read from a definition, or computed from others."""

    title: str
    path: Texts = Field([])
    kind: Reads = "text"
    unit: str | None = None
    choices: list[str] = Field([])
    pattern: str | None = None
    among: LimitName | list[str] | None = None
    without: LimitName | list[str] | None = None
    absent: Any = None
    partial: bool = False
    scale: float | None = None
    formula: str | None = None

    @model_validator(mode="after")
    def _has_one_origin(self) -> CheckFactShape:
        if bool(self.path) == (self.formula is not None):
            raise ValueError("must give either `path` or `formula`")
        needs_pattern = self.kind in ("matches", "mismatches")
        if (self.pattern is None) if needs_pattern else (self.pattern and self.kind != "list"):
            raise ValueError("must give `pattern` where `kind` is `matches` or `mismatches`")
        if self.kind == "others" and not self.choices:
            raise ValueError("must give `choices` where `kind` is `others`")
        return self


class DefinitionExample(Shape):
    """A definition in the form of the API, and the truth that a check must have for it."""

    definition: Any
    expect: bool | Literal["unknown"]
    says: str = ""


class CheckShape(Shape):
    """A check as written."""

    id: Id
    code: Code
    title: str
    severity: Level
    when: dict[str, Any]
    reports: str
    help: str | None = None
    at: Texts = Field([])
    because: str
    source: SourceShape
    fix: Id | None = None
    examples: list[DefinitionExample] = Field([])

    @model_validator(mode="after")
    def _has_examples(self) -> CheckShape:
        self.check()
        return self

    def check(self) -> None:
        """Raise ValueError if the check lacks a part."""
        if not {True, False} <= {example.expect for example in self.examples}:
            raise ValueError("must have an example that fires and one that does not")


class ChecksShape(Shape):
    """A file of checks, all of one subject."""

    subject: Id
    title: str
    of: Id | None = None
    elements: Texts = Field([])
    facts: Annotated[dict[str, CheckFactShape], Field(min_length=1)]
    rules: list[CheckShape] = Field([])

    @model_validator(mode="after")
    def _says_where_it_is(self) -> ChecksShape:
        if (self.of is None) != (not self.elements):
            raise ValueError("must give `elements` with `of`, and only there")
        return self


class MoreChecksShape(Shape):
    """A file of a pack with more checks and facts for a subject of the book."""

    subject: Id
    facts: dict[str, CheckFactShape] = Field({})
    rules: list[CheckShape] = Field([])
