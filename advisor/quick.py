"""Reading a valid spec without the pydantic model: by its own schema, which a build compiled.

Importing pydantic and building the model take half of a start. The wheel has the schema that
pydantic made of the model; pydantic's core validates by it just the same. Where there is none, or
it was made by another version of pydantic's core, or the spec has mistakes, the model is used.
"""

from __future__ import annotations

import pickle
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.fields import SpecFact
from advisor.shipped import shipped_folder

if TYPE_CHECKING:
    from pydantic_core import SchemaValidator

COMPILED = "spec.pickle"
# What a schema holds for other purposes than validating.
_UNUSED = ("serialization", "metadata")


class QuickReader(NamedTuple):
    """The compiled schema, and the facts that its fields become."""

    validator: SchemaValidator
    facts: tuple[SpecFact, ...]

    def fields(self, value: Any) -> tuple[dict[str, Any], set[str]] | None:
        """The values of a spec's fields, and which were stated; None when it has mistakes."""
        from pydantic_core import ValidationError

        try:
            values, _, stated = self.validator.validate_python(value)
        except ValidationError:
            return None
        return values, stated


@cache
def quick_reader() -> QuickReader | None:
    """The reader that came with the wheel; None where there is none that can be used."""
    path = shipped_folder() / COMPILED
    return reader_from(path.read_bytes()) if path.is_file() else None


def reader_from(data: bytes) -> QuickReader | None:
    """The reader of compiled bytes; None when another version of pydantic's core made them."""
    import pydantic_core

    content = pickle.loads(data)  # noqa: S301  # a file of our own wheel, as trusted as its code
    if content["version"] != pydantic_core.__version__:
        return None
    config = pydantic_core.CoreConfig(strict=True, extra_fields_behavior="forbid")
    validator = pydantic_core.SchemaValidator(content["schema"], config)
    return QuickReader(validator, content["facts"])


def compiled_spec() -> bytes:
    """The schema of the workload model, and its facts, as bytes."""
    import pydantic_core

    from advisor.declared import declared_facts
    from advisor.workload import Workload

    content = {
        "version": pydantic_core.__version__,
        "schema": _plain(Workload.__pydantic_core_schema__),
        "facts": declared_facts(),
    }
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
