"""Writes HCL in the format of `terraform fmt`: values, blocks, and blank lines between them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_WIDTH = 88  # the most characters of a list or small object on one line
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# The start of an interpolation or a directive.
_OPENED = re.compile(r"([$%])\{(?=([^}]*\})?)")
# Words that must be quoted as keys of an object.
_WORDS = frozenset({"for", "if", "in", "else", "endif", "endfor", "true", "false", "null"})
_SMALL = 3  # the most entries of an object on one line


@dataclass(frozen=True, slots=True)
class Expression:
    """A reference or another expression, as written."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function with one argument."""

    function: str
    argument: Any


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a line of its own."""

    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A block: its type, its labels, and its body."""

    type: str
    labels: tuple[str, ...]
    body: tuple[Entry, ...]


Entry = tuple[str, Any] | Block | Comment


def document(entries: Sequence[Entry]) -> str:
    """A file of HCL."""
    return "\n".join(_entries(entries, 0)) + "\n"


def text(plain: str) -> str:
    """A quoted text, with everything escaped that HCL would interpret."""
    return f'"{inner(plain)}"'


def inner(plain: str) -> str:
    """The text between the quotes, without interpolations, directives and line breaks."""
    escaped = "".join(_character(each) for each in plain)
    return _OPENED.sub(_inert, escaped)


def _inert(opened: re.Match[str]) -> str:
    """The usual way is to double the sign; some readers take that only where a `}` follows."""
    sign, closed = opened.groups()
    return f"{sign}{sign}{{" if closed else f"\\u{ord(sign):04x}{{"


def _character(character: str) -> str:
    short = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character)
    if short is not None:
        return short
    if character.isprintable():
        return character
    written = f"{ord(character):x}"
    return f"\\u{written:0>4}" if character <= "\uffff" else f"\\U{written:0>8}"


def _entries(entries: Sequence[Entry], depth: int) -> Iterator[str]:
    """The lines of a body, with blank lines around each entry of several lines."""
    previous: list[str] = []
    for group in _groups(entries, depth):
        if previous and not previous[-1].lstrip().startswith("#"):
            yield ""
        yield from group
        previous = group


def _groups(entries: Sequence[Entry], depth: int) -> Iterator[list[str]]:
    """The entries in groups: neighbours of one line each, or one entry of several lines."""
    run: list[tuple[str, str]] = []
    for entry in entries:
        made = None if isinstance(entry, Block | Comment) else _lines(entry[1], depth)
        if made is not None and len(made) == 1:
            run.append((entry[0], made[0]))  # type: ignore[index]  # no block, as `made` says
            continue
        yield from _run(run, depth)
        run = []
        yield _several(entry, made, depth)
    yield from _run(run, depth)


def _run(run: Sequence[tuple[str, str]], depth: int) -> Iterator[list[str]]:
    if run:
        yield [*_aligned(run, depth)]


def _aligned(run: Sequence[tuple[str, str]], depth: int) -> Iterator[str]:
    widest = max(len(name) for name, _ in run)
    for name, value in run:
        yield f"{'  ' * depth}{name:{widest}} = {value}"


def _several(entry: Entry, made: list[str] | None, depth: int) -> list[str]:
    space = "  " * depth
    if isinstance(entry, Comment):
        return [f"{space}# {entry.text}"]
    if isinstance(entry, Block):
        head = " ".join((entry.type, *(text(each) for each in entry.labels)))
        inside = [*_entries(entry.body, depth + 1)]
        return [f"{space}{head} {{", *inside, f"{space}}}"] if inside else [f"{space}{head} {{}}"]
    first, *rest = made or [""]
    return [f"{space}{entry[0]} = {first}", *rest]


def _lines(value: Any, depth: int) -> list[str]:
    """The lines of a value; the first line is not indented."""
    match value:
        case Expression(written):
            return written.split("\n")
        case Call(function, argument):
            first, *rest = _lines(argument, depth)
            opened = [f"{function}({first}", *rest]
            return [*opened[:-1], f"{opened[-1]})"]
        case str():
            return [text(value)]
        case bool() | int() | float() | None:
            return [json.dumps(value)]
        case Mapping():
            return _object(value, depth)
        case list() | tuple():
            return _list(value, depth)
    raise TypeError(f"`{value!r}` has no form in HCL")


def _list(values: Sequence[Any], depth: int) -> list[str]:
    short = _on_one_line(values, depth)
    if short is not None:
        return [short]
    space = "  " * (depth + 1)
    lines = ["["]
    for value in values:
        first, *rest = [_small(value, depth + 1)] if _small(value, depth + 1) else _lines(
            value, depth + 1
        )  # fmt: skip
        items = [f"{space}{first}", *rest]
        lines += [*items[:-1], f"{items[-1]},"]
    return [*lines, f"{'  ' * depth}]"]


def _on_one_line(values: Iterable[Any], depth: int) -> str | None:
    """A list of plain values on one line, if it is short; else None."""
    made = [_lines(value, depth) for value in values if not isinstance(value, Mapping)]
    plain = not any(isinstance(value, Mapping) for value in values)
    line = f"[{', '.join(each[0] for each in made)}]"
    short = plain and all(len(each) == 1 for each in made) and len(line) <= _WIDTH - 2 * depth
    return line if short else None


def _small(value: Any, depth: int) -> str:
    """An object of few plain values on one line; empty if it does not fit."""
    if not isinstance(value, Mapping) or not 0 < len(value) <= _SMALL:
        return ""
    made = {key: _lines(each, depth) for key, each in value.items()}
    line = ", ".join(f"{_key(key)} = {each[0]}" for key, each in made.items())
    nested = any(isinstance(each, Mapping | list | tuple) for each in value.values())
    return "" if nested or len(line) > _WIDTH - 2 * depth else f"{{ {line} }}"


def _object(value: Mapping[str, Any], depth: int) -> list[str]:
    if not value:
        return ["{}"]
    lines = ["{"]
    run: list[tuple[str, str]] = []
    for key, each in value.items():
        first, *rest = _lines(each, depth + 1)
        if not rest:
            run.append((_key(key), first))
            continue
        lines += _aligned(run, depth + 1) if run else ()
        run = []
        lines += [f"{'  ' * (depth + 1)}{_key(key)} = {first}", *rest]
    lines += _aligned(run, depth + 1) if run else ()
    return [*lines, f"{'  ' * depth}}}"]


def _key(key: str) -> str:
    return key if _NAME.fullmatch(key) and key not in _WORDS else text(key)
