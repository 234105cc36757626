"""Takes decisions: from the truth of each rule to the choice, how sure it is, and on what facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from advisor.condition import UNKNOWN, Facts, Truth, Value, facts_read, truth
from advisor.engines import Engine
from advisor.formula import refs
from advisor.model import Decision, Favours, Option, Platform, Rule, RuleBook, RulesOut
from advisor.outcome import Finding, Outcome, Standing, State, Status, Taken

__all__ = ["Memo", "alternatives", "considered", "decide", "unknown_facts"]


Memo = dict[tuple[str, tuple[Truth, ...]], Taken]
Votes = tuple[int, int]  # groups of rules that favour an option: strongly, weakly
_WEAK, _STRONG = 1, 2


class _Case(NamedTuple):
    """The reasons for and against one option.

    `votes` counts the rules that hold, `possible` also those that may hold while facts are unknown.
    """

    option: Option
    order: int  # in the decision
    preferred: bool  # an alternative that the workload considers comes first in a tie
    ruled_out: Truth
    votes: Votes
    possible: Votes
    findings: tuple[Finding, ...]

    def rank(self, votes: Votes) -> tuple[int, int, bool, int]:
        """The sort key of this option with these votes; the least is chosen."""
        strong, weak = votes
        return (-strong, -weak, not self.preferred, self.order)


def decide(
    book: RuleBook, facts: Mapping[str, Value], engine: Engine, memo: Memo | None = None
) -> Outcome:
    """The outcome of all decisions of the book, taken in its order, for complete facts.

    `memo` caches decisions by the truths of their rules. Share it only between calls that try
    other values of a fact and do not read `depends_on`, which a cached decision may have wrong.
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
    """The ids of the alternatives that the workload lets compete, by its fact `consider`."""
    named = facts.get("consider")
    if not isinstance(named, tuple):
        return ()
    return tuple(each for each in map(alternatives(book).get, named) if each)


def alternatives(book: RuleBook) -> Mapping[str, str]:
    """The option ids of the alternatives, by each name a workload may use: option or platform."""
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
    """The platform whose choices were all taken; of several, the one with the most choices."""
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
    standing = [case for case in competing if case.ruled_out is not True]
    if not standing:
        standings = tuple(Standing(case.option, _unchosen(case), case.findings) for case in cases)
        return Taken(decision, None, Status.NO_FIT, standings, (), ())
    leader = min(standing, key=lambda case: case.rank(case.votes))
    rivals = [case for case in standing if case is not leader]
    threats = [case for case in rivals if case.rank(case.possible) < leader.rank(leader.votes)]
    settled = leader.ruled_out is False and not threats
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
    preferred = considered and option.alternative
    if not findings:
        return _Case(option, order, preferred, False, (0, 0), (0, 0), ())
    ruled_out: Truth = False
    sure: dict[str, int] = {}
    possible: dict[str, int] = {}
    for finding in findings:
        rule = finding.rule
        if isinstance(rule.effect, RulesOut):
            ruled_out = True if finding.truth or ruled_out else None
        elif isinstance(rule.effect, Favours):
            group = rule.group or rule.id
            strength = _STRONG if rule.effect.strength == "strong" else _WEAK
            possible[group] = max(possible.get(group, 0), strength)
            if finding.truth:
                sure[group] = max(sure.get(group, 0), strength)
    return _Case(option, order, preferred, ruled_out, _votes(sure), _votes(possible), findings)


def _votes(groups: Mapping[str, int]) -> Votes:
    """The votes of groups of rules: each counts once, by its strongest rule."""
    strong = sum(strength == _STRONG for strength in groups.values())
    return strong, len(groups) - strong


def _near(leader: Votes, rival: Votes) -> bool:
    return leader[0] == rival[0] and abs(leader[1] - rival[1]) <= 1


def _unchosen(case: _Case) -> State:
    if case.ruled_out is True:
        return State.RULED_OUT
    # An alternative that does not compete cannot win, but it may be unknown if it is ruled out.
    return State.OPEN if case.option.alternative and case.ruled_out is None else State.ELIGIBLE


def _state(case: _Case, leader: _Case, standing: Sequence[_Case], settled: bool) -> State:
    if case is leader:
        return State.CHOSEN
    if settled or case not in standing or not _could_win(case, standing):
        return _unchosen(case)
    return State.OPEN


def _could_win(case: _Case, standing: Sequence[_Case]) -> bool:
    return all(
        case.rank(case.possible) < rival.rank(rival.votes)
        for rival in standing
        if rival is not case and rival.ruled_out is False
    )


def _depends(
    leader: _Case, rivals: Sequence[_Case], threats: Sequence[_Case], facts: Facts, book: RuleBook
) -> tuple[str, ...]:
    """The unknown facts whose rules can rule the leader out, or favour a rival enough."""
    deciding = [
        f.rule for f in leader.findings if f.truth is None and isinstance(f.rule.effect, RulesOut)
    ]
    for case in threats if leader.ruled_out is False else rivals:
        deciding += [
            f.rule for f in case.findings if f.truth is None and isinstance(f.rule.effect, Favours)
        ]
    names: dict[str, None] = {}
    for rule in deciding:
        names.update(dict.fromkeys(unknown_facts(rule, facts, book)))
    return tuple(names)


def unknown_facts(rule: Rule, facts: Facts, book: RuleBook) -> tuple[str, ...]:
    """The unknown facts of the spec that a rule reads, directly or through derived facts."""
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
