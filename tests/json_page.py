"""The reference page of the JSON answer, made from its schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

INTRODUCTION = """\
# The JSON answer

`advisor recommend SPEC --format json` writes this structure, and `Recommendation.to_dict()` returns
it; of several specs the command writes one array. `advisor schema recommendation` prints its JSON
Schema (draft-07), from which this page is made.

## What may change

`schema_version` is a text of two numbers. The second grows when something is added, the first when
something changes its meaning or goes. A reader that ignores what it does not know keeps working
while the first number stays. The published schema itself is strict: it belongs to one version, and
refuses whatever that version does not have.

## How to read it

- Numbers of facts and limits are in the canonical unit beside them: MiB, seconds (`s`), vCPU.
  The spec under `workload` keeps its quantities as written, and is a valid spec.
- Null means that there is none, that it was not asked, or that it is unknown; where it could be
  either, `known` says which.
- A rule whose `truth` is null may hold once the unknown facts among its `facts` are given.
- Lines and columns count from 1. Days are written YYYY-MM-DD.
- `status` is `settled` when no unknown fact can change the answer, `conditional` when one can
  (`depends_on` and `branches` tell how), and `no-fit` when nothing fits (`conflicts` tells why).
"""


def json_page(schema: Mapping[str, Any]) -> str:
    """The whole page."""
    parts = [("Recommendation", schema), *schema["definitions"].items()]
    return INTRODUCTION + "".join(_part(name, part) for name, part in parts)


def _part(name: str, part: Mapping[str, Any]) -> str:
    return f"\n## {name}\n\n{part['description']}\n\n" + "\n".join(_table(part)) + "\n"


def _table(part: Mapping[str, Any]) -> Iterator[str]:
    yield "| key | value | meaning |"
    yield "|---|---|---|"
    for key, value in part["properties"].items():
        yield f"| `{key}` | {_kind(value)} | {value.get('description', '')} |"


def _kind(value: Mapping[str, Any]) -> str:
    match value:
        case {"$ref": reference} | {"allOf": [{"$ref": reference}]}:
            name = reference.rpartition("/")[2]
            return f"[{name}](#{name.lower()})"
        case {"const": constant}:
            return f"`{constant}`"
        case {"enum": choices}:
            return ", ".join(f"`{choice}`" for choice in choices if choice is not None) + (
                " or null" if None in choices else ""
            )
        case {"anyOf": several}:
            return " or ".join(_kind(each) for each in several)
        case {"type": "array", "items": items}:
            return f"list of {_kind(items)}"
        case {"type": "object", "additionalProperties": dict() as items}:
            return f"mapping to {_kind(items)}"
        case {"type": list() as names}:
            return " or ".join(names)
        case {"type": name}:
            return str(name)
        case _:
            return "any"
