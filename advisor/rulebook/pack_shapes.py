"""The shapes of the files of a pack, as pydantic models, where they differ from those of a book."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from advisor.rulebook.check_shapes import DefinitionExample
from advisor.rulebook.shapes import (
    ExampleShape,
    Id,
    OptionShape,
    RuleShape,
    Shape,
    SourceShape,
    Texts,
)
from advisor.rulebook.subjects import Level

OwnName = Annotated[str, Field(pattern=r"^x\.[a-z_][a-z0-9_]*$")]


class OwnFactShape(Shape):
    """A fact that a pack declares; `absent` is its value where a workload does not state it."""

    title: str
    kind: Literal["number", "boolean", "text", "list"]
    unit: str | None = None
    choices: list[str] = Field([])
    absent: Any = "unknown"

    @model_validator(mode="after")
    def _fits_together(self) -> OwnFactShape:
        if self.unit is not None and self.kind != "number":
            raise ValueError("must give `unit` only where `kind` is `number`")
        if self.choices and self.kind not in ("text", "list"):
            raise ValueError("must give `choices` only where `kind` is `text` or `list`")
        return self


class ChangeShape(Shape):
    """The new values of fields of a rule or check; the other fields stay."""

    title: str | None = None
    when: dict[str, Any] | None = None
    because: str | None = None
    source: SourceShape | None = None
    rules_out: Texts | None = None
    favours: Texts | None = None
    strength: Literal["strong", "weak"] | None = None
    advises: str | None = None
    group: Id | None = None
    severity: Level | None = None
    reports: str | None = None
    help: str | None = None
    examples: list[ExampleShape] | list[DefinitionExample] | None = None

    @model_validator(mode="after")
    def _proves_itself(self) -> ChangeShape:
        if self.when is not None and self.examples is None:
            raise ValueError("must give `examples` with `when`: the old ones may no longer hold")
        return self


class OverrideShape(Shape):
    """A rule switched off or changed, and why."""

    because: Annotated[str, Field(min_length=1)]
    disabled: Literal[True] | None = None
    change: ChangeShape | None = None

    @model_validator(mode="after")
    def _does_one_thing(self) -> OverrideShape:
        if (self.disabled is None) == (self.change is None):
            raise ValueError("must give either `disabled: true` or `change`")
        return self


class PinShape(Shape):
    """The value of a limit in an organisation, with the reason and the source."""

    value: Any
    because: Annotated[str, Field(min_length=1)]
    source: SourceShape


class WordsShape(Shape):
    """Words that replace those of the book."""

    title: str | None = None
    because: str | None = None
    question: str | None = None


class TextsShape(Shape):
    """New words for decisions, options (`service.lambda`) and platforms, by id."""

    decisions: dict[str, WordsShape] = Field({})
    options: dict[str, WordsShape] = Field({})
    platforms: dict[str, WordsShape] = Field({})


class PackShape(Shape):
    """The file `pack.yaml`, which makes a folder a pack."""

    id: Id
    title: str
    decisions: list[Id] = Field([])
    facts: dict[OwnName, OwnFactShape] = Field({})
    overrides: dict[str, OverrideShape] = Field({})
    pins: dict[str, PinShape] = Field({})
    texts: TextsShape = TextsShape()


class PackDecisionShape(Shape):
    """More rules and options for a decision of the book, or a new decision."""

    decision: Id
    question: str | None = None
    asked: dict[str, Any] = Field({})
    options: list[OptionShape] = Field([])
    rules: list[RuleShape] = Field([])
