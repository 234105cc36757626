"""The shapes of the files of a rule book, as pydantic models."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator


class Shape(BaseModel):
    """A model that allows no unknown keys, converts nothing, and is frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _day(value: Any) -> Any:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError("must be a date such as 2026-11-22") from None


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Day = Annotated[date, BeforeValidator(_day)]
Texts = Annotated[list[str], BeforeValidator(_listed)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Code = Annotated[str, Field(pattern=r"^[A-Z]{3,8}[0-9]{3}$")]


class SourceShape(Shape):
    """A page with its title, or a judgement of the rules' authors."""

    checked: Day
    title: str = ""
    url: Annotated[str | None, Field(pattern=r"^https://\S+$")] = None
    judgement: str | None = None

    @model_validator(mode="after")
    def _says_something(self) -> SourceShape:
        if (self.url is None) == (self.judgement is None):
            raise ValueError("must give either `url` or `judgement`")
        return self


class ValueShape(Shape):
    """A value of a limit, from the day `since` on."""

    value: Any
    source: SourceShape
    since: Day | None = None
    confidence: Literal["high", "medium", "low"] | None = None


class LimitShape(Shape):
    """A limit; `values` is newest first."""

    title: str
    unit: str | None = None
    columns: list[str] | None = None
    units: list[str | None] | None = None
    values: Annotated[list[ValueShape], Field(min_length=1)]
    disputed: list[ValueShape] = []
    verify: dict[str, Any] = {}


class LimitsShape(Shape):
    """A file of limits."""

    service: Id
    title: str
    limits: dict[str, LimitShape]


class ExampleShape(Shape):
    """Facts of a workload, and the truth that a rule must have for them."""

    facts: dict[str, Any]
    expect: bool | Literal["unknown"]
    chosen: dict[str, str] = {}
    says: str = ""


class RuleShape(Shape):
    """A rule as written."""

    id: Id
    code: Code
    title: str
    when: dict[str, Any]
    because: str
    source: SourceShape
    rules_out: Texts | None = None
    favours: Texts | None = None
    strength: Literal["strong", "weak"] | None = None
    advises: str | None = None
    group: Id | None = None
    criteria: list[str] = []
    examples: list[ExampleShape] = []

    @model_validator(mode="after")
    def _goes_together(self) -> RuleShape:
        self.check()
        return self

    def check(self) -> None:
        """Raise ValueError if fields of the rule contradict each other."""
        effects = [self.rules_out, self.favours, self.advises]
        if sum(each is not None for each in effects) != 1:
            raise ValueError("must have exactly one of `rules_out`, `favours`, `advises`")
        if (self.favours is not None) != (self.strength is not None):
            raise ValueError("must give `strength` with `favours`, and only there")
        expected = {example.expect for example in self.examples}
        if not {True, False} <= expected:
            raise ValueError("must have an example that fires and one that does not")


class OptionShape(Shape):
    """An option as written."""

    id: Id
    title: str
    because: str = ""
    alternative: bool = False
    source: SourceShape | None = None


class DecisionShape(Shape):
    """A file of one decision."""

    decision: Id
    question: str
    asked: dict[str, Any] = {}
    options: Annotated[list[OptionShape], Field(min_length=1)]
    rules: list[RuleShape] = []


class AdviceShape(Shape):
    """A file of advice."""

    rules: list[RuleShape]


class PlatformShape(Shape):
    """A platform as written."""

    id: Id
    title: str
    choices: dict[str, str]


class PlatformsShape(Shape):
    """The file of platforms."""

    platforms: list[PlatformShape]


class DerivedShape(Shape):
    """A derived fact as written."""

    title: str
    formula: str
    unit: str | None = None


class FactsShape(Shape):
    """The file of derived facts."""

    facts: dict[str, DerivedShape]


class BookShape(Shape):
    """The file that lists the decisions of a book, in the order in which they are taken."""

    decisions: list[Id]
