"""The smallest set of changes that leads a workload to a platform, or a proof of none."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

import z3

from advisor.condition import Value
from advisor.decide import decide
from advisor.engines import engine
from advisor.facts import complete, spec_facts
from advisor.model import RuleBook, RulesOut
from advisor.outcome import Outcome
from advisor.prove.declared import nothing_declared
from advisor.prove.fixed import as_stated
from advisor.prove.kleene import some
from advisor.prove.nearest import distance, nearest
from advisor.prove.session import Session, UndecidedError

_SETS = 16  # sets of equal size that are compared for the smallest change
_DIGITS = 9  # sizes of changes that agree in so many digits differ by rounding only

Stated = dict[str, Value]


class Change(NamedTuple):
    """A fact before and after; None stands for no value, UNKNOWN for an unknown one."""

    fact: str
    before: Value
    after: Value


class Flip(NamedTuple):
    """The changes that lead to a platform, None if none do, and the outcome after them.

    `blocked_by` are the ids of rules that rule the platform out whatever may be changed.
    """

    platform: str
    changes: tuple[Change, ...] | None
    outcome: Outcome | None
    stated: Mapping[str, Value]
    blocked_by: tuple[str, ...] = ()


def flip(
    book: RuleBook,
    stated: Mapping[str, Value],
    platform: str,
    changing: Collection[str] | None = None,
    seconds: float = 60,
) -> Flip:
    """The fewest facts whose change leads to the platform, and the smallest change of these.

    Only facts in `changing` may change, all where it is None. Raises UndecidedError where Z3 has
    no answer.
    """
    search = _Search(Session(book, nothing_declared(), seconds), platform, dict(stated), changing)
    best: tuple[tuple[float, list[str]], Stated] | None = None
    for facts in search.smallest_sets():
        found = search.values(facts)
        changes = search.changes(found)
        size = sum(distance(each.before, each.after) for each in changes)
        # Ties are broken by the alphabet, as the order in which Z3 finds solutions is not fixed.
        order = round(size, _DIGITS), sorted(each.fact for each in changes)
        if best is None or order < best[0]:
            best = order, found
    if best is None:
        return Flip(platform, None, None, stated, search.blocking())
    outcome = search.run(best[1])
    return Flip(platform, search.changes(best[1]), outcome, best[1])


class _Search:
    """The search for the facts that must change so that a platform is chosen."""

    def __init__(
        self, session: Session, platform: str, stated: Stated, changing: Collection[str] | None
    ) -> None:
        self.session, self.platform, self.stated = session, platform, stated
        self.facts_now = complete(session.book, stated)
        world = session.world
        defaults = {each.fact.name: each.absent for each in spec_facts() if not each.depends}
        self.kept = {
            name: as_stated(world, name, stated, defaults.get(name))  # type: ignore[arg-type]  # a value, since it does not depend
            for name in world.given
        }
        self.free = [name for name in self.kept if changing is None or name in changing]
        self.rough = [*world.constraints, *session.products.signs, *self._known_stays_known()]
        self.exact = [*self.rough, *session.products.definitions]
        self.goal = session.outcome.platforms[platform]

    def _known_stays_known(self) -> Iterator[z3.BoolRef]:
        """That no known fact becomes unknown: leaving it out of the spec changes no workload."""
        forgotten = {each.fact.name for each in spec_facts() if each.absent is None}
        for name in self.stated:
            if name in self.kept and name not in forgotten:
                yield self.session.world.given[name]

    def smallest_sets(self) -> Iterator[frozenset[str]]:
        """The smallest sets of facts whose change leads to the platform."""
        optimize = z3.Optimize()
        optimize.set("timeout", self.session.milliseconds)
        optimize.add(*self.rough, self.goal, *self._fixed(frozenset(self.free)))
        for name in self.free:
            optimize.add_soft(self.kept[name])
        size, found = len(self.free), 0
        while found < _SETS:
            changed = self._changed(optimize)
            if changed is None or len(changed) > size:
                return
            if self._model(changed) is not None:
                size, found = len(changed), found + 1
                yield changed
            optimize.add(some(z3.Not(self.kept[name]) for name in self.free if name not in changed))

    def _changed(self, optimize: z3.Optimize) -> frozenset[str] | None:
        answer = optimize.check()
        if answer == z3.unknown:
            raise UndecidedError(optimize.reason_unknown())
        if answer == z3.unsat:
            return None
        model = optimize.model()
        return frozenset(
            name
            for name in self.free
            if not z3.is_true(model.eval(self.kept[name], model_completion=True))
        )

    def _fixed(self, changed: Collection[str]) -> list[z3.BoolRef]:
        return [kept for name, kept in self.kept.items() if name not in changed]

    def _model(self, changed: frozenset[str]) -> z3.ModelRef | None:
        """A model in which only these facts change, with exact products."""
        solver = z3.Solver()
        solver.set("timeout", self.session.milliseconds)
        solver.add(*self.exact, self.goal, *self._fixed(changed))
        answer = solver.check()
        if answer == z3.unknown:
            raise UndecidedError(solver.reason_unknown())
        return solver.model() if answer == z3.sat else None

    def values(self, changed: frozenset[str]) -> Stated:
        """What the spec states after these facts get the nearest values that lead there."""
        fixed = [*self.exact, self.goal, *self._fixed(changed)]
        found = nearest(self.session, fixed, changed, self.facts_now)
        stated = {name: value for name, value in self.stated.items() if name not in changed}
        return stated | {name: found[name] for name in sorted(changed) if name in found}

    def changes(self, after: Stated) -> tuple[Change, ...]:
        """The differences from the present spec."""
        facts = complete(self.session.book, after)
        names = [name for name in self.kept if self.stated.get(name) != after.get(name)]
        return tuple(Change(name, self.facts_now[name], facts[name]) for name in names)

    def run(self, after: Stated) -> Outcome:
        """The outcome of the changes by the engine, which must confirm what Z3 found."""
        outcome = decide(self.session.book, complete(self.session.book, after), engine())
        if outcome.platform is None or outcome.platform.id != self.platform:
            raise UndecidedError(f"the engine does not confirm `{self.platform}` for {after}")
        return outcome

    def blocking(self) -> tuple[str, ...]:
        """The rules that rule out a choice of the platform whatever the free facts are."""
        (platform,) = (each for each in self.session.book.platforms if each.id == self.platform)
        solver = z3.Solver()
        solver.set("timeout", self.session.milliseconds)
        solver.add(*self.rough, *self._fixed(frozenset(self.free)))
        found = []
        for decision, option in platform.choices.items():
            taken = self.session.outcome.decisions[decision]
            for rule in taken.decision.rules:
                if isinstance(rule.effect, RulesOut) and option in rule.effect.options:
                    elsewhere = z3.Not(taken.truths[rule.id].surely)
                    if solver.check(elsewhere) == z3.unsat:
                        found.append(rule.id)
        return tuple(found)
