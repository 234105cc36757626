"""The types that several fields of a spec share: how pydantic reads, writes and documents each."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer, PlainValidator, WithJsonSchema

from advisor import fields
from advisor.units import Quantity


def _spelled(value: Quantity | None) -> str | None:
    return None if value is None else value.text


_SPELLED = PlainSerializer(_spelled, return_type=str)


def _schema(example: str) -> WithJsonSchema:
    return WithJsonSchema({"type": ["string", "null"], "pattern": "[0-9]", "examples": [example]})


Duration = Annotated[Quantity | None, PlainValidator(fields.duration), _SPELLED, _schema("20 min")]
Memory = Annotated[Quantity | None, PlainValidator(fields.memory), _SPELLED, _schema("8 GiB")]
Size = Annotated[Quantity | None, PlainValidator(fields.size), _SPELLED, _schema("50 GiB")]


def _spelled_runs(value: float | fields.Range | None) -> float | str | None:
    return str(value) if isinstance(value, fields.Range) else value


Runs = Annotated[
    float | fields.Range | None,
    PlainValidator(fields.runs),
    PlainSerializer(_spelled_runs),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": 1e12},
                {"type": "string", "pattern": "^ *[0-9]+ *(-|to) *[0-9]+ *$"},
                {
                    "type": "object",
                    "properties": {"from": {"type": "number"}, "to": {"type": "number"}},
                    "required": ["from", "to"],
                    "additionalProperties": False,
                },
                {"type": "null"},
            ]
        }
    ),
]

# The form of a Region's name; which there are is data (rules/limits/aws.yaml).
REGION = r"^[a-z]{2,4}(-[a-z]+)+-\d+$"

# Bounds stand on the number itself: on "a number or nothing" they would compare nothing too.
Vcpus = Annotated[
    Annotated[float, Field(gt=0, le=1_000_000)] | None, BeforeValidator(fields.number)
]
Count = Annotated[int, Field(ge=1, le=1_000_000_000)] | None
Texts = Annotated[tuple[str, ...], BeforeValidator(fields.listed)]
TextsOrOne = Annotated[
    tuple[str, ...],
    BeforeValidator(fields.listed_or_one),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
Mapped = dict[str, str]
