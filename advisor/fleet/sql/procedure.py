"""One decision of `decide` as SQL: where each option leads, how surely, and the deciding rule.

The answers are worked out for every option that may compete as if it led; they hold where it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from advisor.condition import facts_read
from advisor.fleet.sql.cases import Case, Truths, beats, cases, more, strong, unknown_rules
from advisor.fleet.sql.dialects import Dialect
from advisor.fleet.sql.logic import (
    Logic,
    Sure,
    all_sure,
    any_sure,
    chosen,
    not_sure,
    surely,
    unsure,
)
from advisor.fleet.sql.stages import Stages
from advisor.fleet.sql.terms import Terms, unknown_of
from advisor.formula import refs
from advisor.model import Decision, Rule, RuleBook

Doubts = dict[str, Sure]  # unknown facts, with where the answer depends on them


@dataclass(frozen=True, slots=True)
class Context:
    """What the decisions of a query share; `considered` has the alternatives that jobs name."""

    book: RuleBook
    facts: Terms
    considered: Mapping[str, Sure]
    stages: Stages
    dialect: Dialect


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision: where it is asked, which option leads where, and what is certain about that.

    `doubts` are the unknown facts that the choice depends on; `rule` is the SQL of the code of the
    deciding rule.
    """

    decision: Decision
    asked: Sure
    leads: Mapping[str, Sure]
    settled: Sure
    no_fit: Sure
    doubts: Doubts
    rule: str


def taken(decision: Decision, asked: Sure, truths: Truths, context: Context) -> Taken:
    """A decision whose rules are columns already; `truths` has them by id."""
    name, stages = decision.id, context.stages
    found = cases(decision, truths, context.considered, stages)
    leads = {
        case.option.id: stages.sure(f"{name}_{case.option.id}", _leads(index, found, asked))
        for index, case in enumerate(found)
    }
    no_fit = all_sure((asked, *(not_sure(case.stands) for case in found)))
    no_fit = stages.sure(f"{name}_no_fit", no_fit)
    settled, doubts = _settled(found, leads, truths, context)
    return Taken(
        decision,
        asked,
        leads,
        stages.sure(f"{name}_settled", settled),
        no_fit,
        doubts,
        _deciding(found, leads, no_fit, truths, context.dialect),
    )


def _leads(index: int, found: Sequence[Case], asked: Sure) -> Sure:
    """Where an option beats all others that stand."""
    case = found[index]
    behind = (
        any_sure((not_sure(rival.stands), beats(case.now, rival.now, index < other)))
        for other, rival in enumerate(found)
        if other != index
    )
    return all_sure((asked, case.stands, *behind))


def _settled(
    found: Sequence[Case], leads: Mapping[str, Sure], truths: Truths, context: Context
) -> tuple[Sure, Doubts]:
    """Where the choice is certain; and what it depends on elsewhere."""
    settled: list[Sure] = []
    doubts: dict[str, list[Sure]] = {}
    for index, case in enumerate(found):
        certain, hangs_on = _certainty(index, found, truths, context)
        settled.append(all_sure((leads[case.option.id], certain)))
        for fact, where in hangs_on.items():
            doubts.setdefault(fact, []).append(all_sure((leads[case.option.id], where)))
    return any_sure(settled), {fact: any_sure(where) for fact, where in doubts.items()}


def _certainty(
    index: int, found: Sequence[Case], truths: Truths, context: Context
) -> tuple[Sure, Doubts]:
    """Where an option, if it leads, leads certainly; and what that depends on elsewhere."""
    case = found[index]
    open_still = unsure(case.out)
    threats = {other: _threat(index, other, found) for other in range(len(found)) if other != index}
    certain = all_sure((not_sure(open_still), *(not_sure(each) for each in threats.values())))
    doubtful = not_sure(certain)
    doubts: dict[str, list[Sure]] = {}
    for rule, where in unknown_rules(case.against, truths):
        _add(doubts, rule, all_sure((doubtful, where)), context)
    for other, threat in threats.items():
        rival = found[other]
        heard = any_sure((threat, all_sure((open_still, rival.stands))))
        for rule, where in unknown_rules(rival.favours, truths):
            _add(doubts, rule, all_sure((heard, where)), context)
    return certain, {fact: any_sure(where) for fact, where in doubts.items()}


def _threat(index: int, other: int, found: Sequence[Case]) -> Sure:
    """Where a rival would beat the leader if every unknown reason for the rival held."""
    case, rival = found[index], found[other]
    if rival.most is rival.now:
        return False  # else it would lead already
    return all_sure((rival.stands, beats(rival.most, case.now, other < index)))


def _add(doubts: dict[str, list[Sure]], rule: Rule, where: Sure, context: Context) -> None:
    for fact, unknown in unknown_facts(context.book, rule, context.facts).items():
        if (here := all_sure((where, unknown))) is not False:
            doubts.setdefault(fact, []).append(here)


def unknown_facts(book: RuleBook, rule: Rule, facts: Terms) -> Doubts:
    """The facts of a spec that a rule reads and that can be unknown, with where each is unknown."""
    found: dict[str, list[Sure]] = {}

    def add(name: str, path: Sure) -> None:
        here = all_sure((path, unknown_of(facts[name])))
        if here is False:
            return
        fact = book.facts[name]
        if fact.formula is not None:
            for ref in refs(fact.formula):
                add(ref, here)
            return
        # A fact that follows another is unknown only where that one is.
        name = fact.follows or name
        found.setdefault(name, []).append(here)

    for name in facts_read(rule.when):
        add(name, True)
    sure = {name: any_sure(where) for name, where in found.items()}
    return {name: where for name, where in sure.items() if where is not False}


def _deciding(
    found: Sequence[Case],
    leads: Mapping[str, Sure],
    no_fit: Sure,
    truths: Truths,
    dialect: Dialect,
) -> str:
    """The code of the deciding rule, as defined by `deciding.deciding_rule`."""
    answers = [
        (leads[case.option.id], _why_not_the_next(index, found, truths, dialect))
        for index, case in enumerate(found)
    ]
    last = _first(found[-1].against, truths, dialect) if found else _NONE
    return chosen([(no_fit, last), *answers], _NONE)


_NONE = "NULL"


def _why_not_the_next(index: int, found: Sequence[Case], truths: Truths, dialect: Dialect) -> str:
    """The code of the rule against the first of the other options that compete."""
    case = found[index]
    answers = []
    for other, rival in enumerate(found):
        if other == index:
            continue
        own = [rule for rule in case.favours if rule not in rival.favours]
        reasons = [
            (surely(rival.out), _first(rival.against, truths, dialect)),
            (more(case.now[0], rival.now[0]), _first(filter(strong, own), truths, dialect)),
            (
                all_sure(
                    (not_sure(more(rival.now[0], case.now[0])), more(case.now[1], rival.now[1]))
                ),
                _first((each for each in own if not strong(each)), truths, dialect),
            ),
        ]
        answers.append((rival.competes, chosen(reasons, _NONE)))
    return chosen(answers, _NONE)


def _first(rules: Iterable[Rule], truths: Truths, dialect: Dialect) -> str:
    """The code of the first rule that holds."""
    cases = ((_bare(truths[rule.id]), dialect.text(rule.code)) for rule in rules)
    return chosen(cases, _NONE)


def _bare(truth: Logic) -> Sure:
    """A truth for a place where SQL takes unknown as false, as after WHEN."""
    if truth is None:
        return False
    return truth
