"""Three-valued truths as SQL, NULL being unknown; constants are folded."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Final

from advisor.condition import Truth

OR, AND, NOT, ATOM = range(4)  # the precedence of an expression


@dataclass(frozen=True, slots=True)
class Sql:
    """A boolean expression; `nullable` if it can be unknown."""

    text: str
    nullable: bool = True
    binds: int = ATOM

    def inside(self, binds: int) -> str:
        """The expression as an operand, in parentheses if it binds less tightly."""
        return self.text if self.binds >= binds else f"({self.text})"


Logic = Truth | Sql
Sure = bool | Sql  # never unknown
UNKNOWN_TRUTH: Final = "CAST(NULL AS BOOLEAN)"


def both(parts: Iterable[Logic]) -> Logic:
    """False if any is false, else unknown if any is unknown, else true."""
    return _joined(parts, True, "AND", AND)


def either(parts: Iterable[Logic]) -> Logic:
    """True if any is true, else unknown if any is unknown, else false."""
    return _joined(parts, False, "OR", OR)


def _joined(parts: Iterable[Logic], neutral: bool, word: str, binds: int) -> Logic:
    kept = dict.fromkeys(part for part in parts if part is not neutral)
    if (not neutral) in kept or any(_excluded(part, kept) for part in kept):
        return not neutral
    expressions = [part for part in kept if isinstance(part, Sql)]
    if None in kept:
        if not expressions:
            return None
        expressions.append(Sql(UNKNOWN_TRUTH))
    match expressions:
        case []:
            return neutral
        case [one]:
            return one
    text = f" {word} ".join(each.inside(binds) for each in expressions)
    return Sql(text, any(each.nullable for each in expressions), binds)


def _excluded(part: Logic, others: Container[Logic]) -> bool:
    """Whether a truth that is never unknown is among others with its opposite."""
    return isinstance(part, Sql) and not part.nullable and opposite(part) in others


def opposite(part: Logic) -> Logic:
    """The opposite; unknown stays unknown."""
    if not isinstance(part, Sql):
        return None if part is None else not part
    if part.text.endswith(" IS NOT NULL") and part.binds == ATOM:
        return Sql(f"{part.text[:-12]} IS NULL", nullable=False)
    if part.text.endswith(" IS NULL") and part.binds == ATOM:
        return Sql(f"{part.text[:-8]} IS NOT NULL", nullable=False)
    if part.binds == NOT:
        inner = part.text.removeprefix("NOT ")
        return Sql(inner, part.nullable)
    return Sql(f"NOT {part.inside(ATOM)}", part.nullable, NOT)


def surely(part: Logic) -> Sure:
    """Whether a truth is true; false for unknown."""
    if isinstance(part, Sql):
        return Sql(f"({part.text}) IS TRUE", nullable=False) if part.nullable else part
    return part is True


def possibly(part: Logic) -> Sure:
    """Whether a truth is true or unknown."""
    if isinstance(part, Sql):
        return Sql(f"({part.text}) IS NOT FALSE", nullable=False) if part.nullable else part
    return part is not False


def unsure(part: Logic) -> Sure:
    """Whether a truth is unknown."""
    if isinstance(part, Sql):
        return Sql(f"({part.text}) IS NULL", nullable=False) if part.nullable else False
    return part is None


def all_sure(parts: Iterable[Sure]) -> Sure:
    """Whether all hold of some truths that are never unknown."""
    return _sure(both(parts))


def any_sure(parts: Iterable[Sure]) -> Sure:
    """Whether any holds of some truths that are never unknown."""
    return _sure(either(parts))


def not_sure(part: Sure) -> Sure:
    """The opposite of a truth that is never unknown."""
    return _sure(opposite(part))


def _sure(part: Logic) -> Sure:
    assert part is not None  # noqa: S101  # no part of it was unknown
    return part


def nullable(part: Logic) -> bool:
    """Whether a truth can be unknown."""
    return part.nullable if isinstance(part, Sql) else part is None


def written(part: Logic) -> str:
    """A truth as SQL."""
    if isinstance(part, Sql):
        return part.text
    return UNKNOWN_TRUTH if part is None else str(part).upper()


def chosen(cases: Iterable[tuple[Sure, str]], otherwise: str = "NULL") -> str:
    """The value of the first case whose condition holds, else `otherwise`, as SQL."""
    kept: list[tuple[Sql, str]] = []
    for when, value in cases:
        if when is True:
            otherwise = value
            break
        if isinstance(when, Sql):
            kept.append((when, value))
    while kept and kept[-1][1] == otherwise:
        kept.pop()
    branches = " ".join(f"WHEN {when.text} THEN {value}" for when, value in kept)
    return f"CASE {branches} ELSE {otherwise} END" if kept else otherwise
