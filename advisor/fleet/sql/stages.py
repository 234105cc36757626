"""The query as stages: each a SELECT over the one before, naming expressions for later ones."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator

from advisor.fleet.sql.dialects import plain
from advisor.fleet.sql.logic import Logic, Sql, Sure, written

_NAMES = re.compile(r"'(?:[^'\\]|''|\\.)*'|[A-Za-z_]\w*")


class Stages:
    """Collects columns; each goes into the first stage after those of all columns it uses.

    There are few stages with many columns, since engines take long to plan many stages.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._stages: list[list[str]] = []
        self._levels: dict[str, int] = {}

    def column(self, name: str, text: str, *, given: bool = False) -> str:
        """Add a column and return its name; a `given` one reads the table itself."""
        name = _free(plain(name).lower(), self._levels)
        used = () if given else _NAMES.findall(text)
        level = max((self._levels[each] + 1 for each in used if each in self._levels), default=0)
        level = level if given else max(level, 1)
        self._levels[name] = level
        while len(self._stages) <= level:
            self._stages.append([])
        self._stages[level].append(f"{text} AS {name}")
        return name

    def truth(self, name: str, logic: Logic) -> Logic:
        """A truth as a column, unless it is constant or a column already."""
        if not isinstance(logic, Sql) or logic.text in self._levels:
            return logic
        return Sql(self.column(name, written(logic)), logic.nullable)

    def sure(self, name: str, logic: Sure) -> Sure:
        """The same for a truth that is never unknown."""
        result = self.truth(name, logic)
        assert result is not None  # noqa: S101  # it was not, and a column of it is not either
        return result

    def text(self, final: Iterable[str]) -> str:
        """The whole query with the columns `final`."""
        return "\n".join(self._lines(list(final))) + "\n"

    def _lines(self, final: list[str]) -> Iterator[str]:
        source = self._source
        stages = [columns for columns in self._stages if columns]
        for index, columns in enumerate(stages):
            name = "stated" if index == 0 else f"step_{index}"
            yield f"WITH {name} AS (" if index == 0 else f"{name} AS ("
            yield "  SELECT"
            yield ",\n".join(f"    {each}" for each in (["*", *columns] if index else columns))
            yield f"  FROM {source}"
            yield ")" if index == len(stages) - 1 else "),"
            source = name
        yield "SELECT"
        yield ",\n".join(f"  {each}" for each in final)
        yield f"FROM {source}"


def _free(name: str, taken: Container[str]) -> str:
    """The name, with a number if it is taken."""
    number, free = 2, name
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free
