"""The decision procedure as Z3 terms: what `advisor.decide` computes, for any workload."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import z3

from advisor.model import Decision, Favours, Option, Rule, RuleBook, RulesOut
from advisor.prove.kleene import FALSE, NEVER, TRUE, Kleene, either, every, some
from advisor.prove.read import truth
from advisor.prove.terms import ListTerm, text_of
from advisor.prove.world import World


class Votes(NamedTuple):
    """How many groups of reasons are strong, and how many only weak."""

    strong: z3.ArithRef
    weak: z3.ArithRef


class Case(NamedTuple):
    """One option: whether it competes, what rules it out, its reasons now and at the most."""

    option: Option
    place: int
    competes: z3.BoolRef
    out: Kleene
    now: Votes
    most: Votes

    @property
    def standing(self) -> z3.BoolRef:
        """That the option competes, and nothing surely rules it out."""
        return every((self.competes, z3.Not(self.out.surely)))


class Taken(NamedTuple):
    """One decision: when it is asked, when each option is chosen, when none is left."""

    decision: Decision
    asked: z3.BoolRef
    truths: Mapping[str, Kleene]
    cases: tuple[Case, ...]
    chosen: Mapping[str, z3.BoolRef]
    no_fit: z3.BoolRef

    def choices_without(self, rule: Rule, considered: Mapping[str, z3.BoolRef]) -> z3.BoolRef:
        """That without this rule another option, or none, would be chosen."""
        truths = {**self.truths, rule.id: NEVER}
        cases = cases_of(self.decision, truths, considered)
        differs = some(
            chosen != winner(case, cases, TRUE)
            for case, chosen in zip(cases, self._winners, strict=True)
        )
        return every((self.asked, differs))

    @property
    def _winners(self) -> list[z3.BoolRef]:
        return [winner(case, self.cases, TRUE) for case in self.cases]

    @property
    def settled(self) -> z3.BoolRef:
        """That the chosen option still wins with every unknown rule set against it."""
        return some(
            every((self.chosen[case.option.id], case.out.never, *_no_threats(case, self.cases)))
            for case in self.cases
        )


class Outcome(NamedTuple):
    """Every decision of a book, and when each platform is recommended."""

    decisions: Mapping[str, Taken]
    platforms: Mapping[str, z3.BoolRef]

    @property
    def no_fit(self) -> z3.BoolRef:
        """That some decision has no option left."""
        return some(taken.no_fit for taken in self.decisions.values())

    @property
    def settled(self) -> z3.BoolRef:
        """That every decision taken is settled."""
        return every(z3.Implies(each.asked, each.settled) for each in self.decisions.values())


def decided(book: RuleBook, world: World) -> Outcome:
    """Every decision, in the order of the book; the choices become facts of the world."""
    decisions: dict[str, Taken] = {}
    considered = considering(world)
    open_still = TRUE
    for decision in book.decisions:
        asked = truth(decision.asked, world.term, world.products).surely
        taken = take(decision, every((open_still, asked)), considered, world)
        decisions[decision.id] = taken
        world.choices[decision.id] = text_of(taken.chosen)
        open_still = every((open_still, z3.Not(taken.no_fit)))
    return Outcome(decisions, _platforms(book, decisions, open_still))


def considering(world: World) -> Mapping[str, z3.BoolRef]:
    """When the workload considers each alternative."""
    if "consider" not in world.book.facts:
        return {}
    named = world.term("consider")
    return named.values if isinstance(named, ListTerm) else {}


def take(
    decision: Decision, asked: z3.BoolRef, considered: Mapping[str, z3.BoolRef], world: World
) -> Taken:
    """One decision, given the earlier choices in the world."""
    truths = {rule.id: truth(rule.when, world.term, world.products) for rule in decision.rules}
    cases = cases_of(decision, truths, considered)
    chosen = {case.option.id: winner(case, cases, asked) for case in cases}
    no_fit = every((asked, *(z3.Not(case.standing) for case in cases)))
    return Taken(decision, asked, truths, cases, chosen, no_fit)


def cases_of(
    decision: Decision, truths: Mapping[str, Kleene], considered: Mapping[str, z3.BoolRef]
) -> tuple[Case, ...]:
    """The reasons for and against each option."""
    # An alternative competes only if it is considered, and then wins ties.
    places = sorted(range(len(decision.options)), key=lambda i: not decision.options[i].alternative)
    return tuple(
        _case(decision, option, places.index(index), truths, considered)
        for index, option in enumerate(decision.options)
    )


def _case(
    decision: Decision,
    option: Option,
    place: int,
    truths: Mapping[str, Kleene],
    considered: Mapping[str, z3.BoolRef],
) -> Case:
    out: list[Kleene] = []
    reasons: dict[str, list[tuple[bool, Kleene]]] = {}
    for rule in decision.rules:
        match rule.effect:
            case RulesOut(options) if option.id in options:
                out.append(truths[rule.id])
            case Favours(options, strength) if option.id in options:
                votes = reasons.setdefault(rule.group or rule.id, [])
                votes.append((strength == "strong", truths[rule.id]))
    competes = considered.get(option.id, FALSE) if option.alternative else TRUE
    surely = [[(strong, each.surely) for strong, each in votes] for votes in reasons.values()]
    maybe = [[(strong, each.maybe) for strong, each in votes] for votes in reasons.values()]
    return Case(option, place, competes, either(out), _votes(surely), _votes(maybe))


def _votes(groups: Iterable[Sequence[tuple[bool, z3.BoolRef]]]) -> Votes:
    """The votes for an option: of each group only the strongest reason counts."""
    strong, weak = [], []
    for group in groups:
        strongly = some(holds for is_strong, holds in group if is_strong)
        weakly = some(holds for is_strong, holds in group if not is_strong)
        strong.append(strongly)
        weak.append(every((weakly, z3.Not(strongly))))
    return Votes(_count(strong), _count(weak))


def _count(parts: Iterable[z3.BoolRef]) -> z3.ArithRef:
    counted = [z3.If(part, 1, 0) for part in parts if not z3.is_false(part)]
    return z3.Sum(counted) if counted else z3.IntVal(0)


def beats(one: Votes, two: Votes, first: bool) -> z3.BoolRef:
    """That one wins: by strong reasons, then weak ones, then the order, which `first` decides."""
    weak = one.weak >= two.weak if first else one.weak > two.weak
    return some((one.strong > two.strong, every((one.strong == two.strong, weak))))


def winner(case: Case, cases: Iterable[Case], asked: z3.BoolRef) -> z3.BoolRef:
    """That an option is the best of those not ruled out."""
    better = (
        some((z3.Not(rival.standing), beats(case.now, rival.now, case.place < rival.place)))
        for rival in cases
        if rival is not case
    )
    return every((asked, case.standing, *better))


def _no_threats(case: Case, cases: Iterable[Case]) -> Iterable[z3.BoolRef]:
    """That no rival would win if all unknown reasons for the rival were true."""
    for rival in cases:
        if rival is not case:
            ahead = beats(rival.most, case.now, rival.place < case.place)
            yield z3.Not(every((rival.standing, ahead)))


def _platforms(
    book: RuleBook, decisions: Mapping[str, Taken], open_still: z3.BoolRef
) -> Mapping[str, z3.BoolRef]:
    """When each platform is the one that names most of the choices taken; the first on ties."""
    ordered = sorted(book.platforms, key=lambda each: -len(each.choices))
    found: dict[str, z3.BoolRef] = {}
    for platform in ordered:
        matches = (decisions[name].chosen[choice] for name, choice in platform.choices.items())
        before = (z3.Not(earlier) for earlier in found.values())
        found[platform.id] = every((open_still, *matches, *before))
    return {platform.id: found[platform.id] for platform in book.platforms}
