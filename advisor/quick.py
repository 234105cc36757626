"""Reads a valid spec without pydantic, by the schema that a build compiled from the model.

Importing pydantic's core and building the model take most of a start. The wheel has the schema
that pydantic made of the model, and plain Python validates a spec by it, in the model's strict
mode. Without a compiled schema, or for a spec with mistakes, the model itself is used.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from advisor.fields import SpecFact
from advisor.shipped import shipped_folder

COMPILED = "spec.pickle"
# Keys of a schema that validation does not need.
_UNUSED = ("serialization", "metadata", "json_schema_input_schema")

Schema = Mapping[str, Any]


class QuickReader(NamedTuple):
    """The compiled schema, and the facts that its fields become."""

    schema: Schema
    facts: tuple[SpecFact, ...]

    def fields(self, value: Any) -> tuple[dict[str, Any], set[str]] | None:
        """The values of a spec's fields, and which were stated; None if it has mistakes."""
        try:
            values, _, stated = _read(self.schema, value)
        # The functions that read fields raise ValueError for a wrong value, as pydantic expects.
        except (ValueError, AssertionError, OverflowError):
            return None
        return values, stated


class _MistakeError(ValueError):
    """The schema does not allow a value; the model then says what is wrong."""


def _read(schema: Schema, value: Any) -> Any:
    """A value as its schema reads it; ValueError if the schema does not allow it."""
    return _READERS[schema["type"]](schema, value)


def _fields(schema: Schema, value: Any) -> tuple[dict[str, Any], None, set[str]]:
    """A model's (values, extra fields, names of stated fields), as pydantic gives them."""
    found: dict[str, Any] = {}
    stated: set[str] = set()
    given = _of(dict, value)
    for name, field in schema["fields"].items():
        key = field.get("validation_alias", name)
        if key in given:
            found[name] = _read(field["schema"], given[key])
            stated.add(name)
        elif field["schema"]["type"] != "default":
            raise _MistakeError
        else:
            found[name] = None  # only fields that were stated are looked at
    if len(stated) != len(given):
        raise _MistakeError
    return found, None, stated


def _of(kind: type, value: Any) -> Any:
    """A value of exactly that type, since strict mode converts nothing."""
    if type(value) is not kind:
        raise _MistakeError
    return value


def _inner(schema: Schema, value: Any) -> Any:
    return _read(schema["schema"], value)


def _nullable(schema: Schema, value: Any) -> Any:
    return None if value is None else _inner(schema, value)


def _before(schema: Schema, value: Any) -> Any:
    return _inner(schema, schema["function"]["function"](value))


def _plainly(schema: Schema, value: Any) -> Any:
    return schema["function"]["function"](value)


def _union(schema: Schema, value: Any) -> Any:
    """The value as the first choice reads it; no two choices accept the same value."""
    for choice in schema["choices"]:
        try:
            return _read(choice, value)
        except (ValueError, AssertionError):
            continue
    raise _MistakeError


def _tuple(schema: Schema, value: Any) -> tuple[Any, ...]:
    (items,) = schema["items_schema"]
    return tuple(_read(items, each) for each in _of(tuple, value))


def _dict(schema: Schema, value: Any) -> dict[Any, Any]:
    keys, values = schema["keys_schema"], schema["values_schema"]
    return {_read(keys, key): _read(values, each) for key, each in _of(dict, value).items()}


def _str(schema: Schema, value: Any) -> str:
    text: str = _of(str, value)
    text.encode()  # raises a ValueError for a lone surrogate
    if len(text) < schema.get("min_length", 0):
        raise _MistakeError
    pattern = schema.get("pattern")
    # Python's `$` would allow a final newline.
    if pattern and (text.endswith("\n") or not re.search(pattern, text)):
        raise _MistakeError
    return text


def _int(schema: Schema, value: Any) -> Any:
    return _bounded(schema, _of(int, value))


def _float(schema: Schema, value: Any) -> Any:
    return _bounded(schema, float(value) if type(value) is int else _of(float, value))


def _bounded(schema: Schema, value: float) -> float:
    held = (
        value >= schema.get("ge", value)
        and value <= schema.get("le", value)
        and ("gt" not in schema or value > schema["gt"])
    )
    # NaN is within no bound, and allowed where there is none.
    if not held and (value == value or _BOUNDS & schema.keys()):  # noqa: PLR0124  # NaN
        raise _MistakeError
    return value


def _literal(schema: Schema, value: Any) -> Any:
    if not isinstance(value, str) or value not in schema["expected"]:
        raise _MistakeError
    return value


_BOUNDS = {"ge", "le", "gt"}
# Every kind of schema that the model uses; a build with another one is broken.
_READERS: Mapping[str, Callable[[Schema, Any], Any]] = {
    "model-fields": _fields,
    "default": _inner,
    "nullable": _nullable,
    "function-before": _before,
    "function-plain": _plainly,
    "union": _union,
    "tuple": _tuple,
    "dict": _dict,
    "str": _str,
    "int": _int,
    "float": _float,
    "bool": lambda _, value: _of(bool, value),
    "literal": _literal,
    "any": lambda _, value: value,
}


@cache
def quick_reader() -> QuickReader | None:
    """The reader in the wheel; None if there is none, as in a checkout."""
    path = shipped_folder() / COMPILED
    return reader_from(path.read_bytes()) if path.is_file() else None


def reader_from(data: bytes) -> QuickReader:
    """The reader of compiled bytes."""
    return QuickReader(*pickle.loads(data))  # noqa: S301  # a file of our own wheel, as trusted as its code


def compiled_spec() -> bytes:
    """The schema of the workload model, and its facts, as bytes."""
    from advisor.declared import declared_facts
    from advisor.workload import Workload

    content = _plain(Workload.__pydantic_core_schema__), declared_facts()
    return pickle.dumps(content, protocol=pickle.HIGHEST_PROTOCOL)


def _plain(schema: Any) -> Any:
    """A schema that gives plain mappings where the model's gives objects of its classes."""
    if isinstance(schema, list | tuple):
        return type(schema)(_plain(each) for each in schema)
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") == "model":
        return _plain(schema["schema"])
    kept = {key: value for key, value in schema.items() if key not in _UNUSED}
    if "default" in kept:
        kept["default"] = None  # only fields that were stated are looked at
    return {key: _plain(value) for key, value in kept.items()}
