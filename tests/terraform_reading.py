"""Terraform's files as values: what python-hcl2 reads, with references put in and texts unescaped.

Written from HCL's specification and not from the writer, so that a mistake in one shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import hcl2

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|(\$\$|%%)(?=\{)|\$\{([^}]*)\}")
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
REFERENCE = re.compile(r"\b((?:data\.)?aws_\w+\.\w+\.\w+|var\.\w+|local\.\w+)")


def parsed(text: str) -> dict[str, Any]:
    """A file as python-hcl2 reads it; every file must be readable."""
    found = hcl2.loads(text)
    assert isinstance(found, dict)
    return found


def blocks(files: Mapping[str, str], kind: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The type, name and body of every resource or data source."""
    for each in parsed(files["main.tf"]).get(kind, []):
        [(type_, named)] = each.items()
        [(name, body)] = named.items()
        yield type_.strip('"'), name.strip('"'), body


def resource(files: Mapping[str, str], type_: str) -> dict[str, Any]:
    """The only resource of a type."""
    [body] = [body for found, _, body in blocks(files, "resource") if found == type_]
    return body


def value(tree: Any, known: Mapping[str, Any]) -> Any:
    """What Terraform makes of a value, with what references stand for."""
    if isinstance(tree, dict):
        return {
            text(key, known) if key.startswith('"') else key: value(each, known)
            for key, each in tree.items()
            if key not in ("__is_block__", "__comments__")
        }
    if isinstance(tree, list):
        return [value(each, known) for each in tree]
    if not isinstance(tree, str):
        return tree
    if tree.startswith('"'):
        return text(tree, known)
    expression = tree.removeprefix("${").removesuffix("}")
    call = re.fullmatch(r"(\w+)\((.*)\)", expression, re.DOTALL)
    if call and call[1] in ("jsonencode", "toset"):
        return value(parsed(f"x = {call[2]}\n")["x"], known)
    return known.get(expression, expression)


def text(quoted: str, known: Mapping[str, Any]) -> str:
    """A quoted text as Terraform reads it."""
    assert quoted[0] == quoted[-1] == '"'

    def meant(match: re.Match[str]) -> str:
        short, long, plain, doubled, reference = match.groups()
        if reference is not None:
            return str(known[reference])
        if doubled is not None:
            return str(doubled[0])
        return _PLAIN[plain] if plain else chr(int(short or long, 16))

    return _ESCAPE.sub(meant, quoted[1:-1])
