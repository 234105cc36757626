"""Parses HCL, in a file or an expression, with python-hcl2 into a tree with positions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from advisor.errors import Place

if TYPE_CHECKING:
    from lark import Token, Tree

    Node: TypeAlias = "Tree[Token]"

__all__ = [
    "LARGEST",
    "UnreadableError",
    "branches",
    "parsed",
    "parsed_expression",
    "start_of",
    "word",
]

LARGEST = 2**18  # characters; the longest real files have a tenth of it
_PREFIX, _SUFFIX = "_ = (", "\n)\n"
_NOTHING = ("new_line_or_comment",)


class UnreadableError(Exception):
    """A text that is not HCL, with the place where parsing failed."""

    def __init__(self, message: str, place: Place | None = None) -> None:
        super().__init__(message)
        self.message, self.place = message, place


# Every file of a folder is parsed for its variables, once for each file with resources.
@lru_cache(maxsize=256)
def parsed(text: str) -> Node:
    """The tree of a file; UnreadableError if it is not HCL. Needs python-hcl2."""
    if len(text) > LARGEST:
        raise UnreadableError(
            f"is larger than {LARGEST // 2**10} KiB, more than Terraform files are"
        )
    from hcl2 import parses_to_tree
    from lark.exceptions import LarkError, UnexpectedInput

    try:
        tree: Node = parses_to_tree(text if text.endswith("\n") else text + "\n")
    except UnexpectedInput as error:
        place = Place(error.line, error.column) if error.line > 0 and error.column > 0 else None
        raise UnreadableError("is not valid Terraform", place) from None
    except (LarkError, RecursionError, ValueError):
        raise UnreadableError("is not valid Terraform") from None
    return tree


@lru_cache(maxsize=1024)
def parsed_expression(text: str) -> tuple[Node, int]:
    """The tree of an expression, and what to subtract from its offsets; raises as `parsed`."""
    body = next(branches(parsed(f"{_PREFIX}{text}{_SUFFIX}")))
    (attribute, *others) = branches(body)
    if others:
        raise UnreadableError("is not one expression")
    return list(branches(attribute))[-1], len(_PREFIX)


def branches(tree: Node, *names: str) -> Iterator[Node]:
    """The parts of a tree that are trees, without whitespace and comments."""
    for each in tree.children:
        data: Any = getattr(each, "data", None)
        if data is not None and (data in names if names else data not in _NOTHING):
            yield each  # type: ignore[misc]  # only trees have data


def start_of(tree: Node) -> int:
    """The offset at which a tree begins."""
    return -1 if tree.meta.empty else tree.meta.start_pos


def word(tree: Node) -> str:
    """The name in a tree of one token."""
    return str(tree.children[0]) if tree.children else ""
