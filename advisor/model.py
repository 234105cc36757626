"""The frozen data of a rule book: facts, limits, rules, options, decisions, platforms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from advisor.condition import Condition, Truth, Value
from advisor.display.shown import Shown
from advisor.errors import Place
from advisor.formula import Formula

if TYPE_CHECKING:
    from advisor.display.card import Card

Strength = Literal["strong", "weak"]


class Kind(StrEnum):
    """What values a fact can have."""

    NUMBER = "number"
    BOOLEAN = "boolean"
    TEXT = "text"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of a workload as the rules see it: its kind, its unit, what absence means."""

    name: str
    kind: Kind
    title: str
    unit: str | None = None
    choices: tuple[str, ...] = ()
    formula: Formula | None = None
    formula_text: str | None = None
    follows: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number or a rule comes from: a page of AWS's, or a judgement of ours."""

    checked: date
    title: str = ""
    url: str | None = None
    judgement: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table limit."""

    columns: tuple[str, ...]
    units: tuple[str | None, ...]
    rows: tuple[tuple[float | str | None, ...], ...]


LimitContent = float | str | tuple[str, ...] | Table


@dataclass(frozen=True, slots=True)
class LimitValue:
    """What a limit was from some day on, and who says so."""

    value: LimitContent
    source: Source
    since: date | None = None
    confidence: str | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """A dated number, list or table of a service; `values` is newest first."""

    id: str
    title: str
    unit: str | None
    values: tuple[LimitValue, ...]
    disputed: tuple[LimitValue, ...] = ()
    verify: Mapping[str, object] = field(default_factory=dict)
    pack: str = "advisor"
    # Why `pack` gave the limit its value in force; the value after that is the book's own.
    pinned: str | None = None

    @property
    def current(self) -> LimitValue:
        """The value in force."""
        return self.values[0]


@dataclass(frozen=True, slots=True)
class RulesOut:
    """The options cannot be taken where the rule holds."""

    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Favours:
    """The options gain a reason where the rule holds."""

    options: tuple[str, ...]
    strength: Strength


@dataclass(frozen=True, slots=True)
class Advises:
    """What to do where the rule holds, as a template."""

    text: str


Effect = RulesOut | Favours | Advises


@dataclass(frozen=True, slots=True)
class Example:
    """A workload snippet (with earlier choices) on which a rule must be true, false or unknown."""

    facts: Mapping[str, object]
    expect: Truth
    chosen: Mapping[str, str] = field(default_factory=dict)
    says: str = ""  # words that the reason, or the advice, must contain


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition over facts, its effect, the reason in words, the source."""

    id: str
    code: str
    title: str
    when: Condition
    effect: Effect
    because: str
    source: Source
    group: str | None = None
    criteria: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    pack: str = "advisor"
    path: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a decision; an alternative competes only when the workload considers it."""

    id: str
    title: str
    because: str = ""
    alternative: bool = False
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One question with options in order of preference, and the rules that answer it."""

    id: str
    question: str
    asked: Condition
    options: tuple[Option, ...]
    rules: tuple[Rule, ...]

    def option(self, option_id: str) -> Option:
        """The option of that id; KeyError if there is none."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise KeyError(option_id)


@dataclass(frozen=True, slots=True)
class Platform:
    """A name for a combination of choices, which nobody can change."""

    id: str
    title: str
    choices: Mapping[str, str]

    def __post_init__(self) -> None:
        object.__setattr__(self, "choices", MappingProxyType(dict(self.choices)))

    def __reduce__(self) -> tuple[object, ...]:
        # A mapping that cannot be changed cannot be pickled either; the class makes it anew.
        return Platform, (self.id, self.title, dict(self.choices))


@dataclass(frozen=True, slots=True)
class Overridden:
    """What a pack does to a rule, a check or a limit of the book below it, and why."""

    id: str
    pack: str
    how: Literal["switched off", "changed", "pinned"]
    because: str
    code: str = ""
    title: str = ""


# Compared by identity, which is what the caches of what is worked out from a book go by.
@dataclass(frozen=True, eq=False, repr=False)
class RuleBook(Shown):
    """Everything a recommendation is made from."""

    facts: Mapping[str, Fact]
    derived: tuple[Fact, ...]
    limits: Mapping[str, Limit]
    decisions: tuple[Decision, ...]
    advice: tuple[Rule, ...]
    platforms: tuple[Platform, ...]
    folder: Path
    as_of: date
    overridden: Mapping[str, Overridden] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self.rules)} rules, as of {self.as_of}>"

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, in the order of the files."""
        return tuple(rule for each in self.decisions for rule in each.rules) + self.advice

    def card(self) -> Card:
        """The decisions, their options, and what packs changed, for a notebook."""
        from advisor.display.book_card import book_card

        return book_card(
            tuple(dict.fromkeys(rule.pack for rule in self.rules)),
            f"{len(self.rules)} rules and {len(self.limits)} limits, as of {self.as_of}",
            (
                (d.question, [each.title for each in d.options], len(d.rules))
                for d in self.decisions
            ),
            ((o.id, f"{o.how} by {o.pack}: {o.because}") for o in self.overridden.values()),
        )

    def number(self, limit_id: str) -> float:
        """The value in force of a limit that is a number; KeyError or TypeError otherwise."""
        value = self.limits[limit_id].current.value
        if not isinstance(value, int | float):
            raise TypeError(f"`{limit_id}` is not a number")
        return value

    def texts(self, limit_id: str) -> tuple[str, ...]:
        """The value in force of a limit that is a list of texts."""
        value = self.limits[limit_id].current.value
        if not isinstance(value, tuple):
            raise TypeError(f"`{limit_id}` is not a list")
        return value

    def table(self, limit_id: str) -> Table:
        """The value in force of a limit that is a table."""
        value = self.limits[limit_id].current.value
        if not isinstance(value, Table):
            raise TypeError(f"`{limit_id}` is not a table")
        return value


__all__ = [
    "Advises", "Decision", "Effect", "Example", "Fact", "Favours", "Kind", "Limit", "LimitContent",
    "LimitValue", "Option", "Overridden", "Platform", "Rule", "RuleBook", "RulesOut", "Source",
    "Strength", "Table", "Truth", "Value",
]  # fmt: skip
