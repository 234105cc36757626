"""Kinds of jobs: those that are alike to every rule, as one row each. A history has some thousands.

The query itself says what tells jobs apart. A column that it only compares with numbers, or asks
whether it is there, matters by the interval that its value lies in; any other matters by its value.
All jobs of a kind get the same answer, so any one of them can stand for all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from advisor.fleet.sql.dialects import Dialect, number
from advisor.fleet.sql.given import allowed, column_of, stated_value
from advisor.fleet.weights import TALLIES, weights
from advisor.model import Fact, Kind, RuleBook

_NUMBER = r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?"
# These surround a truth in the query; its operands are not added, rounded or passed on.
_BEFORE = r"(?:^|\(|\b(?:AND|OR|NOT|WHEN) )\s*"
_AFTER = r"(?= (?:AND|OR|AS|THEN|IS)\b|\)|, FALSE\))"
_COMPARED = re.compile(rf"(?P<operator><=|>=|<|>|=) (?P<number>{_NUMBER}){_AFTER}")
_ASKED = re.compile(r"IS (?:NOT )?NULL\b")
# The one of two that there is is compared, so that each of them is.
_EITHER = re.compile(
    rf"(?P<before>{_BEFORE})COALESCE\((?P<one>[\w.]+), (?P<other>[\w.]+)\) "
    rf"(?P<test>(?:<=|>=|<|>|=) {_NUMBER}){_AFTER}",
    re.MULTILINE,
)


class Cut(NamedTuple):
    """The end of an interval: below a number, or including it."""

    at: float
    included: bool


def cuts(text: str, column: str) -> tuple[Cut, ...] | None:
    """Where a query tells values of a column apart; None where it does more than compare them."""
    found: set[Cut] = set()
    text = _EITHER.sub(r"\g<before>\g<one> \g<test> AND \g<other> \g<test>", text)
    for match in re.finditer(rf"(?<![\w.\"]){re.escape(column)}(?![\w\"])", text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        after = text[match.end() :].removeprefix(" ")
        if line.endswith(" AS ") or _ASKED.match(after):
            continue
        compared = _COMPARED.match(after)
        if compared is None or not re.search(f"{_BEFORE}$", line):
            return None
        found.update(_cuts(compared["operator"], float(compared["number"])))
    return tuple(sorted(found))


def _cuts(operator: str, at: float) -> Iterator[Cut]:
    """`x < 5` and `x >= 5` tell apart what is below 5, `x <= 5` and `x > 5` what is up to it."""
    if operator in ("<", ">=", "="):
        yield Cut(at, False)
    if operator in ("<=", ">", "="):
        yield Cut(at, True)


class Key(NamedTuple):
    """What of a column tells kinds apart: SQL, and how many values that has, where it is small.

    `several` says that a kind has several values of it, of which the least stands for all.
    `examples` has one for each interval, where they are told apart by intervals.
    """

    name: str
    text: str
    values: int | None
    several: bool
    examples: tuple[float | None, ...] = ()


def keys(
    text: str,
    book: RuleBook,
    facts: Sequence[str],
    full: Collection[str],
    dialect: Dialect,
    *,
    exactly: Collection[str] = (),
    more: Mapping[str, Iterable[Cut]] | None = None,
) -> tuple[Key, ...]:
    """What tells jobs apart for a query, column by column; columns that it never reads do not.

    Those in `exactly` are told apart by every value, read or not; `more` has further ends of
    intervals, read or not.
    """
    found = []
    for name in facts:
        if name not in (*exactly, *(more or ())) and not _reads(text, name):
            continue
        quoted = dialect.named(name)
        value = quoted if name in full else f"({stated_value(book.facts[name], quoted, dialect)})"
        ends = None if name in exactly else cuts(text, column_of(name))
        if ends is None:
            found.append(Key(name, value, None, False))
        else:
            ends = tuple(sorted({*ends, *(more or {}).get(name, ())}))
            found.append(_by_interval(name, value, ends, name in full))
    return tuple(found)


def raw_keys(
    text: str, facts: Sequence[Fact], full: Collection[str], dialect: Dialect
) -> tuple[Key, ...]:
    """The same for columns as they stand: what a spec refuses is told apart from what it allows.

    `full` are the columns that are never NULL.
    """
    read = [each for each in facts if _reads(text, each.name)]
    return tuple(
        _raw(each, cuts(text, column_of(each.name)), each.name in full, dialect) for each in read
    )


def _raw(fact: Fact, ends: Sequence[Cut] | None, full: bool, dialect: Dialect) -> Key:
    value = dialect.named(fact.name)
    if ends == ():
        stated = stated_value(fact, value, dialect)
        there = f"CASE WHEN {value} IS NULL THEN 0 WHEN ({stated}) IS NULL THEN 1 ELSE 2 END"
        return Key(fact.name, there, 3, True)
    bound = allowed(fact.name)
    if fact.kind is Kind.LIST:
        # DuckDB's hash of NULL is that of an empty list and of one with a NULL, too.
        value = f"ROW({value}, {dialect.length.format(value)})"
    if ends is None or bound.whole:
        return Key(fact.name, value, None, False)
    further = {*ends, Cut(bound.low, not bound.included), Cut(bound.high, True)}
    key = _by_interval(fact.name, value, sorted(further), full)
    # NaN is above all numbers, but not where the statistics of a file leave it out: DuckDB then
    # takes it for a number between its least and its largest.
    odd = f"NOT isfinite(CAST({value} AS DOUBLE))"
    text = f"CASE WHEN {odd} THEN {len(key.examples) - 1} ELSE {key.text} END"
    return key._replace(text=text)


def _reads(text: str, name: str) -> bool:
    return bool(re.search(rf"\b{re.escape(column_of(name))}\b", text))


def _by_interval(name: str, value: str, ends: Sequence[Cut], full: bool) -> Key:
    examples = tuple(_examples(ends))
    if full:
        return Key(name, _interval(value, ends, 0), len(examples), True, examples)
    tree = f"CASE WHEN {value} IS NULL THEN 0 ELSE {_interval(value, ends, 1)} END"
    return Key(name, tree, len(examples) + 1, True, (None, *examples))


def _examples(ends: Sequence[Cut]) -> Iterator[float]:
    """A value of each interval: an end that it has, or else one beside or between its ends."""
    if not ends:
        yield 0
        return
    yield ends[0].at if ends[0].included else ends[0].at - 1
    for below, above in pairwise(ends):
        if above.included:
            yield above.at
        else:
            yield (below.at + above.at) / 2 if below.included else below.at
    yield ends[-1].at + 1 if ends[-1].included else ends[-1].at


def _interval(value: str, ends: Sequence[Cut], first: int) -> str:
    """The number of the interval that a value lies in, found by halving."""
    if not ends:
        return str(first)
    middle = len(ends) // 2
    cut = ends[middle]
    below = _interval(value, ends[:middle], first)
    above = _interval(value, ends[middle + 1 :], first + middle + 1)
    sign = "<=" if cut.included else "<"
    return f"CASE WHEN {value} {sign} {number(cut.at)} THEN {below} ELSE {above} END"


ALIKE = "by_intervals"  # one number for what the intervals of a kind are
MOST = "most_"  # the largest value of a column within a kind; its own name has the least


def kinds(
    found: Sequence[Key],
    table: str,
    book: RuleBook,
    columns: Collection[str],
    dialect: Dialect,
    *,
    besides: Mapping[str, str] | None = None,
    sums: Mapping[str, str] | None = None,
) -> str:
    """The kinds of a table's jobs, as SQL: the facts of each, and what all of its jobs count.

    `besides` are further expressions that tell jobs apart, by the names of their columns, and
    `sums` further ones that are added up.
    """
    apart = {ALIKE: _packed(found)}
    apart |= {f"by_{index}": each.text for index, each in enumerate(found) if not each.several}
    apart |= besides or {}
    facts = []
    for index, each in enumerate(found):
        column = dialect.named(each.name)
        least = f"min({column})" if each.several else f"by_{index}"
        facts.append(f"{least} AS {column}")
        facts.append(
            f"{f'max({column})' if each.several else least} AS {_most(each.name, dialect)}"
        )
    counted = dict(zip(TALLIES, weights(book, columns, dialect), strict=True)) | dict(sums or {})
    added = [f"sum({name}) AS {name}" for name in counted]
    several = [dialect.named(each.name) for each in found if each.several]
    inner = [*several, *(f"{text} AS {name}" for name, text in (apart | counted).items())]
    return (
        f"SELECT {', '.join([*facts, ALIKE, *(besides or {}), *added])} "
        f"FROM (SELECT {', '.join(inner)} FROM {table}) AS jobs GROUP BY {', '.join(apart)}"
    )


def _most(name: str, dialect: Dialect) -> str:
    return dialect.named(f"{MOST}{name}")


def _packed(found: Sequence[Key]) -> str:
    """The intervals of all columns as one number, which costs less to tell apart than several."""
    text = ""
    for each in found:
        if each.values is not None and each.values > 1:
            so_far = f"({text}) * {each.values} + " if text else ""
            text = f"{so_far}CAST({each.text} AS BIGINT)"
    return text or "CAST(0 AS BIGINT)"
