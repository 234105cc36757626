"""From what the rules say to the decisions: which option, how sure, and what it depends on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from advisor.condition import UNKNOWN, Facts, Truth, Value, facts_read, truth
from advisor.engines import Engine
from advisor.formula import refs
from advisor.model import Decision, Favours, Option, Platform, Rule, RuleBook, RulesOut


class State(StrEnum):
    """The state of an option in a decision."""

    CHOSEN = "chosen"
    ELIGIBLE = "eligible"
    RULED_OUT = "ruled_out"
    OPEN = "open"


class Status(StrEnum):
    """How sure an answer is."""

    SETTLED = "settled"
    CONDITIONAL = "conditional"
    NO_FIT = "no-fit"


class Finding(NamedTuple):
    """A rule that holds, or that may hold while a fact is unknown."""

    rule: Rule
    truth: Truth


class Standing(NamedTuple):
    """One option of a decision: its state and the findings that concern it."""

    option: Option
    state: State
    findings: tuple[Finding, ...]


class Taken(NamedTuple):
    """One decision, taken."""

    decision: Decision
    choice: str | None
    status: Status
    standings: tuple[Standing, ...]
    depends_on: tuple[str, ...]
    near_ties: tuple[str, ...]


class Outcome(NamedTuple):
    """Every decision of a rule book for one workload; None where it was not asked."""

    facts: Mapping[str, Value]
    decisions: Mapping[str, Taken | None]
    platform: Platform | None
    status: Status


Votes = tuple[int, int]
_WEAK, _STRONG = 1, 2
_FIRST = 1000  # more than a decision has options


class _Case(NamedTuple):
    """The reasons for and against one option: those that are true, and with unknown ones added."""

    option: Option
    order: int
    out: Truth
    votes: Votes
    most: Votes
    findings: tuple[Finding, ...]

    def rank(self, votes: Votes) -> tuple[int, int, int]:
        return (-votes[0], -votes[1], self.order)


Memo = dict[tuple[str, tuple[Truth, ...]], "Taken"]


def decide(
    book: RuleBook, facts: Mapping[str, Value], engine: Engine, memo: Memo | None = None
) -> Outcome:
    """Take every decision of the book, in its order, each only when it is asked.

    `memo` caches decisions by what the rules say. Keep it between calls that only try other values
    of a fact: there `depends_on`, the one part that may differ, is not read.
    """
    known = dict(facts)
    decisions: dict[str, Taken | None] = {}
    named = considered(book, facts)
    for decision in book.decisions:
        if truth(decision.asked, known) is not True:
            decisions[decision.id] = None
            continue
        truths = tuple(engine.evaluate(decision.rules, known))
        taken = memo.get((decision.id, truths)) if memo is not None else None
        if taken is None:
            taken = _taken(decision, truths, named, known, book)
            if memo is not None:
                memo[decision.id, truths] = taken
        decisions[decision.id] = taken
        known[decision.id] = taken.choice
        if taken.status is Status.NO_FIT:
            rest = _rest_unasked(book, decisions)
            return Outcome(MappingProxyType(known), rest, None, Status.NO_FIT)
    status = _status(each for each in decisions.values() if each is not None)
    taken_all = MappingProxyType(decisions)
    return Outcome(MappingProxyType(known), taken_all, _platform(book, known), status)


def _rest_unasked(book: RuleBook, taken: Mapping[str, Taken | None]) -> Mapping[str, Taken | None]:
    return MappingProxyType({each.id: taken.get(each.id) for each in book.decisions})


def considered(book: RuleBook, facts: Facts) -> tuple[str, ...]:
    """The alternatives, as options, that the workload lets compete."""
    named = facts.get("consider")
    if not isinstance(named, tuple):
        return ()
    return tuple(each for each in map(alternatives(book).get, named) if each)


def alternatives(book: RuleBook) -> Mapping[str, str]:
    """The alternatives by the names a workload may give them: options, and their platforms."""
    options = [each.id for d in book.decisions for each in d.options if each.alternative]
    platforms = {
        platform.id: choice
        for platform in book.platforms
        for choice in platform.choices.values()
        if choice in options
    }
    return platforms | {option: option for option in options}


def _status(taken: Iterable[Taken]) -> Status:
    settled = all(each.status is Status.SETTLED for each in taken)
    return Status.SETTLED if settled else Status.CONDITIONAL


def _platform(book: RuleBook, known: Facts) -> Platform | None:
    return _platform_of(book, tuple(known.get(decision.id) for decision in book.decisions))


@lru_cache(maxsize=1024)
def _platform_of(book: RuleBook, choices: tuple[Value, ...]) -> Platform | None:
    """The platform whose choices are all taken; the one that names most, where several match."""
    taken = dict(zip((decision.id for decision in book.decisions), choices, strict=True))
    matching = [
        platform
        for platform in book.platforms
        if all(taken.get(decision) == choice for decision, choice in platform.choices.items())
    ]
    return max(matching, key=lambda platform: len(platform.choices), default=None)


def _taken(
    decision: Decision,
    truths: Sequence[Truth],
    considered: tuple[str, ...],
    facts: Facts,
    book: RuleBook,
) -> Taken:
    cases = _cases(decision, truths, considered)
    competing = [
        case for case in cases if not case.option.alternative or case.option.id in considered
    ]
    standing = [case for case in competing if case.out is not True]
    if not standing:
        standings = tuple(Standing(case.option, _unchosen(case), case.findings) for case in cases)
        return Taken(decision, None, Status.NO_FIT, standings, (), ())
    leader = min(standing, key=lambda case: case.rank(case.votes))
    rivals = [case for case in standing if case is not leader]
    threats = [case for case in rivals if case.rank(case.most) < leader.rank(leader.votes)]
    settled = leader.out is False and not threats
    depends = () if settled else _depends(leader, rivals, threats, facts, book)
    return Taken(
        decision,
        leader.option.id,
        Status.SETTLED if settled else Status.CONDITIONAL,
        tuple(
            Standing(case.option, _state(case, leader, standing, settled), case.findings)
            for case in cases
        ),
        depends,
        tuple(case.option.id for case in rivals if _near(leader.votes, case.votes)),
    )


def _cases(decision: Decision, truths: Sequence[Truth], considered: tuple[str, ...]) -> list[_Case]:
    findings: dict[str, list[Finding]] = {option.id: [] for option in decision.options}
    for rule, value in zip(decision.rules, truths, strict=True):
        if value is not False and isinstance(rule.effect, RulesOut | Favours):
            for option_id in rule.effect.options:
                findings[option_id].append(Finding(rule, value))
    return [
        _case(option, order, tuple(findings[option.id]), option.id in considered)
        for order, option in enumerate(decision.options)
    ]


def _case(option: Option, order: int, findings: tuple[Finding, ...], considered: bool) -> _Case:
    # An alternative that the user asked to consider comes before all others where reasons tie.
    place = order - _FIRST if considered and option.alternative else order
    if not findings:
        return _Case(option, place, False, (0, 0), (0, 0), ())
    out: Truth = False
    now: dict[str, int] = {}
    most: dict[str, int] = {}
    for finding in findings:
        rule = finding.rule
        if isinstance(rule.effect, RulesOut):
            out = True if finding.truth or out else None
        elif isinstance(rule.effect, Favours):
            group = rule.group or rule.id
            worth = _STRONG if rule.effect.strength == "strong" else _WEAK
            most[group] = max(most.get(group, 0), worth)
            if finding.truth:
                now[group] = max(now.get(group, 0), worth)
    return _Case(option, place, out, _votes(now), _votes(most), findings)


def _votes(groups: Mapping[str, int]) -> Votes:
    strong = sum(worth == _STRONG for worth in groups.values())
    return strong, len(groups) - strong


def _near(leader: Votes, rival: Votes) -> bool:
    return leader[0] == rival[0] and abs(leader[1] - rival[1]) <= 1


def _unchosen(case: _Case) -> State:
    if case.out is True:
        return State.RULED_OUT
    # An alternative that does not compete cannot win; whether it could be used may be open still.
    return State.OPEN if case.option.alternative and case.out is None else State.ELIGIBLE


def _state(case: _Case, leader: _Case, standing: Sequence[_Case], settled: bool) -> State:
    if case is leader:
        return State.CHOSEN
    if settled or case not in standing or not _could_win(case, standing):
        return _unchosen(case)
    return State.OPEN


def _could_win(case: _Case, standing: Sequence[_Case]) -> bool:
    return all(
        case.rank(case.most) < rival.rank(rival.votes)
        for rival in standing
        if rival is not case and rival.out is False
    )


def _depends(
    leader: _Case, rivals: Sequence[_Case], threats: Sequence[_Case], facts: Facts, book: RuleBook
) -> tuple[str, ...]:
    """The unknown facts whose rules can take the choice from the leader, or give it to a rival."""
    deciding = [
        f.rule for f in leader.findings if f.truth is None and isinstance(f.rule.effect, RulesOut)
    ]
    for case in threats if leader.out is False else rivals:
        deciding += [
            f.rule for f in case.findings if f.truth is None and isinstance(f.rule.effect, Favours)
        ]
    names: dict[str, None] = {}
    for rule in deciding:
        names.update(dict.fromkeys(unknown_facts(rule, facts, book)))
    return tuple(names)


def unknown_facts(rule: Rule, facts: Facts, book: RuleBook) -> tuple[str, ...]:
    """The unknown facts of a spec that a rule reads, itself or through derived facts."""
    names: dict[str, None] = {}

    def add(name: str) -> None:
        if facts[name] is not UNKNOWN:
            return
        fact = book.facts[name]
        if fact.formula is not None:
            for ref in refs(fact.formula):
                add(ref)
        elif fact.follows is not None and facts[fact.follows] is UNKNOWN:
            names[fact.follows] = None
        else:
            names[name] = None

    for name in facts_read(rule.when):
        add(name)
    return tuple(names)
