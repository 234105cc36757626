"""What would happen if a fact were another: intervals with one answer each, and flips."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from advisor.condition import UNKNOWN, Among, Compare, Constant, FactRef, Value, facts_read, leaves
from advisor.decide import Outcome, Status
from advisor.formula import refs
from advisor.model import Fact, Kind, RuleBook
from advisor.units import show

Try = Callable[[str, Value], Outcome]


@dataclass(frozen=True, slots=True)
class Piece:
    """Values of one fact that all lead to one answer: between two bounds, or one value."""

    fact: str
    outcome: Outcome
    value: Value
    low: float | None = None
    high: float | None = None
    low_in: bool = False
    high_in: bool = False

    @property
    def numeric(self) -> bool:
        """Whether it is an interval of numbers."""
        return self.low is not None or self.high is not None

    def condition(self) -> dict[str, object]:
        """The values, as a condition of a rule file would say it."""
        if not self.numeric:
            return {self.fact: list(self.value) if isinstance(self.value, tuple) else self.value}
        bounds: dict[str, float] = {}
        if self.low is not None:
            bounds["gte" if self.low_in else "gt"] = self.low
        if self.high is not None:
            bounds["lte" if self.high_in else "lt"] = self.high
        return {self.fact: bounds}

    def words(self, book: RuleBook) -> str:
        """The values in words."""
        unit = book.facts[self.fact].unit
        if not self.numeric:
            return f"`{self.fact}` is {show(self.value, unit)}"
        low = self.low is not None and f"{'at least' if self.low_in else 'over'} {show(self.low, unit)}"
        high = self.high is not None and (
            f"{'at most' if self.high_in else 'under'} {show(self.high, unit)}"
        )
        return f"`{self.fact}` " + " and ".join(part for part in (low, high) if part)


@dataclass(frozen=True, slots=True)
class Flip:
    """The smallest change of one fact that leads to another platform."""

    platform: str
    status: Status
    fact: str
    before: Value
    after: Value
    words: str
    change: float


def answer(outcome: Outcome) -> tuple[str | None, Status]:
    """What is compared when two outcomes are called the same."""
    return (outcome.platform.id if outcome.platform else None, outcome.status)


def pieces(book: RuleBook, fact: Fact, attempt: Try) -> tuple[Piece, ...]:
    """All values of a fact, split where the answer changes."""
    if fact.kind is Kind.NUMBER:
        return _intervals(book, fact, attempt)
    return tuple(Piece(fact.name, attempt(fact.name, value), value) for value in values(book, fact))


def values(book: RuleBook, fact: Fact) -> tuple[Value, ...]:
    """The values of a fact that is no number that rules can tell apart."""
    if fact.kind is Kind.BOOLEAN:
        return (True, False)
    if fact.kind is Kind.LIST:
        named = [(str(value),) for value in _constants(book)[fact.name]]
        return ((), *named)
    if fact.choices:
        return fact.choices
    return (None, *(str(value) for value in _constants(book)[fact.name])[:1])


def _constants(book: RuleBook) -> Mapping[str, tuple[object, ...]]:
    return _read(id(book), book)[0]


def read_facts(book: RuleBook) -> frozenset[str]:
    """The facts that some decision reads, itself or through derived facts."""
    return _read(id(book), book)[1]


def needs_search(book: RuleBook, fact: str) -> bool:
    """Whether a fact is compared with facts or computed with, so that borders must be searched."""
    return fact in _read(id(book), book)[2]


_BOOKS: dict[int, tuple[RuleBook, tuple[dict[str, tuple[object, ...]], frozenset[str], frozenset[str]]]] = {}


def _read(
    key: int, book: RuleBook
) -> tuple[dict[str, tuple[object, ...]], frozenset[str], frozenset[str]]:
    entry = _BOOKS.get(key)
    if entry is None or entry[0] is not book:
        _BOOKS.clear()
        entry = _BOOKS[key] = (book, _survey(book))
    return entry[1]


def _survey(book: RuleBook) -> tuple[dict[str, tuple[object, ...]], frozenset[str], frozenset[str]]:
    """The constants each fact is compared with, the facts read, and those computed with."""
    constants: dict[str, dict[object, None]] = {name: {} for name in book.facts}
    read: set[str] = set()
    searched: set[str] = set()
    for decision in book.decisions:
        for rule in decision.rules:
            read.update(facts_read(rule.when))
            for leaf in leaves(rule.when):
                match leaf:
                    case Compare(fact, _, Constant(value)):
                        constants[fact][value] = None
                    case Compare(fact, _, FactRef(other)):
                        searched |= {fact, other}
                    case Among(fact, several):
                        constants[fact].update(dict.fromkeys(several))
                    case _:
                        pass
    for derived in reversed(book.derived):
        if derived.name in read and derived.formula is not None:
            names = set(refs(derived.formula))
            read |= names
            searched |= names
    for fact in book.facts.values():
        if fact.name in read and fact.follows:
            read.add(fact.follows)
            searched |= {fact.follows} if fact.name in searched else set()
            constants[fact.follows] |= constants[fact.name]
    return {name: tuple(found) for name, found in constants.items()}, frozenset(read), frozenset(searched)


def _intervals(book: RuleBook, fact: Fact, attempt: Try) -> tuple[Piece, ...]:
    samples = _samples(book, fact)
    tried = [(value, attempt(fact.name, value)) for value in samples]
    borders: list[tuple[float, bool]] = []  # a bound, and whether it belongs to what is below
    outcomes = [tried[0][1]]
    for (low, below), (high, above) in pairwise(tried):
        if answer(below) != answer(above):
            borders.append(_border(fact, low, below, high, above, attempt))
            outcomes.append(above)
    found: list[Piece] = []
    for index, outcome in enumerate(outcomes):
        low = borders[index - 1] if index else None
        high = borders[index] if index < len(borders) else None
        value = _within(low[0] if low else None, high[0] if high else None, tried)
        found.append(
            Piece(
                fact.name, outcome, value,
                low[0] if low else None, high[0] if high else None,
                low is not None and not low[1], high is not None and high[1],
            )  # fmt: skip
        )
    return tuple(found)


def _within(low: float | None, high: float | None, tried: list[tuple[float, Outcome]]) -> float:
    inside = [v for v, _ in tried if (low is None or v >= low) and (high is None or v <= high)]
    return inside[len(inside) // 2] if inside else (low if low is not None else high or 0.0)


def _samples(book: RuleBook, fact: Fact) -> list[float]:
    """Every threshold of a fact, a value on each side of it, and more where it is computed with."""
    whole = fact.unit is None
    marks = sorted(float(v) for v in _constants(book)[fact.name] if _is_number(v))
    found = set(marks)
    for low, high in pairwise([0.0, *marks]):
        found.add(math.floor((low + high) / 2) if whole else (low + high) / 2)
    found.add(math.floor(marks[-1] * 2) + 1 if marks else 1.0)
    if needs_search(book, fact.name):
        found.update(float(4**power) for power in range(12))
    return sorted(value for value in found if value > 0 or (whole and value == 0))


def _border(
    fact: Fact, low: float, below: Outcome, high: float, above: Outcome, attempt: Try
) -> tuple[float, bool]:
    """Where between two values the answer changes, to the fact's smallest step."""
    step = 1.0
    if low + step >= high or answer(attempt(fact.name, low + step)) == answer(above):
        return low, True
    if answer(attempt(fact.name, high - step)) == answer(below):
        return high, False
    while high - low > step:
        middle = float(math.floor((low + high) / 2))
        if middle <= low or middle >= high:
            break
        if answer(attempt(fact.name, middle)) == answer(below):
            low = middle
        else:
            high = middle
    return low, True


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def flips(
    book: RuleBook, facts: Mapping[str, Value], now: Outcome, candidates: Iterable[Fact], attempt: Try
) -> tuple[Flip, ...]:
    """For each other platform, the smallest change of one fact that leads to it."""
    best: dict[str, Flip] = {}
    here = now.platform.id if now.platform else None
    for fact in candidates:
        if facts[fact.name] is UNKNOWN:
            continue
        for flip in _flips_of(book, fact, facts[fact.name], attempt):
            known = best.get(flip.platform)
            if flip.platform != here and (known is None or flip.change < known.change):
                best[flip.platform] = flip
    return tuple(sorted(best.values(), key=lambda flip: flip.change))


def _flips_of(book: RuleBook, fact: Fact, before: Value, attempt: Try) -> Iterator[Flip]:
    for piece in pieces(book, fact, attempt):
        if piece.outcome.platform is None or piece.value == before:
            continue
        after, words = _nearest(piece, before, fact), piece.words(book)
        if piece.numeric and (after is None or after == before):
            continue
        yield Flip(
            piece.outcome.platform.id, piece.outcome.status, fact.name, before, after, words,
            _distance(before, after),
        )  # fmt: skip


def _nearest(piece: Piece, before: Value, fact: Fact) -> Value:
    """The value of an interval nearest to the present one."""
    if not piece.numeric:
        return piece.value
    now = float(before) if _is_number(before) else None  # type: ignore[arg-type]  # a number
    if piece.high is not None and (now is None or now > piece.high or piece.low is None):
        return piece.high if piece.high_in else max(piece.high - 1, piece.high / 2)
    if piece.low is not None:
        return piece.low if piece.low_in else piece.low + 1
    return None


def _distance(before: Value, after: Value) -> float:
    """How large a change is: the ratio for numbers, a fixed step for all else."""
    if _is_number(before) and _is_number(after) and before and after:
        return abs(math.log(float(after) / float(before)))  # type: ignore[arg-type]  # numbers
    return 1.5


