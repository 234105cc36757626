"""The facts of each row: stated by its columns, assumed, or derived from these."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from advisor.condition import UNKNOWN, FactRef, facts_read
from advisor.facts import complete, spec_facts
from advisor.fields import LARGEST, SpecFact, absent_gpu_memory, absent_lambda_image
from advisor.fleet.sql import formulas
from advisor.fleet.sql.dialects import Dialect, number, plain
from advisor.fleet.sql.logic import Sql, Sure, all_sure, chosen, not_sure
from advisor.fleet.sql.stages import Stages
from advisor.fleet.sql.terms import Fact, Fixed, Term
from advisor.formula import refs
from advisor.model import Fact as Declared
from advisor.model import Kind, RuleBook
from advisor.prove.bounds import Bounds, bounds

_TYPES = {Kind.NUMBER: "DOUBLE", Kind.BOOLEAN: "BOOLEAN"}


def facts_of_rows(
    book: RuleBook,
    columns: Mapping[str, str],
    full: Collection[str],
    stages: Stages,
    dialect: Dialect,
) -> dict[str, Fact]:
    """Every fact of a book as SQL, by name.

    `columns` has the SQL of the columns that state facts; those in `full` are never NULL. Only
    facts that rules read become columns of the query.
    """
    read = _read(book)
    facts: dict[str, Fact] = {name: Fixed(value) for name, value in complete(book, {}).items()}
    declared = {name: book.facts[name] for name in columns if name in read}
    stated = {
        name: stages.column(
            column_of(name),
            _as_it_is(fact, columns[name])
            if name in full
            else stated_value(fact, columns[name], dialect),
            given=True,
        )
        for name, fact in declared.items()
    }
    for each in spec_facts():
        name = each.fact.name
        if name in read or name in _SOURCES:
            facts[name] = _of_spec(each, stated.get(name), name in full, facts)
    for name, column in stated.items():
        if name.startswith("x."):
            unknown = name not in full and Sql(f"{column} IS NULL", nullable=False)
            facts[name] = Term(declared[name].kind, column, unknown=unknown)
    return facts


def derive(
    book: RuleBook, names: Collection[str], facts: dict[str, Fact], stages: Stages, where: Sure
) -> None:
    """Add the derived facts with these names and those they need, computed only `where` needed.

    Looking up tables of sizes costs more than all rules of a decision, and few rows need it.
    """
    needed = set(names)
    for fact in reversed(book.derived):
        if fact.name in needed and fact.formula is not None:
            needed |= set(refs(fact.formula))
    for fact in book.derived:
        if fact.name in needed and fact.formula is not None:
            facts[fact.name] = _derived(fact, formulas.read(fact.formula, facts), stages, where)


def column_of(name: str) -> str:
    """The name in the query of the column with a stated fact."""
    return plain(f"f_{name}").lower()


_SOURCES = ("gpus", "image")


def _read(book: RuleBook) -> set[str]:
    """The facts that rules read, directly or through other facts, and `consider`."""
    read = {"consider"} | {name for rule in book.rules for name in facts_read(rule.when)}
    read |= {name for each in book.decisions for name in facts_read(each.asked)}
    for fact in reversed(book.derived):
        if fact.name in read and fact.formula is not None:
            read |= set(refs(fact.formula))
    for each in spec_facts():
        if each.fact.name in read and isinstance(each.absent, FactRef):
            read.add(each.absent.fact)
    return read | set(_SOURCES)


def stated_value(fact: Declared, column: str, dialect: Dialect) -> str:
    """The value of a column; NULL where a spec does not allow it."""
    match fact.kind:
        case Kind.NUMBER:
            return _within(fact.name, f"CAST({column} AS DOUBLE)")
        case Kind.BOOLEAN:
            return f"CAST({column} AS BOOLEAN)"
        case Kind.TEXT if fact.choices:
            listed = ", ".join(map(dialect.text, fact.choices))
            return f"CASE WHEN {column} IN ({listed}) THEN {column} END"
        case Kind.TEXT:
            return f"NULLIF({column}, '')"
        case Kind.LIST:
            return column


def _as_it_is(fact: Declared, column: str) -> str:
    """The value of a column in which every value is known to be allowed."""
    return f"CAST({column} AS DOUBLE)" if fact.kind is Kind.NUMBER else column


class Allowed(NamedTuple):
    """The bounds of a number: least, largest, whether the least is allowed, whether it is whole."""

    low: float
    high: float
    included: bool
    whole: bool


def allowed(name: str) -> Allowed:
    """The numbers that a spec allows for a fact."""
    low, high, included, whole = bounds().get(name, Bounds())
    least = -LARGEST if low is None else low
    return Allowed(least, LARGEST if high is None else high, included, whole)


def _within(name: str, value: str) -> str:
    """The value if within the bounds of a spec, else NULL; NaN is above every bound."""
    low, high, included, whole = allowed(name)
    tests = [f"{value} {'>=' if included else '>'} {number(low)}"]
    tests.append(f"{value} <= {number(high)}")
    if whole:
        tests.append(f"{value} = FLOOR({value})")
    return f"CASE WHEN {' AND '.join(tests)} THEN {value} END"


def _of_spec(each: SpecFact, column: str | None, full: bool, facts: Mapping[str, Fact]) -> Fact:
    """A fact of a spec: stated by the column, else assumed."""
    absent = _absent(each, facts)
    if column is None:
        return absent
    kind, name = each.fact.kind, each.fact.name
    nonzero = name in bounds() and bounds()[name].positive
    if full:
        return Term(kind, column, nonzero=nonzero)
    missing = Sql(f"{column} IS NULL", nullable=False)
    match absent:
        case Fixed(None):
            return Term(kind, column, none=missing, nonzero=nonzero)
        case Fixed(value) if value is UNKNOWN:
            return Term(kind, column, unknown=missing, nonzero=nonzero)
        case Fixed(()):
            # To every condition an empty list means the same as none.
            return Term(kind, column, none=missing)
        case Fixed(value):
            return Term(kind, f"COALESCE({column}, {_constant(value)})", nonzero=nonzero)
        case Term(_, value, none, unknown):
            return Term(
                kind,
                f"COALESCE({column}, {value})" if value != "NULL" else column,
                all_sure((missing, none)),
                all_sure((missing, unknown)),
                nonzero and absent.nonzero,
            )
        case _:
            raise TypeError(f"`{name}` cannot take the value of a choice")


def _constant(value: object) -> str:
    match value:
        case bool():
            return str(value).upper()
        case int() | float():
            return number(value)
        case _:
            return f"'{value}'"


def _absent(each: SpecFact, facts: Mapping[str, Fact]) -> Fact:
    """The value of a fact that a row does not state."""
    if isinstance(each.absent, FactRef):
        return facts[each.absent.fact]
    if each.absent is absent_gpu_memory:
        return _unknown_where(each.fact.kind, _has_gpus(facts["gpus"]))
    if each.absent is absent_lambda_image:
        return _unknown_where(each.fact.kind, _has_text(facts["image"]))
    if callable(each.absent):
        raise TypeError(f"`{each.fact.name}` depends on others in a way that SQL was not taught")
    return Fixed(each.absent)


def _unknown_where(kind: Kind, unknown: Sure) -> Fact:
    if isinstance(unknown, bool):
        return Fixed(UNKNOWN if unknown else None)
    return Term(kind, "NULL", none=not_sure(unknown), unknown=unknown)


def _has_gpus(gpus: Fact) -> Sure:
    match gpus:
        case Fixed(value):
            return bool(value)
        case Term(_, value):
            return Sql(f"{value} > 0", nullable=False)
        case _:
            return False


def _has_text(image: Fact) -> Sure:
    match image:
        case Fixed(value):
            return isinstance(value, str)
        case Term(unknown=unknown):
            return not_sure(unknown)
        case _:
            return False


def _derived(fact: Declared, result: Fixed | Term, stages: Stages, where: Sure) -> Fact:
    """A derived fact as a column, unless it is the same for every row."""
    if isinstance(result, Fixed):
        return result
    column = stages.column(f"f_{fact.name}", chosen([(where, result.value)]))
    none: Sure = False
    if result.none is not False:
        none = all_sure((Sql(f"{column} IS NULL", nullable=False), not_sure(result.unknown)))
    return Term(Kind.NUMBER, column, none, result.unknown, result.nonzero)
