"""The published JSON Schemas (draft-07): of a workload spec, and of a recommendation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import ConfigDict, TypeAdapter

from advisor.model import RuleBook
from advisor.report.shapes import SCHEMA_VERSION, RecommendationDict
from advisor.rulebook import load_rules
from advisor.workload import Workload

__all__ = ["recommendation_schema", "workload_schema"]

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
# A name, not an address: it says which schema this is, and nothing is fetched from it.
_ID = "urn:compute-advisor:schema"
# Words in a report follow what was written, so that a spec's version can stay at 1.
_SPEC_VERSION = "1.0"


def recommendation_schema() -> Schema:
    """What `advisor recommend --format json` writes for one workload."""
    config = ConfigDict(extra="forbid", use_attribute_docstrings=True)
    # Of a list, since pydantic hands a configuration down into what it does not own itself.
    made = TypeAdapter(list[RecommendationDict], config=config).json_schema(
        ref_template="#/definitions/{model}"
    )
    definitions = _walked(made["$defs"], _as_draft_07)
    schema = definitions.pop(RecommendationDict.__name__) | {"$defs": definitions}
    return _headed(schema, "recommendation", SCHEMA_VERSION, "Recommendation")


def workload_schema(book: RuleBook | None = None) -> Schema:
    """What a workload spec may say; platforms and alternatives are those of the rule book."""
    book = load_rules() if book is None else book
    made = Workload.model_json_schema(ref_template="#/definitions/{model}")
    schema = _walked(made, _as_draft_07)
    fields = schema["properties"]
    platforms = [platform.id for platform in book.platforms]
    fields["platform"] |= {"type": ["string", "null"], "enum": [*platforms, None]}
    fields["platform"].pop("anyOf", None)
    alternatives = {"type": "string", "enum": _alternatives(book)}
    fields["consider"]["anyOf"] = [alternatives, {"type": "array", "items": alternatives}]
    schema["properties"] = {
        "$schema": {"description": "the schema to check this file with", "type": "string"},
        **fields,
    }
    return _headed(schema, "workload", _SPEC_VERSION, "Workload")


def _alternatives(book: RuleBook) -> list[str]:
    return [
        option.id
        for decision in book.decisions
        for option in decision.options
        if option.alternative
    ]


def _headed(schema: Schema, name: str, version: str, title: str) -> Schema:
    definitions = schema.pop("$defs", {})
    head = {"$schema": DRAFT, "$id": f"{_ID}:{name}:{version}", "title": title}
    return {**head, **{k: v for k, v in schema.items() if k != "title"}, "definitions": definitions}


def _walked(node: Any, change: Callable[[Schema], Schema]) -> Any:
    """A schema with every mapping in it changed, the inner ones first."""
    if isinstance(node, dict):
        return change({key: _walked(value, change) for key, value in node.items()})
    return [_walked(each, change) for each in node] if isinstance(node, list) else node


def _as_draft_07(node: Schema) -> Schema:
    """Without what draft-07 does not have, and without titles that repeat a field's name."""
    if isinstance(node.get("title"), str) and "properties" not in node:
        node = {key: value for key, value in node.items() if key != "title"}
    if "prefixItems" in node:
        node = {("items" if key == "prefixItems" else key): v for key, v in node.items()}
    if "$ref" in node and len(node) > 1:
        # What stands beside a reference is not read in draft-07.
        rest = {key: value for key, value in node.items() if key != "$ref"}
        node = {**rest, "allOf": [{"$ref": node["$ref"]}]}
    return node
