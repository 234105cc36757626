"""Evaluates Terraform's expressions, as far as their values are known without a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TypeAlias

from advisor.definitions.terraform.arguments import PARTLY
from advisor.definitions.terraform.functions import called
from advisor.definitions.terraform.loops import for_list, for_mapping
from advisor.definitions.terraform.operators import operated
from advisor.definitions.terraform.references import reference, splat
from advisor.definitions.terraform.syntax import (
    UnreadableError,
    branches,
    parsed_expression,
    start_of,
    word,
)
from advisor.definitions.terraform.templates import heredoc, in_words, quoted
from advisor.definitions.terraform.written import (
    Piece,
    Sources,
    Written,
    hidden,
    simple,
)
from advisor.definitions.values import number
from advisor.reading.opaque import Opaque

if TYPE_CHECKING:
    from advisor.definitions.terraform.syntax import Node

__all__ = ["NOTHING_NAMED", "Frame", "Names", "Surroundings", "evaluated"]

Names: TypeAlias = Mapping[str, Written]
NOTHING_NAMED: Final[Names] = {}


class Surroundings(Protocol):
    """The module that an expression is evaluated in."""

    sources: Sources

    def named(self, path: tuple[str, ...], at: int) -> tuple[Written, int]:
        """The value of the first words of a reference, and the number of words it takes."""
        ...

    def file(self, name: str, arguments: list[Written], at: int) -> Written:
        """The value of `file` or `templatefile`."""
        ...

    def enters(self) -> bool:
        """Whether there is time for another step, and room for a deeper one."""
        ...

    def leaves(self) -> None:
        """Mark the end of a step that was entered."""
        ...

    def parses(self) -> bool:
        """Whether there is time to parse another expression within a text."""
        ...


class Frame(NamedTuple):
    """The text of an expression, its offset, and the values of its local names."""

    text: str
    shift: int
    around: Surroundings
    names: Names = NOTHING_NAMED  # of a template file's variables, `each`, `count`, or a `for`'s

    def knowing(self, names: Names) -> Frame:
        """The same frame with more names."""
        return self._replace(names={**self.names, **names})

    def source(self, node: Node) -> str:
        """An expression as written, on one line."""
        if node.meta.empty:
            return ""
        return " ".join(self.text[node.meta.start_pos : node.meta.end_pos].split())

    def at(self, node: Node) -> int:
        """The offset of an expression."""
        return self.shift + max(start_of(node), 0)

    def unknown(self, node: Node) -> Written:
        """The value of an expression that is unknown."""
        return hidden("terraform", self.source(node), self.at(node))

    def expression(self, text: str, at: int) -> Written:
        """The value of an expression within a text."""
        if not self.around.parses():
            return hidden("terraform", text.strip(), at)
        try:
            node, prefix = parsed_expression(text)
        except UnreadableError:
            return hidden("terraform", text.strip(), at)
        return evaluated(node, self._replace(text=_padded(text, prefix), shift=at - prefix))


def _padded(text: str, prefix: int) -> str:
    return " " * prefix + text


def evaluated(node: Node, frame: Frame) -> Written:
    """The value of an expression with its places; `Opaque` if it is unknown."""
    maker = _MAKERS.get(str(node.data))
    if maker is None or not frame.around.enters():
        return frame.unknown(node)
    try:
        return maker(node, frame)
    finally:
        frame.around.leaves()


def _inner(node: Node, frame: Frame) -> Written:
    for each in branches(node):
        return evaluated(each, frame)
    return frame.unknown(node)


def _number(node: Node, frame: Frame) -> Written:
    value = number(word(node))
    return Written(value, frame.at(node)) if isinstance(value, int | float) else frame.unknown(node)


def _literal(node: Node, frame: Frame) -> Written:
    return Written({"true": True, "false": False}.get(word(node)), frame.at(node))


def _string(node: Node, frame: Frame) -> Written:
    start, end = node.meta.start_pos, node.meta.end_pos
    return quoted(frame.text[start + 1 : end - 1], frame.shift + start + 1, frame.expression)


def _heredoc(node: Node, frame: Frame) -> Written:
    return heredoc(word(node), frame.at(node), frame.expression)


def _tuple(node: Node, frame: Frame) -> Written:
    return Written([evaluated(each, frame) for each in branches(node)], frame.at(node))


def _object(node: Node, frame: Frame) -> Written:
    made: dict[str, Written] = {}
    keys: dict[str, int] = {}
    for element in branches(node, "object_elem"):
        key, value = list(branches(element))[:2]
        name = _key(key, frame)
        made[PARTLY if name is None else name] = evaluated(value, frame)
        keys[PARTLY if name is None else name] = frame.at(key)
    return Written(made, frame.at(node), keys)


def _key(node: Node, frame: Frame) -> str | None:
    """The name of a key: a bare word is the name itself; None if it is unknown."""
    inner = next(branches(node), node)
    if inner.data == "keyword":
        return word(inner)
    bare = next(branches(inner), inner)
    if bare.data in ("identifier", "literal_value", "int_lit") and not _in_brackets(inner):
        return word(bare)
    value = simple(evaluated(inner, frame))
    return None if isinstance(value, Opaque) or value is None else _text_of(value)


def _in_brackets(node: Node) -> bool:
    return bool(node.children) and str(node.children[0]) == "("


def _text_of(value: Any) -> str:
    return in_words(Piece("", 0, Written(value, 0)))


def _arguments(node: Node, frame: Frame) -> list[Written] | None:
    """The arguments of a call, a list before `...` as its elements; None if that is unknown."""
    written = next(branches(node, "arguments"), None)
    if written is None:
        return []
    found = [evaluated(each, frame) for each in branches(written)]
    if "..." not in map(str, written.children):
        return found
    last = found.pop().value
    return [*found, *last] if isinstance(last, list) else None


def _call(node: Node, frame: Frame) -> Written:
    words = list(branches(node, "identifier"))
    arguments = _arguments(node, frame)
    if len(words) != 1 or arguments is None:
        return frame.unknown(node)
    name = word(words[0])
    if name in ("file", "templatefile"):
        found = frame.around.file(name, arguments, frame.at(node))
        return frame.unknown(node) if isinstance(found.value, Opaque) else found
    return called(name, arguments, frame.at(node)) or frame.unknown(node)


def _conditional(node: Node, frame: Frame) -> Written:
    parts = list(branches(node))  # the condition and the two values
    test = simple(evaluated(parts[0], frame))
    chosen = {True: parts[1], "true": parts[1], False: parts[2], "false": parts[2]}.get(
        test if isinstance(test, bool | str) else ""
    )
    if chosen is None:
        return frame.unknown(node)
    found = evaluated(chosen, frame)
    return frame.unknown(node) if isinstance(found.value, Opaque) else found


def _binary(node: Node, frame: Frame) -> Written:
    left, term = list(branches(node))[:2]
    sign, right = list(branches(term))[:2]
    one, other = simple(evaluated(left, frame)), simple(evaluated(right, frame))
    value = operated(word(sign), one, other)
    return frame.unknown(node) if value is None else Written(value, frame.at(node))


def _unary(node: Node, frame: Frame) -> Written:
    value = simple(_inner(node, frame))
    sign = str(node.children[0])
    if sign == "!" and isinstance(value, bool):
        return Written(not value, frame.at(node))
    if sign == "-" and isinstance(found := number(value), int | float):
        return Written(-found, frame.at(node))
    return frame.unknown(node)


_MAKERS: Final[Mapping[str, Callable[[Node, Frame], Written]]] = {
    "expr_term": _inner,
    "int_lit": _number,
    "float_lit": _number,
    "literal_value": _literal,
    "string": _string,
    "heredoc_template": _heredoc,
    "heredoc_template_trim": _heredoc,
    "tuple": _tuple,
    "object": _object,
    "identifier": lambda node, frame: reference(node, frame, evaluated),
    "get_attr_expr_term": lambda node, frame: reference(node, frame, evaluated),
    "index_expr_term": lambda node, frame: reference(node, frame, evaluated),
    "full_splat_expr_term": lambda node, frame: splat(node, frame, evaluated),
    "attr_splat_expr_term": lambda node, frame: splat(node, frame, evaluated),
    "function_call": _call,
    "for_tuple_expr": lambda node, frame: for_list(node, frame, evaluated),
    "for_object_expr": lambda node, frame: for_mapping(node, frame, evaluated),
    "conditional": _conditional,
    "binary_op": _binary,
    "unary_op": _unary,
}
