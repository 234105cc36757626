"""Reads the condition of a rule file into a tree, with the values of its limits put in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any as Anything

from advisor import units
from advisor.condition import (
    All,
    Among,
    Any,
    Compare,
    Condition,
    Constant,
    Exists,
    FactRef,
    Not,
    Operator,
    Scalar,
)
from advisor.model import Fact, Kind, Limit, Table
from advisor.reading import Document
from advisor.rulebook.sources import Complaints, KeyPath

_OPERATORS: Mapping[str, Operator] = {
    "eq": "eq", "gt": "gt", "gte": "gte", "lt": "lt", "lte": "lte",
}  # fmt: skip
_WORDS = (*_OPERATORS, "in", "exists")
_NOTHING = Any(())
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class ConditionReader:
    """The facts and limits that conditions of a document may refer to, and its problems."""

    document: Document
    facts: Mapping[str, Fact]
    limits: Mapping[str, Limit]
    complaints: Complaints
    as_of: date

    def read(self, data: Anything, path: KeyPath, depth: int = 0) -> Condition:
        """The tree of a condition; a condition with a problem is noted and read as never true."""
        if depth > _DEEPEST:
            return self._never(path, "is nested too deeply to be understood by anybody")
        if not isinstance(data, dict):
            return self._never(path, "a condition is a mapping of facts to what they must be")
        parts = [self._entry(key, value, (*path, key), depth) for key, value in data.items()]
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _entry(self, key: str, value: Anything, path: KeyPath, depth: int) -> Condition:
        match key:
            case "all" | "any":
                if not isinstance(value, list):
                    return self._never(path, f"`{key}` takes a list of conditions")
                parts = (self.read(each, (*path, i), depth + 1) for i, each in enumerate(value))
                return All(tuple(parts)) if key == "all" else Any(tuple(parts))
            case "not":
                return Not(self.read(value, path, depth + 1))
            case "fits" | "is_pair":
                return self._table_test(key, value, path)
            case _:
                return self._about(key, value, path)

    def _about(self, name: str, value: Anything, path: KeyPath) -> Condition:
        fact = self._fact(name, path)
        if fact is None:
            return _NOTHING
        if not isinstance(value, dict):
            return self._compared(fact, "eq", value, path)
        parts = [self._operation(fact, word, each, (*path, word)) for word, each in value.items()]
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _operation(self, fact: Fact, word: str, value: Anything, path: KeyPath) -> Condition:
        if word in _OPERATORS:
            return self._compared(fact, _OPERATORS[word], value, path)
        if word == "in":
            return self._among(fact, value, path)
        if word == "exists":
            if not isinstance(value, bool):
                return self._never(path, "`exists` is true or false")
            return Exists(fact.name) if value else Not(Exists(fact.name))
        self.complaints.unknown(self.document, path, "an operator", word, _WORDS)
        return _NOTHING

    def _compared(
        self, fact: Fact, operator: Operator, value: Anything, path: KeyPath
    ) -> Condition:
        if operator != "eq" and fact.kind is not Kind.NUMBER:
            return self._never(path, f"`{fact.name}` is a {fact.kind}: only `eq` compares it")
        if fact.kind is Kind.LIST:
            return self._never(path, f"`{fact.name}` is a list: use `in` or `exists`")
        if isinstance(value, dict):
            return self._referred(fact, operator, value, path)
        constant = self._constant(fact, value, path)
        return _NOTHING if constant is None else Compare(fact.name, operator, Constant(constant))

    def _referred(
        self, fact: Fact, operator: Operator, value: dict[str, Anything], path: KeyPath
    ) -> Condition:
        match value:
            case {"limit": str() as name, **rest} if not rest:
                limit = self._limit(name, (*path, "limit"))
                if limit is None:
                    return _NOTHING
                content = limit.current.value
                if not isinstance(content, int | float) or fact.kind is not Kind.NUMBER:
                    return self._never(path, f"`{name}` cannot be compared with `{fact.name}`")
                if limit.unit != fact.unit:
                    ours, theirs = fact.unit or "no unit", limit.unit or "no unit"
                    return self._never(path, f"`{fact.name}` is in {ours} and `{name}` in {theirs}")
                return Compare(fact.name, operator, Constant(content, name))
            case {"fact": str() as name, **rest} if not rest:
                other = self._fact(name, (*path, "fact"))
                if other is None:
                    return _NOTHING
                if {fact.kind, other.kind} != {Kind.NUMBER} or fact.unit != other.unit:
                    return self._never(path, f"`{name}` cannot be compared with `{fact.name}`")
                return Compare(fact.name, operator, FactRef(name))
            case _:
                return self._never(path, "expected a value, `{limit: …}` or `{fact: …}`")

    def _constant(self, fact: Fact, value: Anything, path: KeyPath) -> Scalar | None:
        match fact.kind, value:
            case Kind.BOOLEAN, bool():
                return value
            case Kind.NUMBER, str():
                return self._quantity(fact, value, path)
            case Kind.NUMBER, int() | float() if not isinstance(value, bool):
                return value
            case Kind.TEXT | Kind.LIST, str():
                if fact.choices and value not in fact.choices:
                    self.complaints.unknown(
                        self.document, path, f"a value of `{fact.name}`", value, fact.choices
                    )
                return value
        self._never(path, f"`{fact.name}` is a {fact.kind} and cannot be `{value}`")
        return None

    def _quantity(self, fact: Fact, text: str, path: KeyPath) -> float | None:
        try:
            match fact.unit:
                case "s":
                    return units.parse_duration(text)
                case "MiB":
                    return units.parse_memory(text)
        except ValueError as error:
            self._never(path, str(error))
            return None
        self._never(path, f"`{fact.name}` is a number without a unit, and `{text}` is a text")
        return None

    def _among(self, fact: Fact, value: Anything, path: KeyPath) -> Condition:
        match value:
            case list():
                values = [self._constant(fact, each, (*path, i)) for i, each in enumerate(value)]
                return Among(fact.name, tuple(each for each in values if each is not None))
            case {"limit": str() as name}:
                limit = self._limit(name, (*path, "limit"))
                if limit is None:
                    return _NOTHING
                listed = self._listed(limit, value.get("where", {}), path)
                return Among(fact.name, listed, name)
        return self._never(path, "`in` takes a list, or `{limit: …}`")

    def _listed(
        self, limit: Limit, where: Mapping[str, Anything], path: KeyPath
    ) -> tuple[Scalar, ...]:
        content = limit.current.value
        if isinstance(content, Table):
            tests = [
                (content.columns.index(c), t) for c, t in where.items() if c in content.columns
            ]
            if len(tests) < len(where):
                self._never(path, f"`{limit.id}` has the columns {', '.join(content.columns)}")
            return tuple(
                row[0]
                for row in content.rows
                if row[0] is not None and all(self._passes(row[i], test) for i, test in tests)
            )
        if isinstance(content, tuple):
            return content
        self._never(path, f"`{limit.id}` is not a list")
        return ()

    def _passes(self, cell: float | str | None, test: Mapping[str, Anything]) -> bool:
        """Whether the date in a cell is after `as_of` for the test `gt`, else whether it is not."""
        if cell is None:
            return "gt" in test
        today = self.as_of.isoformat()
        return str(cell) > today if "gt" in test else str(cell) <= today

    def _table_test(self, word: str, value: Anything, path: KeyPath) -> Condition:
        if not isinstance(value, dict) or not isinstance(value.get("limit"), str):
            return self._never(path, f"`{word}` takes `limit` and a fact for each column")
        limit = self._limit(value["limit"], (*path, "limit"))
        if limit is None:
            return _NOTHING
        table = limit.current.value
        columns = {column: name for column, name in value.items() if column != "limit"}
        if not isinstance(table, Table) or set(columns) != set(table.columns):
            return self._never(path, f"`{limit.id}` needs a fact for each of its columns")
        names = [columns[column] for column in table.columns]
        if any(self._fact(str(name), path) is None for name in names):
            return _NOTHING
        rows = table.rows if word == "is_pair" else _largest(table.rows)
        operator: Operator = "eq" if word == "is_pair" else "lte"
        return Any(tuple(_row(names, row, operator, limit.id) for row in rows))

    def _fact(self, name: str, path: KeyPath) -> Fact | None:
        if name not in self.facts:
            self.complaints.unknown(self.document, path, "a fact", name, self.facts)
        return self.facts.get(name)

    def _limit(self, name: str, path: KeyPath) -> Limit | None:
        if name not in self.limits:
            self.complaints.unknown(self.document, path, "a limit", name, self.limits)
        return self.limits.get(name)

    def _never(self, path: KeyPath, message: str) -> Condition:
        self.complaints.add(self.document, path, message)
        return _NOTHING


Row = tuple[float | str | None, ...]


def _row(names: list[str], row: Row, operator: Operator, limit: str) -> Condition:
    cells = zip(names, row, strict=True)
    return All(
        tuple(
            Compare(name, operator, Constant(cell, limit))
            for name, cell in cells
            if cell is not None
        )
    )


def _largest(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows that no other row covers: a need fits one of them if it fits any row."""

    def covers(one: Row, other: Row) -> bool:
        return one != other and all(
            float(a or 0) >= float(b or 0) for a, b in zip(one, other, strict=True)
        )

    return tuple(row for row in rows if not any(covers(other, row) for other in rows))
