"""Questions to Z3 about the workloads of a rule book, and the workloads that answer them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import z3

from advisor.condition import Condition, Value
from advisor.decide import decide
from advisor.engines import engine
from advisor.facts import complete
from advisor.model import RuleBook
from advisor.prove.declared import Declared
from advisor.prove.kleene import FALSE, Kleene, every, some
from advisor.prove.numbers import Products
from advisor.prove.procedure import considering, decided
from advisor.prove.read import truth
from advisor.prove.shrink import simplest
from advisor.prove.witness import stated
from advisor.prove.world import World, named_texts
from advisor.rulebook.promises import NoFit, Promise


class UndecidedError(Exception):
    """Z3 gave up, ran out of time, or found what the engine does not confirm."""


class Session:
    """A solver with the constraints on workloads, which is asked one question after the other.

    Two solvers share the constraints. The rough one lets a product of two facts be anything of
    the right sign, and settles most proofs at once; the exact one knows what products are.
    """

    def __init__(self, book: RuleBook, declared: Declared, seconds: float = 60) -> None:
        self.book = book
        self.declared = declared
        self.products = Products()
        self.worlds: list[World] = []
        self._named = named_texts(self._conditions(), book)
        self._rough, self._exact = z3.Solver(), z3.Solver()
        self.milliseconds = max(1, int(seconds * 1000))
        for solver in (self._rough, self._exact):
            solver.set("timeout", self.milliseconds)
        self._told: dict[int, int] = {}
        self.world = self.another()
        self.outcome = decided(book, self.world)
        self.considered = considering(self.world)

    def _conditions(self) -> Iterator[Condition]:
        yield from (rule.when for rule in self.book.rules)
        yield from (decision.asked for decision in self.book.decisions)
        yield from self.declared.conditions

    def another(self, differs: frozenset[str] = frozenset()) -> World:
        """Another workload, equal to the first but for some facts."""
        first = self.worlds[0] if self.worlds else None
        world = World(self.book, self._named, self.products, first, differs)
        self.worlds.append(world)
        return world

    def truth(self, condition: Condition) -> Kleene:
        """The truth of a condition for the workload and the choices made for it."""
        return truth(condition, self.world.term, self.products)

    def chosen(self, choices: Mapping[str, str]) -> z3.BoolRef:
        """That these choices are part of a recommendation."""
        decisions = self.outcome.decisions
        each = (decisions[name].chosen[option] for name, option in choices.items())
        return every((*each, z3.Not(self.outcome.no_fit)))

    def promises(self, decision: str, option: str) -> tuple[Promise, ...]:
        """The promises of one option."""
        return tuple(each for each in self.declared.promises if each.of == {decision: option})

    def belongs(self, no_fit: NoFit) -> z3.BoolRef:
        """That the workload is of a class of no fit."""
        beyond = (
            some((z3.Not(self._available(decision, option)), self._broken(decision, option)))
            for decision, options in no_fit.beyond.items()
            for option in options
        )
        return every((self.truth(no_fit.when).surely, *beyond))

    def _available(self, decision: str, option: str) -> z3.BoolRef:
        (found,) = (each for each in self.book.decisions if each.id == decision)
        if not found.option(option).alternative:
            return z3.BoolVal(True)
        return self.considered.get(option, FALSE)

    def _broken(self, decision: str, option: str) -> z3.BoolRef:
        return some(self.truth(each.holds).never for each in self.promises(decision, option))

    def find(self, *asked: z3.BoolRef) -> z3.ModelRef | None:
        """A model of the question, None if there is none; UndecidedError if Z3 cannot tell."""
        self._update()
        if self._check(self._rough, asked) is None:
            return None
        return self._check(self._exact, asked)

    def witness(self, *asked: z3.BoolRef) -> Mapping[str, Value] | None:
        """The facts of a workload for which all of this holds, as few and plain as possible."""
        found = self.witnesses(*asked)
        return found[0] if found else None

    def witnesses(self, *asked: z3.BoolRef) -> tuple[Mapping[str, Value], ...]:
        """The same for the last world that was made too, where that is another one."""
        model = self.find(*asked)
        if model is None:
            return ()
        with_last = self.worlds if len(self.worlds) == 1 else [self.worlds[0], self.worlds[-1]]
        self._exact.push()
        self._exact.add(*asked)
        model = simplest(self._exact, with_last, model)
        self._exact.pop()
        found = tuple(stated(world, model) for world in with_last)
        self._confirm(found[0], model)
        return found

    def _confirm(self, facts: Mapping[str, Value], model: z3.ModelRef) -> None:
        """Check that the engine decides the workload of the model as Z3 does."""
        taken = decide(self.book, complete(self.book, facts), engine()).decisions
        for name, each in self.outcome.decisions.items():
            chosen = [
                option
                for option, holds in each.chosen.items()
                if z3.is_true(model.eval(holds, model_completion=True))
            ]
            decision = taken[name]
            expected = [] if decision is None or decision.choice is None else [decision.choice]
            if chosen != expected:
                raise UndecidedError(f"Z3 and the engine disagree on `{name}` for {dict(facts)}")

    def _check(self, solver: z3.Solver, asked: tuple[z3.BoolRef, ...]) -> z3.ModelRef | None:
        solver.push()
        solver.add(*asked)
        answer = solver.check()
        model = solver.model() if answer == z3.sat else None
        reason = solver.reason_unknown() if answer == z3.unknown else ""
        solver.pop()
        if answer == z3.unknown:
            raise UndecidedError(reason)
        return model

    def _update(self) -> None:
        """Add the constraints of the facts read since the last question."""
        new = [each for world in self.worlds for each in self._untold(world.constraints)]
        new += self._untold(self.products.signs)
        self._rough.add(*new)
        self._exact.add(*new, *self._untold(self.products.definitions))

    def _untold(self, constraints: list[z3.BoolRef]) -> list[z3.BoolRef]:
        told = self._told.get(id(constraints), 0)
        self._told[id(constraints)] = len(constraints)
        return constraints[told:]
