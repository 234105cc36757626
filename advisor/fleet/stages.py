"""The query as stages: each a SELECT over the one before, which names what later ones use again."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from advisor.fleet.dialects import plain
from advisor.fleet.logic import Logic, Sql, Sure, written


class Stages:
    """Collects columns; a column may use those of earlier stages, not of its own."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._stages: list[tuple[str, list[str]]] = []
        self._names: set[str] = set()

    def begin(self, name: str) -> None:
        """Begin a stage; what is added from now on can be used by the next."""
        taken = {each for each, columns in self._stages if columns}
        name = _free(name, taken)
        if not self._stages or self._stages[-1][1]:
            self._stages.append((name, []))
        else:
            self._stages[-1] = (name, [])

    def column(self, name: str, text: str) -> str:
        """Add a column, and return the name that it has got."""
        name = _free(plain(name), self._names)
        self._names.add(name.lower())
        self._stages[-1][1].append(f"{text} AS {name}")
        return name

    def truth(self, name: str, logic: Logic) -> Logic:
        """A truth as a column, where it is not known beforehand, or a column already."""
        if not isinstance(logic, Sql) or logic.text.lower() in self._names:
            return logic
        return Sql(self.column(name, written(logic)), logic.nullable)

    def sure(self, name: str, logic: Sure) -> Sure:
        """The same, of a truth that is never unknown."""
        result = self.truth(name, logic)
        assert result is not None  # noqa: S101  # it was not, and a column of it is not either
        return result

    def text(self, final: Iterable[str]) -> str:
        """The whole query; `final` are the columns that it gives."""
        return "\n".join(self._lines(list(final))) + "\n"

    def _lines(self, final: list[str]) -> Iterator[str]:
        source = self._source
        stages = [(name, columns) for name, columns in self._stages if columns]
        for index, (name, columns) in enumerate(stages):
            yield f"{'WITH ' if index == 0 else ''}{plain(name)} AS ("
            yield "  SELECT"
            if index:
                columns = ["*", *columns]
            yield ",\n".join(f"    {each}" for each in columns)
            yield f"  FROM {source}"
            yield "),\n" if index < len(stages) - 1 else ")"
            source = plain(name)
        yield "SELECT"
        yield ",\n".join(f"  {each}" for each in final)
        yield f"FROM {source}"


def _free(name: str, taken: Container[str]) -> str:
    """A name like this one that is not taken."""
    number, free = 2, name
    while free.lower() in taken:
        free, number = f"{name}_{number}", number + 1
    return free
