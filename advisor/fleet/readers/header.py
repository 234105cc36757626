"""The header of a delimited log: its columns in any order, and their values as SQL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from advisor.errors import AdvisorError, Problem, did_you_mean, quoted
from advisor.fleet.readers.files import File
from advisor.fleet.readers.log import JOB, NONE, Value
from advisor.fleet.readers.spelled import stated, text


class Header(NamedTuple):
    """A header: its line, the delimiter, and the place of each name, from 1."""

    line: str
    delimiter: str
    places: Mapping[str, int]
    width: int

    def value(
        self, name: str, source: str, parsed: str | None = None, missing: Iterable[str] = ()
    ) -> Value:
        """The value of a column, named `name` in the query; NULL if there is no such column."""
        place = self.places.get(source.lower())
        found = stated(f"f[{place}]", *missing) if place else "CAST(NULL AS VARCHAR)"
        return Value(name, source, found, parsed)

    def has(self, *names: str) -> bool:
        """Whether the header has all these columns."""
        return all(name.lower() in self.places for name in names)

    @property
    def parts(self) -> str:
        """The parts of a line, as SQL."""
        return f"string_split(line, {text(self.delimiter)})"

    @property
    def kind(self) -> str:
        """The kind of a line, as SQL."""
        return (
            f"CASE WHEN line = {text(self.line)} OR trim(line) = '' THEN '{NONE}' "
            f"WHEN len(f) = {self.width} THEN '{JOB}' "
            f"ELSE 'has ' || len(f) || ' column' || CASE WHEN len(f) = 1 THEN '' ELSE 's' END || "
            f"', not {self.width}' END"
        )


def header_of(line: str, delimiters: str, known: Iterable[str]) -> Header | None:
    """The line as a header if it has two known names; else None."""
    names = {each.lower() for each in known}
    for delimiter in delimiters:
        columns = [each.strip().strip('"').lower() for each in line.split(delimiter)]
        if len(names.intersection(columns)) >= 2:  # noqa: PLR2004  # one may be there by chance
            places = {name: index for index, name in enumerate(columns, 1) if name}
            return Header(line, delimiter, places, len(columns))
    return None


def header_or_error(
    file: File, line: str, delimiters: str, known: Iterable[str], what: str, help: str
) -> Header:
    """The header of a file; AdvisorError if its first line is not one."""
    known = list(known)
    found = header_of(line, delimiters, known)
    if found is None:
        shown = quoted(line, 60) if line else "a blank line"
        message = f"is no {what}: it starts with {shown}, which is no header of one"
        words = re.findall(r"[A-Za-z_]{3,30}", line)[:20]
        near = next((n for word in words if (n := did_you_mean(word, known))), None)
        hint = f"did you mean the column `{near}`? {help}" if near else help
        raise AdvisorError(Problem(message, file.shown, help=hint))
    return found
