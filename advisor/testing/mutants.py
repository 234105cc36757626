"""Mutants of a book: limits a step off, comparisons turned, parts of conditions left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

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
    leaves,
)
from advisor.model import Limit, LimitContent, Table

__all__ = ["Changed", "conditions", "gross", "limits"]

_TURNED: Mapping[Operator, Operator] = {"gt": "gte", "gte": "gt", "lt": "lte", "lte": "lt"}
# For numbers above this, a fraction is not a realistic value.
_LARGE = 100
_KIB = 1 / 1024
Leaf = Compare | Among | Exists


class Changed(NamedTuple):
    """A mutated condition or limit, and the name of the change."""

    name: str
    made: Condition | Limit


def limits(limit: Limit) -> Iterator[Changed]:
    """The limit with its value a step up, and a step down; a list less its first or last entry."""
    for how, value in _shifted(limit.current.value, limit.unit):
        values = (replace(limit.current, value=value), *limit.values[1:])
        yield Changed(f"{limit.id} {how}", replace(limit, values=values))


def gross(limit: Limit) -> Iterator[Changed]:
    """The limit with a grossly wrong value: a tenth, ten times, another word."""
    for how, value in _grossly(limit.current.value):
        values = (replace(limit.current, value=value), *limit.values[1:])
        yield Changed(f"{limit.id} {how}", replace(limit, values=values))


def _grossly(value: LimitContent) -> Iterator[tuple[str, LimitContent]]:
    match value:
        case Table(rows=rows):
            if len(rows) > 1:
                yield "without half of its rows", replace(value, rows=rows[: len(rows) // 2])
        case tuple():
            half = value[: len(value) // 2]
            yield ("without half of it", half) if half else ("another", ("another",))
        case str():
            yield "another", "another"
        case _:
            yield "tenfold", value * _GROSS
            tenth = value / _GROSS
            yield "a tenth", float(int(tenth)) if value == int(value) else tenth


_GROSS = 10


def _shifted(value: LimitContent, unit: str | None) -> Iterator[tuple[str, LimitContent]]:
    match value:
        case Table():
            yield from _shifted_table(value)
        case tuple():
            if len(value) > 1:
                yield "without its first", value[1:]
                yield "without its last", value[:-1]
        case str():
            return
        case _:
            step = _step(value, unit)
            yield f"+{step:g}", value + step
            yield f"-{step:g}", value - step


def _shifted_table(table: Table) -> Iterator[tuple[str, Table]]:
    """The table with one column a step off; without its first or last row, if it has only texts."""
    for index, (column, unit) in enumerate(zip(table.columns, table.units, strict=True)):
        cells = [row[index] for row in table.rows]
        numbers = [cell for cell in cells if isinstance(cell, int | float)]
        if not numbers or len(numbers) != len(cells):
            continue
        step = min(_step(number, unit) for number in numbers)
        for sign, by in (("+", step), ("-", -step)):
            rows = tuple(
                (*row[:index], float(row[index] or 0) + by, *row[index + 1 :]) for row in table.rows
            )
            yield f"{column} {sign}{step:g}", replace(table, rows=rows)
    if all(isinstance(row[0], str) for row in table.rows) and len(table.rows) > 1:
        yield "without its first row", replace(table, rows=table.rows[1:])
        yield "without its last row", replace(table, rows=table.rows[:-1])


def _step(value: float, unit: str | None) -> float:
    """One; for a small number with a fraction its last decimal place, at least a hundredth."""
    if value == int(value) or value >= _LARGE:
        return 1
    if unit == "MiB":
        return _KIB
    decimals = len(f"{value:.2f}".rstrip("0").partition(".")[2])
    return float(10**-decimals)


def conditions(name: str, when: Condition) -> Iterator[Changed]:
    """The condition of what has this id with one comparison turned, or one part left out."""
    seen: dict[str, int] = {}
    for leaf in dict.fromkeys(_kinds(when)):
        for how, turn in _turns(leaf):
            change = f"{name}: {_words(leaf)} {how}"
            seen[change] = seen.get(change, 0) + 1
            number = f" ({seen[change]})" if seen[change] > 1 else ""
            yield Changed(change + number, _with(when, leaf, turn))
    for words, made in _less(when):
        yield Changed(f"{name}: without {words}", made)


class _Kind(NamedTuple):
    """Leaves that are one test in the rule file: a single leaf, or all that a table became."""

    fact: str
    operator: str
    operand: str
    leaf: Leaf | None


def _kinds(condition: Condition) -> Iterator[_Kind]:
    for leaf in leaves(condition):
        yield _kind(leaf, _tables(condition))


def _tables(condition: Condition) -> frozenset[str]:
    """The table limits that several comparisons of one fact were made from."""
    seen: set[tuple[str, str]] = set()
    found = set()
    for leaf in leaves(condition):
        if isinstance(leaf, Compare) and isinstance(leaf.operand, Constant) and leaf.operand.limit:
            key = (leaf.fact, leaf.operand.limit)
            if key in seen:
                found.add(leaf.operand.limit)
            seen.add(key)
    return frozenset(found)


def _kind(leaf: Leaf, tables: frozenset[str]) -> _Kind:
    match leaf:
        case Compare(fact, operator, operand):
            if isinstance(operand, FactRef):
                return _Kind(fact, operator, operand.fact, leaf)
            name = operand.limit or str(operand.value)
            return _Kind(fact, operator, name, None if name in tables else leaf)
        case Among(fact, values, limit):
            return _Kind(fact, "in", limit or ", ".join(map(str, values)), leaf)
        case Exists(fact):
            return _Kind(fact, "exists", "", leaf)


def _words(kind: _Kind) -> str:
    return " ".join(part for part in (kind.fact, kind.operator, kind.operand) if part)


Turn = Callable[[Leaf], Condition]


def _turns(kind: _Kind) -> Iterator[tuple[str, Turn]]:
    if kind.operator in _TURNED:
        turned = _TURNED[kind.operator]  # type: ignore[index]  # it is one of its keys
        yield f"to {turned}", lambda leaf: _turned(leaf, turned)
    else:
        yield "to not", Not


def _turned(leaf: Leaf, operator: Operator) -> Condition:
    return replace(leaf, operator=operator) if isinstance(leaf, Compare) else leaf


def _with(condition: Condition, kind: _Kind, turn: Turn) -> Condition:
    tables = _tables(condition)

    def made(part: Condition) -> Condition:
        match part:
            case All(parts):
                return All(tuple(made(each) for each in parts))
            case Any(parts):
                return Any(tuple(made(each) for each in parts))
            case Not(inner):
                return Not(made(inner))
            case Compare() | Among() | Exists():
                return turn(part) if _kind(part, tables) == kind else part

    return made(condition)


def _less(condition: Condition) -> Iterator[tuple[str, Condition]]:
    """The condition without one part of its `all` or `any`."""
    match condition:
        case All(parts) | Any(parts) if not _is_table(condition):
            for index, part in enumerate(parts):
                rest = parts[:index] + parts[index + 1 :]
                if rest:
                    yield _part_words(part), replace(condition, parts=rest)
                for words, less in _less(part):
                    changed = (*parts[:index], less, *parts[index + 1 :])
                    yield words, replace(condition, parts=changed)
        case Not(part):
            for words, less in _less(part):
                yield words, Not(less)
        case _:
            return


def _is_table(condition: Condition) -> bool:
    """Whether a condition was made from the rows of a table, and is one test in the file."""
    found = list(leaves(condition))
    named = {
        leaf.operand.limit
        for leaf in found
        if isinstance(leaf, Compare) and isinstance(leaf.operand, Constant)
    }
    return bool(found) and len(named) == 1 and named <= _tables(condition)


def _part_words(part: Condition) -> str:
    match part:
        case Compare() | Among() | Exists():
            return _words(_kind(part, frozenset()))
        case Not(inner):
            return f"not ({_part_words(inner)})"
        case All(parts) | Any(parts):
            if _is_table(part):
                limit = next(_kind(leaf, frozenset()).operand for leaf in leaves(part))
                return f"the test of {limit}"
            word = " and " if isinstance(part, All) else " or "
            return word.join(_part_words(each) for each in parts)
