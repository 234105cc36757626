"""Evaluates texts with `${…}` in them, and JSON in such texts, with the places of all values."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Any

from advisor.definitions.terraform.written import (
    LONGEST,
    Encoded,
    Piece,
    Text,
    Written,
    from_document,
    hidden,
    simple,
)
from advisor.reading.document import Spot, TextError
from advisor.reading.json_text import parse_json
from advisor.reading.opaque import Opaque

__all__ = ["decoded", "heredoc", "in_words", "lone", "put_together", "quoted", "template"]

# Evaluates the source of an expression at an offset.
Evaluate = Callable[[str, int], Written]
# The value of a text, and a function that finds its places.
Parse = Callable[[str], tuple[Any, Callable[[], Spot]]]

_OPENING = re.compile(r"\$\$\{|%%\{|\$\{|%\{")
_INSIDE = re.compile(r"\\.|\$\$\{|%%\{|\$\{|%\{|[{}\"]", re.DOTALL)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_MARK = "\ue000"  # marks the number of an unknown value; it occurs in no text
_MOST = 25_000  # pieces of one text, and values in one that is encoded
_DEEPEST = 60
_EXACT = 1e15  # a larger number may not be exact as a float


def quoted(text: str, at: int, evaluate: Evaluate) -> Written:
    """The value of a quoted text."""
    return lone(text, at, evaluate, escapes=True)._replace(at=at - 1)


def lone(text: str, at: int, evaluate: Evaluate, *, escapes: bool = False) -> Written:
    """The value of a template: a text, or for a lone `${…}` the value in it."""
    pieces = tuple(_pieces(text, at, evaluate, escapes=escapes))
    if len(pieces) == 1 and pieces[0].value is not None:
        return pieces[0].value
    return put_together(pieces, at)


def template(text: str, at: int, evaluate: Evaluate) -> Written:
    """The value of a template file."""
    return put_together(tuple(_pieces(text, at, evaluate, escapes=False)), at)


def heredoc(written: str, at: int, evaluate: Evaluate) -> Written:
    """The value of a heredoc; `<<-` removes the common indentation."""
    opening = written.index("\n") + 1
    closing = written.rstrip().rfind("\n") + 1
    body = written[opening : max(closing, opening)]
    pieces = _pieces(body, at + opening, evaluate, escapes=False)
    if written.startswith("<<-"):
        lines = [line for line in body.splitlines() if line.strip()]
        indent = min((len(line) - len(line.lstrip(" ")) for line in lines), default=0)
        pieces = _outdented(pieces, indent)
    return put_together(tuple(pieces), at)


def put_together(pieces: tuple[Piece, ...], at: int) -> Written:
    """One text of several pieces; unknown pieces stay as written."""
    if len(pieces) > _MOST:
        return hidden("terraform", "a long text", at)
    parts = [piece.text if piece.value is None else in_words(piece) for piece in pieces]
    if sum(map(len, parts)) > LONGEST:
        return hidden("terraform", "a long text", at)
    return Written(Text("".join(parts), pieces), at)


def in_words(piece: Piece) -> str:
    """A value in the form it has within a text."""
    value = piece.value.value if piece.value is not None else piece.text
    if isinstance(value, Encoded):
        return _dumped(value.tree)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:.15g}" if isinstance(value, float) and abs(value) < _EXACT else str(value)
    return str(value) if isinstance(value, str) else f"${{{piece.source}}}"


def _pieces(text: str, at: int, evaluate: Evaluate, *, escapes: bool) -> Iterator[Piece]:
    position = 0
    while match := _OPENING.search(text, position):
        yield from _literal(text[position : match.start()], at + position, escapes)
        opening = match.start()
        if match[0] in ("$${", "%%{"):
            yield Piece(match[0][1:], at + opening)
            position = match.end()
            continue
        closing = _closing(text, match.end())
        if closing is None:
            yield from _literal(text[opening:], at + opening, escapes)
            return
        source = text[match.end() : closing].strip("~")
        inside = match.end() + (text[match.end() : match.end() + 1] == "~")
        yield _value(match[0], source, at + opening, at + inside, evaluate)
        position = closing + 1
    yield from _literal(text[position:], at + position, escapes)


def _value(opening: str, source: str, at: int, inside: int, evaluate: Evaluate) -> Piece:
    if opening == "%{":
        return Piece("", at, hidden("terraform", source.strip(), at), source.strip())
    return Piece("", at, evaluate(source, inside), source.strip())


def _closing(text: str, position: int) -> int | None:
    """The offset of the brace that closes an opened one; None if there is none."""
    opened = ["{"]
    while match := _INSIDE.search(text, position):
        found, in_text = match[0], opened[-1] == '"'
        if found == '"':
            opened.pop() if in_text else opened.append(found)
        elif (found == "{" and not in_text) or (found in ("${", "%{") and in_text):
            opened.append("{")
        elif found == "}" and not in_text:
            opened.pop()
        if not opened:
            return match.start()
        position = match.end()
    return None


def _literal(text: str, at: int, escapes: bool) -> Iterator[Piece]:
    if not escapes:
        if text:
            yield Piece(text, at)
        return
    position = 0
    for match in _ESCAPE.finditer(text):
        if position < match.start():
            yield Piece(text[position : match.start()], at + position)
        yield Piece(_unescaped(match[1]), at + match.start())
        position = match.end()
    if position < len(text):
        yield Piece(text[position:], at + position)


def _unescaped(escape: str) -> str:
    if escape[0] in "uU" and len(escape) > 1:
        try:
            return chr(int(escape[1:], 16)).encode().decode()
        except (ValueError, OverflowError):  # half of a pair, or no character
            return "\ufffd"
    return _ESCAPES.get(escape, escape)


def _outdented(pieces: Iterator[Piece], indent: int) -> Iterator[Piece]:
    starts_line = True
    for piece in pieces:
        if piece.value is not None:
            yield piece
            starts_line = False
            continue
        at = piece.at
        for line in piece.text.splitlines(keepends=True):
            cut = min(indent, len(line) - len(line.lstrip(" "))) if starts_line else 0
            yield Piece(line[cut:], at + cut)
            at += len(line)
            starts_line = line.endswith("\n")


def decoded(written: Written, parse: Parse = parse_json) -> Written:
    """The value of a text of JSON or YAML; unknown if it is invalid or its structure is unknown."""
    value, at = written.value, written.at
    if isinstance(value, Encoded):
        return value.tree
    if not isinstance(value, str):
        return written if isinstance(value, Opaque | dict | list) else hidden("terraform", "", at)
    pieces = value.pieces if isinstance(value, Text) else (Piece(value, at + 1),)
    text, starts, marks = _as_json(pieces)
    try:
        parsed, locate = parse(text)
        tree = from_document(parsed, locate(), lambda offset: _origin(offset, starts, pieces))
    except (TextError, RecursionError):
        return hidden("terraform", "text that cannot be decoded", at)
    return _unmarked(tree, marks)


def _as_json(pieces: tuple[Piece, ...]) -> tuple[str, list[int], list[Piece]]:
    """The JSON with marks for unknown values, the start of each piece in it, and those values."""
    parts: list[str] = []
    starts: list[int] = []
    marks: list[Piece] = []
    length, within = 0, False
    for piece in pieces:
        if piece.value is None or isinstance(piece.value.value, str | int | float | Encoded):
            part = in_words(piece)
        elif within:
            part = json.dumps(in_words(piece))[1:-1]
        else:
            part = f'"{_MARK}{len(marks)}"'
            marks.append(piece)
        starts.append(length)
        parts.append(part)
        length += len(part)
        within = within != (len(re.findall(r'(?<!\\)(?:\\\\)*"', part)) % 2 == 1)
    return "".join(parts), starts, marks


def _origin(offset: int, starts: list[int], pieces: tuple[Piece, ...]) -> int:
    """The offset from which a character of the JSON comes."""
    index = max(bisect_right(starts, offset) - 1, 0)
    if not pieces:
        return 0
    return pieces[index].at + (0 if pieces[index].value is not None else offset - starts[index])


def _unmarked(written: Written, marks: list[Piece]) -> Written:
    value = written.value
    if isinstance(value, dict):
        made = {key: _unmarked(each, marks) for key, each in value.items()}
        return written._replace(value=made)
    if isinstance(value, list):
        return written._replace(value=[_unmarked(each, marks) for each in value])
    if isinstance(value, str) and value.startswith(_MARK) and value[1:].isdecimal():
        index = int(value[1:])
        if index < len(marks):
            found = marks[index].value
            known = found.value if found is not None else None
            return written._replace(
                value=known if isinstance(known, Opaque) else Opaque("terraform")
            )
    return written


def _dumped(tree: Written) -> str:
    """The JSON of a value; unknown parts stay as written."""
    left = _MOST

    def plain(written: Written, depth: int = 0) -> Any:
        nonlocal left
        left -= 1
        value = written.value
        if left < 0 or depth > _DEEPEST or isinstance(value, Encoded):
            return "${…}"
        if isinstance(value, dict):
            return {key: plain(each, depth + 1) for key, each in value.items()}
        if isinstance(value, list):
            return [plain(each, depth + 1) for each in value]
        found = simple(written)
        return f"${{{found.argument}}}" if isinstance(found, Opaque) else found

    return json.dumps(plain(tree), separators=(",", ":"))
