"""The published JSON Schemas (draft-07): of a workload spec, and of a recommendation."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from pydantic import ConfigDict, TypeAdapter

from advisor.model import RuleBook
from advisor.report.shapes import SCHEMA_VERSION, RecommendationDict
from advisor.rulebook import load_rules
from advisor.units.spellings import NUMBER, UNITS, Unit, amount
from advisor.workload import FileSystem, Workload

__all__ = ["recommendation_schema", "schema_of", "workload_schema"]

Schema = dict[str, Any]

DRAFT: Final = "http://json-schema.org/draft-07/schema#"
# A name, not an address: it says which schema this is, and nothing is fetched from it.
_ID: Final = "urn:compute-advisor:schema"
_SPEC_VERSION: Final = "1.0"
_REFERENCE: Final = "#/definitions/{model}"
_BOUNDS = {"gt": "exclusiveMinimum", "ge": "minimum", "lt": "exclusiveMaximum", "le": "maximum"}


def recommendation_schema() -> Schema:
    """What `advisor recommend --format json` writes for one workload."""
    schema = schema_of(RecommendationDict, "recommendation", SCHEMA_VERSION, "Recommendation")
    decisions = schema["definitions"]["Decisions"]
    # A pack may bring decisions of its own, which are like the others.
    decisions["additionalProperties"] = {
        key: value
        for key, value in decisions["properties"]["service"].items()
        if key != "description"
    }
    return schema


def schema_of(shape: Any, name: str, version: str, title: str) -> Schema:
    """The schema of a structure that is declared as a TypedDict, with its docstrings."""
    config = ConfigDict(extra="forbid", use_attribute_docstrings=True)
    # Wrapped in a list: pydantic applies a configuration only to nested types.
    made = TypeAdapter(list[shape], config=config).json_schema(ref_template=_REFERENCE)
    definitions = {_plain(each): part for each, part in _walked(made["$defs"]).items()}
    schema = definitions.pop(_plain(shape.__name__)) | {"$defs": definitions}
    return _headed(schema, name, version, title)


def workload_schema(book: RuleBook | None = None) -> Schema:
    """The schema of a workload spec; platforms and alternatives are those of the rule book.

    It cannot express everything: absurdly large sizes, and zeros where more is needed, pass it.
    """
    book = load_rules() if book is None else book
    schema: Schema = _walked(Workload.model_json_schema(ref_template=_REFERENCE))
    fields = schema["properties"]
    fields["platform"] |= {"enum": [*(platform.id for platform in book.platforms), None]}
    fields["consider"] |= _one_or_several({"type": "string", "enum": _alternatives(book)})
    _admit_short_forms(schema)
    schema["$defs"] |= {
        "Duration": _quantity(
            "s", "A time with its unit, such as `90 s`, `1 h 30 min` or `PT20M`."
        ),
        "Memory": _quantity(
            "MiB", "An amount with its unit, such as `8 GiB`, `512 MiB` or `8 GB`."
        ),
    }
    return _headed(schema, "workload", _SPEC_VERSION, "Workload")


def _alternatives(book: RuleBook) -> list[str]:
    return [
        option.id
        for decision in book.decisions
        for option in decision.options
        if option.alternative
    ]


def _admit_short_forms(schema: Schema) -> None:
    """Allow file systems as a kind and devices as a path, which the model reads as mappings."""
    kinds = schema["$defs"][FileSystem.__name__]["properties"]["type"]
    fields, parameters = schema["properties"], schema["$defs"]["LinuxParameters"]["properties"]
    for holder, name, short in (
        (fields, "file_systems", kinds),
        (parameters, "devices", {"type": "string"}),
    ):
        item = holder[name].pop("items")
        holder[name].pop("type")
        holder[name]["anyOf"] = [short, {"type": "array", "items": {"anyOf": [short, item]}}]


def _one_or_several(one: Schema) -> Schema:
    return {"anyOf": [one, {"type": "array", "items": one}]}


def _headed(schema: Schema, name: str, version: str, title: str) -> Schema:
    definitions = schema.pop("$defs", {})
    head = {"$schema": DRAFT, "$id": f"{_ID}:{name}:{version}", "title": title}
    return {**head, **{k: v for k, v in schema.items() if k != "title"}, "definitions": definitions}


def _walked(node: Any) -> Any:
    """A schema in draft-07, converted from the inside out."""
    if isinstance(node, dict):
        changed = {key: _walked(value) for key, value in node.items()}
        for change in _CHANGES:
            changed = change(changed)
        return changed
    return [_walked(each) for each in node] if isinstance(node, list) else node


def _without_titles(node: Schema) -> Schema:
    """Remove the titles that pydantic makes of names; a field called `title` is a mapping."""
    return {k: v for k, v in node.items() if k != "title" or not isinstance(v, str)}


def _without_null_defaults(node: Schema) -> Schema:
    return {k: v for k, v in node.items() if k != "default" or v is not None}


def _with_bounds(node: Schema) -> Schema:
    """Translate bounds on a union, which pydantic leaves under its own names."""
    return {_BOUNDS.get(k, k) if isinstance(v, int | float) else k: v for k, v in node.items()}


def _with_one_type(node: Schema) -> Schema:
    """Write `string or null` as one type with two names, which editors show better."""
    choices = node.get("anyOf")
    if not isinstance(choices, list) or len(choices) != 2 or choices[1] != {"type": "null"}:  # noqa: PLR2004  # itself and null
        return node
    first = choices[0]
    if not isinstance(first.get("type"), str):
        return node
    merged = {**first, "type": [first["type"], "null"]}
    if "enum" in first:
        merged["enum"] = [*first["enum"], None]
    return {**merged, **{key: value for key, value in node.items() if key != "anyOf"}}


def _with_quantities(node: Schema) -> Schema:
    """Describe a quantity by its unit, which its example tells."""
    if node.get("pattern") != "[0-9]":
        return node
    kind = "Memory" if amount(node["examples"][0], "s") is None else "Duration"
    rest = {key: value for key, value in node.items() if key not in ("pattern", "type")}
    return {**rest, "$ref": _REFERENCE.format(model=kind)}


def _quantity(unit: Unit, words: str) -> Schema:
    return {"description": words, "type": ["string", "null"], "pattern": _pattern(unit)}


def _pattern(unit: Unit) -> str:
    number = NUMBER.replace("([0-9]+)", "[0-9]+")
    words = "|".join(sorted(UNITS[unit], key=lambda word: (-len(word), word)))
    one = f"{number} *(?:{words})"
    if unit == "MiB":
        return rf"^\s*{one}\s*$"
    iso = (
        rf"P(?=.*[0-9])(?:{number}W)?(?:{number}D)?(?:T(?:{number}H)?(?:{number}M)?(?:{number}S)?)?"
    )
    return rf"^\s*(?:{one}(?: *{one})*|{iso})\s*$"


def _with_lone_references(node: Schema) -> Schema:
    """Put a reference into an `allOf`: draft-07 ignores everything that stands beside one."""
    if not isinstance(node.get("$ref"), str):
        return node
    reference = {"$ref": re.sub("[^/]+$", lambda match: _plain(match[0]), node["$ref"])}
    rest = {key: value for key, value in node.items() if key != "$ref"}
    return {**rest, "allOf": [reference]} if rest else reference


def _plain(name: str) -> str:
    return name.removesuffix("Dict")


_CHANGES: tuple[Callable[[Schema], Schema], ...] = (
    _without_titles,
    _without_null_defaults,
    _with_bounds,
    _with_one_type,
    _with_quantities,
    _with_lone_references,
)
