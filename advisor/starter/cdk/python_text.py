"""Writes Python in the format of `ruff format`: on one line if it fits, else one item a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

WIDTH = 88  # the default of Black and Ruff
_STEP = " " * 4


@dataclass(frozen=True, slots=True)
class Raw:
    """An expression as written."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call with its arguments; a comment may be above a keyword argument."""

    function: str
    places: tuple[Any, ...] = ()
    names: Mapping[str, Any] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Statement:
    """An expression, with a variable for its value and a comment above it, if given."""

    value: Any
    target: str | None = None
    comment: str | None = None


def call(function: str, *places: Any, **names: Any) -> Call:
    """A call, without the keyword arguments that are None."""
    return Call(function, places, {name: each for name, each in names.items() if each is not None})


def written(statements: Iterable[Statement], depth: int = 0) -> Iterator[str]:
    """The lines of statements, with blank lines around long ones and those with comments."""
    alone = False
    for index, each in enumerate(statements):
        lines = [*_statement(each, depth)]
        if index and (alone or len(lines) > 1):
            yield ""
        yield from lines
        alone = len(lines) > 1


def _statement(statement: Statement, depth: int) -> Iterator[str]:
    space = _STEP * depth
    if statement.comment is not None:
        yield f"{space}# {statement.comment}"
    target = f"{statement.target} = " if statement.target else ""
    first, *rest = _lines(statement.value, depth, len(target), 0)
    yield f"{space}{target}{first}"
    yield from rest


def _lines(value: Any, depth: int, before: int, after: int) -> list[str]:
    """The lines of a value; the first line is not indented."""
    short = flat(value)
    commented = isinstance(value, Call) and value.comments
    if (
        not commented
        and "\n" not in short
        and len(_STEP) * depth + before + len(short) + after <= WIDTH
    ):
        return [short]
    match value:
        case Call(function, places, names, comments):
            entries = [("", each) for each in places]
            entries += [(f"{name}=", each) for name, each in names.items()]
            return _parted(f"{function}(", entries, ")", depth, comments)
        case Mapping() if value:
            entries = [(f"{text(key)}: ", each) for key, each in value.items()]
            return _parted("{", entries, "}", depth, {})
        case list() | tuple() if value:
            return _parted("[", [("", each) for each in value], "]", depth, {})
    return short.split("\n")


def _parted(
    opening: str,
    entries: Iterable[tuple[str, Any]],
    closing: str,
    depth: int,
    comments: Mapping[str, str],
) -> list[str]:
    space = _STEP * (depth + 1)
    lines = [opening]
    for start, value in entries:
        comment = comments.get(start.removesuffix("="))
        lines += [f"{space}# {comment}"] if comment else []
        first, *rest = _lines(value, depth + 1, len(start), 1)
        parts = [f"{space}{start}{first}", *rest]
        lines += [*parts[:-1], f"{parts[-1]},"]
    return [*lines, f"{_STEP * depth}{closing}"]


def flat(value: Any) -> str:
    """A value on one line."""
    match value:
        case Raw(written_):
            return written_
        case Call(function, places, names):
            given = [flat(each) for each in places]
            given += [f"{name}={flat(each)}" for name, each in names.items()]
            return f"{function}({', '.join(given)})"
        case str():
            return text(value)
        case bool() | int() | float() | None:
            return repr(value)
        case Mapping():
            return (
                "{" + ", ".join(f"{text(key)}: {flat(each)}" for key, each in value.items()) + "}"
            )
        case list() | tuple():
            return f"[{', '.join(flat(each) for each in value)}]"
    raise TypeError(f"`{value!r}` has no form in Python")


def text(plain: str) -> str:
    """A string literal, in double quotes unless single quotes save an escape."""
    quote = _quote(plain)
    return f"{quote}{_inner(plain, quote)}{quote}"


def formatted(parts: Iterable[str | Raw]) -> Raw:
    """An f-string of texts and expressions."""
    given = tuple(parts)
    quote = _quote("".join(each for each in given if isinstance(each, str)))
    inside = "".join(
        f"{{{each.text}}}"
        if isinstance(each, Raw)
        else re.sub(r"([{}])", r"\1\1", _inner(each, quote))
        for each in given
    )
    return Raw(f"f{quote}{inside}{quote}")


def _quote(plain: str) -> str:
    return "'" if plain.count('"') > plain.count("'") else '"'


def _inner(plain: str, quote: str) -> str:
    return "".join(_character(each, quote) for each in plain)


def _character(character: str, quote: str) -> str:
    short = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", quote: f"\\{quote}"}
    if character in short:
        return short[character]
    if character.isprintable():
        return character
    written_ = f"{ord(character):x}"
    if character <= "\xff":
        return f"\\x{written_:0>2}"
    return f"\\u{written_:0>4}" if character <= "\uffff" else f"\\U{written_:0>8}"
