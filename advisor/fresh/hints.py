"""Where a limit can be checked offline: its `verify:` hints, read and validated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from advisor.errors import AdvisorError, Problem
from advisor.model import Limit
from advisor.rulebook.shapes import Shape, Texts

__all__ = ["Hint", "hints_of"]


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


# The part of a place that is compared with the limit; a hint has exactly one of these.
_WAYS = (
    "metadata", "says", "enum", "names", "rows", "columns", "mentions", "sizes", "largest", "value",
)  # fmt: skip


class Hint(Shape):
    """One place where AWS's own words or numbers can be compared with a limit.

    Places: `package: botocore` with `service` and `member` (a shape, `Shape.member`, or an
    operation; several are read as one), `package: cfn-lint` with `file` or `resource`, narrowed by
    the JSON pointer `at`, and `package: catalogue` (rules/instances.csv).
    """

    package: Literal["botocore", "cfn-lint", "catalogue"]
    service: str | None = None
    member: Texts = Field([])
    file: str | None = None
    resource: str | None = None
    at: str | None = None
    metadata: Literal["min", "max"] | None = None
    says: str | None = None
    enum: Literal["all", "some"] | None = None
    names: Literal["all", "some"] | None = None
    rows: str | None = None
    columns: dict[str, str] | None = None
    mentions: bool | None = None
    sizes: bool | None = None
    value: bool | None = None
    largest: str | None = None
    where: dict[str, str] = Field({})
    pick: Literal["largest", "smallest"] | None = None
    scale: float = 1
    plus: float = 0
    excepting: dict[str, str] = Field({}, validation_alias="except")
    others: Annotated[list[Hint], BeforeValidator(_listed)] = Field([], validation_alias="and")

    @model_validator(mode="after")
    def _is_one_question(self) -> Hint:
        given = [way for way in _WAYS if getattr(self, way) is not None]
        if len(given) != 1:
            raise ValueError(f"must have exactly one of {', '.join(f'`{way}`' for way in _WAYS)}")
        if self.package == "botocore" and not (self.service and self.member):
            raise ValueError("must give `service` and `member` with `package: botocore`")
        if self.package == "cfn-lint" and (self.file is None) == (self.resource is None):
            raise ValueError("must give either `file` or `resource` with `package: cfn-lint`")
        if self.says is not None and not re.search(r"\{values?\}", self.says):
            raise ValueError("must have `{value}` or `{values}` in `says`")
        return self


def hints_of(limit: Limit) -> tuple[Hint, ...]:
    """The places that a limit names, those under `and` last; AdvisorError for wrong hints."""
    if not limit.verify:
        return ()
    try:
        return tuple(_flat(Hint.model_validate(dict(limit.verify))))
    except ValidationError as error:
        raise AdvisorError(
            Problem(f"`verify` of `{limit.id}`: {_said(each)}") for each in error.errors()
        ) from None


def _flat(hint: Hint) -> Iterator[Hint]:
    yield hint
    for other in hint.others:
        yield from _flat(other)


def _said(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"])
    message = str(error["msg"]).removeprefix("Value error, ")
    return f"`{where}` {message.lower()}" if where else message
