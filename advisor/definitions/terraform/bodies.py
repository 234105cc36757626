"""Blocks and arguments of a Terraform file, in HCL or in JSON, as one structure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.definitions.terraform.arguments import PARTLY
from advisor.definitions.terraform.evaluate import (
    NOTHING_NAMED,
    Frame,
    Names,
    Surroundings,
    evaluated,
)
from advisor.definitions.terraform.syntax import branches, parsed, start_of, word
from advisor.definitions.terraform.templates import lone
from advisor.definitions.terraform.types import typed
from advisor.definitions.terraform.written import Written, from_document
from advisor.reading import Document

if TYPE_CHECKING:
    from advisor.definitions.terraform.syntax import Node

__all__ = ["Argument", "Block", "arguments", "blocks"]

_DEEPEST = 30


class Argument(NamedTuple):
    """An argument: the place of its name, and its expression.

    Where it is the type of a variable, `typed` is a value as this type makes it.
    """

    at: int
    of: Callable[[Names], Written]
    typed: Callable[[Written], Written] = lambda value: value

    def value(self, names: Names = NOTHING_NAMED) -> Written:
        """Its value, for the meaning of the names in a frame."""
        return self.of(names)


class Block(NamedTuple):
    """A block: its type and labels, its place, its arguments, and the blocks in it."""

    labels: tuple[str, ...]
    at: int
    arguments: dict[str, Argument]
    blocks: tuple[Block, ...] = ()


def blocks(document: Document, around: Surroundings) -> tuple[Block, ...]:
    """The blocks of a file; UnreadableError if it cannot be parsed."""
    shift = around.sources.add(document)
    if document.path.lower().endswith(".json"):
        return tuple(_json_blocks(document, shift, around))
    tree = parsed(document.text)
    frame = Frame(document.text, shift, around)
    body = next(branches(tree, "body"), None)
    return () if body is None else _body("", 0, (), body, frame, 0).blocks


def arguments(document: Document, around: Surroundings) -> dict[str, Argument]:
    """The arguments of a file of values; UnreadableError if it cannot be parsed."""
    shift = around.sources.add(document)
    if document.path.lower().endswith(".json"):
        tree = from_document(document.value, document.locate(), lambda offset: shift + offset)
        return dict(_json_arguments(tree, around))
    frame = Frame(document.text, shift, around)
    body = next(branches(parsed(document.text), "body"), None)
    return {} if body is None else _body("", 0, (), body, frame, 0).arguments


def _body(
    name: str, at: int, labels: tuple[str, ...], body: Node, frame: Frame, depth: int
) -> Block:
    named: dict[str, Argument] = {}
    inside: list[Block] = []
    for each in branches(body):
        if each.data == "attribute":
            parts = list(branches(each))
            named[word(parts[0])] = _argument(parts[-1], frame.at(parts[0]), frame)
        elif each.data == "block" and depth < _DEEPEST:
            inside.append(_block(each, frame, depth))
    return Block((name, *labels), at, named, tuple(inside))


def _argument(node: Node, at: int, frame: Frame) -> Argument:
    return Argument(
        at,
        lambda names: evaluated(node, frame.knowing(names)),
        lambda value: typed(value, node, frame),
    )


def _block(node: Node, frame: Frame, depth: int) -> Block:
    *heads, body = branches(node)
    labels = [_label(each, frame) for each in heads]
    return _body(labels[0], frame.at(node), tuple(labels[1:]), body, frame, depth + 1)


def _label(node: Node, frame: Frame) -> str:
    if node.data == "string":
        return frame.text[start_of(node) + 1 : node.meta.end_pos - 1]
    return word(node)


# The number of labels of each type of block, which are keys in JSON.
_LABELS = {"resource": 2, "data": 2, "variable": 1, "locals": 0, "module": 1}


def _json_blocks(document: Document, shift: int, around: Surroundings) -> Iterator[Block]:
    tree = from_document(document.value, document.locate(), lambda offset: shift + offset)
    if not isinstance(tree.value, dict):
        return
    for name, each in tree.value.items():
        if name in _LABELS:
            yield from _labelled((name,), each, tree, _LABELS[name], around)


def _labelled(
    labels: tuple[str, ...],
    written: Written,
    parent: Written,
    left: int,
    around: Surroundings,
) -> Iterator[Block]:
    if isinstance(written.value, list):
        for each in written.value:
            yield from _labelled(labels, each, parent, left, around)
    elif isinstance(written.value, dict) and left:
        for name, each in written.value.items():
            yield from _labelled((*labels, name), each, written, left - 1, around)
    elif isinstance(written.value, dict):
        at = (parent.keys or {}).get(labels[-1], written.at)
        yield Block(labels, at, dict(_json_arguments(written, around)))


def _json_arguments(written: Written, around: Surroundings) -> Iterator[tuple[str, Argument]]:
    for name, each in written.value.items() if isinstance(written.value, dict) else ():
        at = (written.keys or {}).get(name, each.at)
        yield name, Argument(at, _json_value(each, around))


def _json_value(written: Written, around: Surroundings) -> Callable[[Names], Written]:
    return lambda names: _filled(written, Frame("", 0, around, names))


def _filled(written: Written, frame: Frame) -> Written:
    """A value of JSON whose texts are evaluated as templates."""
    value: Any = written.value
    if isinstance(value, dict):
        made = {key: _filled(each, frame) for key, each in value.items() if key != PARTLY}
        return written._replace(value=made)
    if isinstance(value, list):
        return written._replace(value=[_filled(each, frame) for each in value])
    if isinstance(value, str) and ("${" in value or "%{" in value):
        return _filled_text(value, written.at, frame)
    return written


def _filled_text(value: str, at: int, frame: Frame) -> Written:
    """A template in JSON; if it has escapes, all its parts have the place of its start."""
    sources = frame.around.sources
    document, inside = sources.at(at)
    exact = document.text.startswith(value, inside + 1)
    start = at + 1 if exact else sources.pin(at, len(value))
    return lone(value, start, frame.expression)._replace(at=at)
