"""Finds the places, and every mistake, in a JSON text."""

from __future__ import annotations

import math
import re
from functools import cached_property
from json import loads

from advisor.errors import quoted
from advisor.reading.document import (
    DEEPEST,
    LARGEST_INTEGER,
    MOST_DIGITS,
    MOST_FAULTS,
    Branch,
    Fault,
    Lines,
    Spot,
    TextError,
)

__all__ = ["scan"]

_SPACE = re.compile(r"[ \t\n\r]*")
_STRING = re.compile(r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_WORD = re.compile(r"[^\s,:\[\]{}\"]+")
_LITERALS = ("true", "false", "null")
_NOT_NUMBERS = ("NaN", "Infinity", "-Infinity")
_CLOSERS = {"{": "}", "[": "]"}


def scan(text: str) -> Spot:
    """The places in a JSON text; TextError with every mistake."""
    scanner = _Scanner(text)
    root = scanner.root()
    if scanner.faults:
        raise TextError(scanner.faults, (None, root))
    return root


class _Scanner:
    """One pass over a text, with its own stack instead of recursion."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.key = ""
        self.open: list[Branch] = []
        self.faults: list[Fault] = []

    def root(self) -> Spot:
        top: list[Spot] = []
        self.open.append(Branch(0, {}, top))  # so that every value has a parent
        self._value()
        while len(self.open) > 1:
            self._after_value()
        if self._next():
            raise self._stop("there is more text after the end of the value")
        return top[0]

    def _next(self) -> str:
        """The next character that is not a space; empty at the end of the text."""
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.text[self.at : self.at + 1]

    def _value(self) -> None:
        letter = self._next()
        if letter in ("{", "["):
            self._start(letter)
            return
        self._add(self.at)
        if letter == '"':
            self._string()
        else:
            self._number_or_word()

    def _start(self, letter: str) -> None:
        if len(self.open) > DEEPEST:
            raise self._stop(f"brackets are nested more than {DEEPEST} deep")
        branch = Branch(self.at, {}, {} if letter == "{" else [])
        self._add(branch)
        self.open.append(branch)
        self.at += 1
        if self._next() == _CLOSERS[letter]:
            self._close()
        else:
            self._entry()

    def _entry(self) -> None:
        if isinstance(self.open[-1].spots, dict):
            self._key()
        self._value()

    def _after_value(self) -> None:
        letter, branch = self._next(), self.open[-1]
        closer = _CLOSERS[self.text[branch.start]]
        if letter == closer:
            self._close()
        elif letter == ",":
            comma, self.at = self.at, self.at + 1
            if self._next() == closer:
                raise self._stop(f"a comma before `{closer}`", comma, help="remove it")
            self._entry()
        elif not letter:
            raise self._stop(f"`{self.text[branch.start]}` is never closed", branch.start)
        else:
            raise self._stop(f"{self._found()} where `,` or `{closer}` belongs")

    def _close(self) -> None:
        self.open.pop()
        self.at += 1

    def _key(self) -> None:
        if self._next() != '"':
            raise self._stop(f"{self._found()} where a key in double quotes belongs")
        start, branch = self.at, self.open[-1]
        key = self._string()
        if key in branch.keys:
            line = self._lines.place(branch.keys[key]).line
            self._fault(start, f"{quoted(key)} is given twice, first on line {line}")
        branch.keys[key] = start
        if self._next() != ":":
            raise self._stop(f"{self._found()} where `:` belongs")
        self.at += 1
        self.key = key

    def _add(self, spot: Spot) -> None:
        spots = self.open[-1].spots
        if isinstance(spots, dict):
            spots[self.key] = spot
        else:
            spots.append(spot)

    def _string(self) -> str:
        start, match = self.at, _STRING.match(self.text, self.at)
        self.at = match.end() if match else start
        if self.text[self.at : self.at + 1] != '"':
            raise self._broken_string(start)
        self.at += 1
        written = self.text[start : self.at]
        if "\\" not in written:
            return written[1:-1]
        value = str(loads(written))
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            self._fault(start, "the text has half of a surrogate pair, which is no character")
        return value

    def _broken_string(self, start: int) -> TextError:
        letter = self.text[self.at : self.at + 1]
        if letter == "\\" and self.at + 1 < len(self.text):
            escape = quoted(self.text[self.at : self.at + 2])
            return self._stop(f"{escape} is no escape", help="write a backslash as `\\\\`")
        if letter == "\t":
            return self._stop("a tab within a string", help="write it as `\\t`")
        return self._stop("the string is not closed on its line", start)

    def _number_or_word(self) -> None:
        number, word = _NUMBER.match(self.text, self.at), _WORD.match(self.text, self.at)
        if word is None:
            raise self._stop(f"{self._found()} where a value belongs")
        if number is not None and number.end() == word.end():
            self._check_number(number)
        elif word[0] in _NOT_NUMBERS:
            self._fault(self.at, f"`{word[0]}` is not a number")
        elif word[0] not in _LITERALS:
            raise self._wrong_word(word[0])
        self.at = word.end()

    def _check_number(self, number: re.Match[str]) -> None:
        digits = number[0]
        if number[1] is None and number[2] is None:
            fits = len(digits) <= MOST_DIGITS and abs(int(digits)) <= LARGEST_INTEGER
        else:
            fits = math.isfinite(float(digits))
        if not fits:
            self._fault(self.at, f"{quoted(digits)} is too large a number")

    def _wrong_word(self, word: str) -> TextError:
        if word.startswith(("//", "/*", "#")):
            return self._stop("JSON has no comments", help="remove it, or write the file in YAML")
        if word.lower() in _LITERALS:
            return self._stop(f"{quoted(word)} is not JSON", help=f"write `{word.lower()}`")
        if word[0] in "+-.0123456789":
            return self._stop(f"{quoted(word)} is not a number as JSON writes it")
        return self._stop(f"{quoted(word)} is not JSON", help="put text in double quotes")

    def _found(self) -> str:
        letter = self.text[self.at : self.at + 1]
        if not letter:
            return "the text ends"
        word = _WORD.match(self.text, self.at)
        return f"{quoted(word[0] if word else letter)} stands"

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)

    def _fault(self, offset: int, message: str) -> None:
        self.faults.append(Fault(offset, message))
        if len(self.faults) >= MOST_FAULTS:
            raise TextError(self.faults)

    def _stop(self, message: str, offset: int | None = None, help: str | None = None) -> TextError:
        """The error for a fault after which nothing can be read, with the faults before it."""
        return TextError(
            [*self.faults, Fault(self.at if offset is None else offset, message, help)]
        )
