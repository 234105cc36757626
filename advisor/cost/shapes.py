"""The shape of a price file, as pydantic models."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from advisor import fields
from advisor.field_types import REGION
from advisor.rulebook.shapes import Day, Shape, SourceShape

Confidence = Literal["high", "medium", "low"]
# No service sells a unit for a million dollars: such a number is a slip.
Amount = Annotated[Annotated[float, Field(ge=0, le=1_000_000)], BeforeValidator(fields.number)]
Quantity = Annotated[Annotated[float, Field(ge=0)], BeforeValidator(fields.number)]


class PriceSourceShape(SourceShape):
    """A page or a judgement, with the day its prices held."""

    as_of: Day


class TierShape(Shape):
    """A part of a month's use and the price within it."""

    from_: Annotated[Quantity, Field(alias="from")]
    price: Amount


class PriceShape(Shape):
    """A price as written: one of a number, tiers, or a range."""

    unit: Literal["request", "GB-s", "vCPU-h", "GB-h", "GB-month", "h", "share"]
    source: str
    price: Amount | None = None
    tiers: list[TierShape] | None = None
    range: list[Amount] | None = None
    confidence: Confidence | None = None
    disputed: str | None = None

    @model_validator(mode="after")
    def _is_one_of_three(self) -> PriceShape:
        if sum(each is not None for each in (self.price, self.tiers, self.range)) != 1:
            raise ValueError("must have exactly one of `price`, `tiers`, `range`")
        return self


class InstancesShape(Shape):
    """On-Demand prices of instance types by the hour, from one source."""

    source: str
    prices: dict[str, Amount]
    confidence: Confidence | None = None


class PricesShape(Shape):
    """A price file."""

    region: Annotated[str, Field(pattern=REGION)]
    currency: Literal["USD"]
    sources: dict[str, PriceSourceShape]
    prices: dict[str, PriceShape] = Field(default_factory=dict)
    instances: list[InstancesShape] = Field(default_factory=list)
