"""One spec under check: its facts, its outcome, and where the text states each fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from advisor.check.checks import SpecChecks
from advisor.check.diagnostics import Diagnostic
from advisor.condition import UNKNOWN, Truth, Value
from advisor.decide import Memo, decide
from advisor.engines import Engine
from advisor.engines.python import Compiled, compiled
from advisor.errors import Place
from advisor.facts import complete
from advisor.formula import refs
from advisor.model import RuleBook, Source
from advisor.outcome import Outcome
from advisor.reading import Document

if TYPE_CHECKING:
    from advisor.explain import Explanation

__all__ = ["Case", "Judge"]


class Judge:
    """What all specs of a run are judged by: the rules, the day, and the project's own defaults.

    Outcomes are cached: for most specs of a repository the rules say the same.
    """

    def __init__(
        self,
        checks: SpecChecks,
        engine: Engine,
        today: date,
        usual: Mapping[str, Value] | None = None,
    ) -> None:
        self.checks = checks
        self.book = checks.book
        self.engine = engine
        self.today = today
        self.usual = usual or {}
        self._memos: dict[tuple[object, ...], Memo] = {}

    def outcome(self, facts: Mapping[str, Value]) -> Outcome:
        """Every decision for these facts."""
        # Beside what the rules say, the unknown facts and the competing options decide the outcome.
        unknown = tuple(name for name, value in facts.items() if value is UNKNOWN)
        memo = self._memos.setdefault((facts.get("consider"), unknown), {})
        return decide(self.book, facts, self.engine, memo)

    @cached_property
    def conditions(self) -> Compiled:
        """The truth of every check with a condition, then of all advice reported as a finding."""
        own = [each.when for each in self.checks.conditions if each.when is not None]
        return compiled([*own, *(rule.when for rule, _ in self.checks.advice)])


class Case:
    """A valid spec: the facts that it states and what follows from them."""

    def __init__(self, own: Mapping[str, Value], document: Document, judge: Judge) -> None:
        self.judge = judge
        self.document = document
        self.stated: Mapping[str, Value] = {**judge.usual, **own} if judge.usual else own
        self.facts: Mapping[str, Value] = complete(judge.book, self.stated)
        self.outcome: Outcome = self._within_range(judge.outcome(self.facts))

    @property
    def book(self) -> RuleBook:
        """The rules that the spec is judged by."""
        return self.judge.book

    @cached_property
    def explanation(self) -> Explanation:
        """The outcome, explained; computed only where there is a finding."""
        return self._explained(self.outcome)

    def _explained(self, outcome: Outcome) -> Explanation:
        from advisor.explain import Explanation

        return Explanation(self.book, self.judge.engine, self.stated, outcome, self.document)

    def _within_range(self, outcome: Outcome) -> Outcome:
        """The outcome of any number of runs in the range that the spec gives, if they agree."""
        if not isinstance(self.document.value.get("runs_per_month"), str | dict):
            return outcome
        from advisor.explain import outcome_within

        return outcome_within(self._explained(outcome))

    def truths(self) -> tuple[Truth, ...]:
        """The truth of each of the judge's conditions."""
        return self.judge.conditions(self.outcome.facts)

    def found(
        self,
        check: str,
        message: str,
        place: Place | None,
        *,
        help: str | None = None,
        notes: Iterable[str] = (),
        source: Source | None = None,
    ) -> Diagnostic:
        """A finding in this spec."""
        where = place or self.document.place()
        return self.judge.checks[check].found(
            message, self.document.path, where, help=help, notes=tuple(notes), source=source
        )

    def place(self, names: Iterable[str]) -> Place | None:
        """The place of the first of these facts that the spec states."""
        for name in self._stated_among(names):
            if (place := self.document.place(*name.split("."))) is not None:
                return place
        return None

    def where(self, names: Iterable[str]) -> str:
        """Those of these facts that the spec states, with values and lines, in words."""
        from advisor.explain.words import shown

        told = []
        for name in dict.fromkeys(self._stated_among(names)):
            value = shown(self.facts[name], self.book.facts[name].unit)
            if (place := self.document.place(*name.split("."))) is not None:
                told.append(f"`{name}` {value} at {self.document.path}:{place}")
        return ", ".join(told)

    def _stated_among(self, names: Iterable[str]) -> Iterator[str]:
        """The facts of the spec behind these: for a derived fact, those it is computed from."""
        for name in names:
            fact = self.book.facts.get(name)
            if fact is not None and fact.formula is not None:
                yield from self._stated_among(refs(fact.formula))
            elif name in self.stated:
                yield name
            elif fact is not None and fact.follows is not None:
                yield fact.follows
