"""An outcome with everything that explains it, each part computed when first read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from advisor import sizing as sizes
from advisor.condition import UNKNOWN, Value
from advisor.decide import Memo, considered, decide
from advisor.engines import Engine
from advisor.explain.flips import Flip, flips
from advisor.explain.pieces import Piece, answer, pieces
from advisor.explain.reasons import Advice, HeldLimit, Reason, advised, held_limits, reason
from advisor.explain.survey import survey
from advisor.facts import assumed, changed, complete, spec_facts
from advisor.fields import Range, SpecFact, range_of
from advisor.model import Option, Platform, RuleBook
from advisor.outcome import Finding, Outcome, State, Status, Taken
from advisor.reading import Document, unwritten
from advisor.sizing import Sizing
from advisor.units import Quantity, conversion

if TYPE_CHECKING:
    from advisor.cost import Costs, Terms
    from advisor.rulebook.promises import NoFit
    from advisor.workload import Workload


class Alternative(NamedTuple):
    """An option that was evaluated and does not compete unless the workload considers it."""

    decision: str
    option: Option
    platform: Platform | None
    state: State
    reasons: tuple[Reason, ...]


class Missing(NamedTuple):
    """An unknown fact worth stating, and what it would decide."""

    fact: str
    title: str
    unit: str | None
    decides: tuple[str, ...]
    for_size: bool


@dataclass(frozen=True, repr=False)
class Explanation:
    """A recommendation as data: the outcome, its workload, and the rule book.

    Everything but the outcome is computed when first read, and cached.
    """

    book: RuleBook
    engine: Engine
    stated: Mapping[str, Value]
    outcome: Outcome
    document: Document | None = None  # the text that the workload was read from
    made: Workload | None = None  # the workload, if it was given as an object
    terms: Terms | None = None  # prices other than the list prices

    def __repr__(self) -> str:
        platform = self.platform.id if self.platform else None
        name, status = self.name, self.status.value
        return f"<{type(self).__name__} {name!r}: platform={platform!r}, status={status!r}>"

    def __hash__(self) -> int:
        # Mappings have no hash; equal answers have equal names, platforms and statuses.
        return hash((self.name, self.platform.id if self.platform else None, self.status))

    @cached_property
    def workload(self) -> Workload:
        """The workload, as a `Workload` object."""
        if self.made is not None:
            return self.made
        # Importing the model takes half of a start, and a text answer does not need it.
        from advisor.validation import validated
        from advisor.workload import Workload

        return validated(Workload, self.document or unwritten({}))

    @property
    def name(self) -> str:
        """The name of the workload."""
        if self.made is not None:
            return self.made.name
        return str(self._written("name") or "workload")

    def _written(self, *path: str) -> object:
        """The text of the spec at a path."""
        part = self.document.value if self.document is not None else None
        for name in path:
            part = part.get(name) if isinstance(part, dict) else None
        return part

    @property
    def runs(self) -> Range | None:
        """The range of the runs in a month; None where a number is given, or nothing."""
        return range_of(self.made.runs_per_month if self.made else self._written("runs_per_month"))

    @property
    def left_unknown(self) -> tuple[str, ...]:
        """What the reader of a definition or of a job had to leave unknown, in words."""
        return self.document.remarks if self.document is not None else ()

    @property
    def platform(self) -> Platform | None:
        """The recommended platform; None if nothing fits."""
        return self.outcome.platform

    @property
    def status(self) -> Status:
        """How sure the whole answer is."""
        return self.outcome.status

    @cached_property
    def sizing(self) -> Sizing | None:
        """The size to ask for on the chosen platform."""
        return sizes.sizing(self.book, self.outcome)

    @cached_property
    def reasons(self) -> Mapping[tuple[str, str], tuple[Reason, ...]]:
        """The reasons for and against each option, by decision and option."""
        return {
            (taken.decision.id, standing.option.id): tuple(
                self.reason(finding) for finding in standing.findings
            )
            for taken in self.taken
            for standing in taken.standings
        }

    def reason(self, finding: Finding) -> Reason:
        """A finding, explained with this workload's values and places."""
        return reason(finding, self.book, self.outcome.facts, self.stated, self.document)

    @property
    def taken(self) -> tuple[Taken, ...]:
        """The decisions that were asked, in their order."""
        return tuple(each for each in self.outcome.decisions.values() if each is not None)

    @cached_property
    def no_fit(self) -> tuple[NoFit, ...]:
        """The known classes that the workload is of, if nothing fits; else none.

        Raises AdvisorError for mistakes in what a pack says about them.
        """
        if self.status is not Status.NO_FIT:
            return ()
        # Promises are read, and their code imported, only if nothing fits.
        from advisor.explain.no_fit import classes_of

        return classes_of(self.book, self.outcome.facts)

    @cached_property
    def costs(self) -> Costs | None:
        """The cost of a month, or a run, on each platform; None while the run time is unknown."""
        known = self._completed
        if not sizes.number(known, "typical_duration") or known["runs_per_month"] == 0:
            return None  # a workload that never runs costs nothing to compare
        from advisor.cost import costs  # prices are read only when costs are asked for

        return costs(self.book, self.engine, known, self.platform, self.terms, self.runs)

    @cached_property
    def margins(self) -> tuple[HeldLimit, ...]:
        """The limits that the chosen platform keeps, the nearest first."""
        return tuple(held_limits(self.book, self.outcome))

    @cached_property
    def advice(self) -> tuple[Advice, ...]:
        """What to do, from the advice whose conditions hold."""
        return tuple(advised(self.book, self.engine, self.outcome.facts))

    @cached_property
    def assumed(self) -> Mapping[str, tuple[Value, str]]:
        """The facts that have a value without being stated, and that value in words."""
        return assumed(self.book, self.stated)

    @cached_property
    def conversions(self) -> tuple[str, ...]:
        """The quantities given in decimal units, in the units the limits are in."""
        sizes_given = [each for each in spec_facts() if each.fact.unit == "MiB"]
        texts = dict.fromkeys(self._text(each) for each in sizes_given)
        return tuple(words for text in texts if text and (words := conversion(text)))

    def _text(self, each: SpecFact) -> str | None:
        """A quantity as the user wrote it."""
        if self.made is None:
            written = self._written(*each.field)
            return written if isinstance(written, str) else None
        value: object = self.made
        for name in each.field:
            value = getattr(value, name)
        return value.text if isinstance(value, Quantity) else None

    def attempt(self, fact: str, value: Value) -> Outcome:
        """The outcome if one fact had another value; None removes a stated fact."""
        facts = changed(self.book, self.stated, self._completed, fact, value)
        # Not cached: `consider` changes which options compete, whatever the rules say.
        memo = None if fact == "consider" else self._memo
        return decide(self.book, facts, self.engine, memo)

    @cached_property
    def _completed(self) -> Mapping[str, Value]:
        return complete(self.book, self.stated)

    @cached_property
    def _memo(self) -> Memo:
        return {}

    def pieces(self, fact: str) -> tuple[Piece, ...]:
        """All values of a fact of the spec, split where the answer changes."""
        return pieces(self.book, self.book.facts[fact], self.attempt)

    @cached_property
    def depends_on(self) -> Mapping[str, tuple[Piece, ...]]:
        """The unknown facts the answer depends on, with the answer for each of their values."""
        if self.status is Status.NO_FIT:
            return {}
        names = dict.fromkeys(name for taken in self.taken for name in taken.depends_on)
        return {name: self.pieces(name) for name in names}

    @cached_property
    def branches(self) -> tuple[Piece, ...]:
        """The values of unknown facts that lead to another platform than the one named."""
        here = answer(self.outcome)[0]
        return tuple(
            piece
            for each in self.depends_on.values()
            for piece in each
            if answer(piece.outcome)[0] != here
        )

    @cached_property
    def flips(self) -> tuple[Flip, ...]:
        """For each other platform within reach, the smallest change of one fact."""
        read = survey(self.book).read
        candidates = [each.fact for each in self._spec_facts() if each.fact.name in read]
        return flips(self.book, self.outcome.facts, self.outcome, candidates, self.attempt)

    def _spec_facts(self) -> Iterator[SpecFact]:
        for each in spec_facts():
            # A fact whose default is another fact changes by itself only if it is stated.
            if each.fact.name in self.stated or not each.depends:
                yield each

    @cached_property
    def alternatives(self) -> tuple[Alternative, ...]:
        """The alternatives that were evaluated, with the reasons for and against each."""
        named = considered(self.book, self.outcome.facts)
        return tuple(
            Alternative(
                taken.decision.id,
                standing.option,
                self._platform_with(taken.decision.id, standing.option.id),
                standing.state,
                self.reasons[taken.decision.id, standing.option.id],
            )
            for taken in self.taken
            for standing in taken.standings
            if standing.option.alternative and standing.option.id not in named
        )

    def _platform_with(self, decision: str, option: str) -> Platform | None:
        matching = (each for each in self.book.platforms if each.choices.get(decision) == option)
        return min(matching, key=lambda each: len(each.choices), default=None)

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """The unknown facts worth stating, the most decisive first."""
        deciding: dict[str, list[str]] = {}
        for taken in self.taken:
            for name in taken.depends_on:
                deciding.setdefault(name, []).append(taken.decision.id)
        sized = self._unknown_for_size()
        names = dict.fromkeys((*deciding, *sized))
        answers = {
            name: len({answer(piece.outcome)[0] for piece in self.depends_on.get(name, ())})
            for name in names
        }
        ranked = sorted(names, key=lambda name: (-answers[name], name not in deciding))
        return tuple(
            self._missing(name, tuple(deciding.get(name, ())), name in sized) for name in ranked
        )

    def _missing(self, name: str, decides: tuple[str, ...], for_size: bool) -> Missing:
        fact = self.book.facts[name]
        return Missing(name, fact.title, fact.unit, decides, for_size)

    def _unknown_for_size(self) -> tuple[str, ...]:
        names = ("vcpus", "memory", "gpu_memory")
        return tuple(name for name in names if self.outcome.facts[name] is UNKNOWN)
