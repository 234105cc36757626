"""What speaks for and against each option of a decision, as SQL; the twin of cases in `decide`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from advisor.fleet.logic import (
    Logic,
    Sql,
    Sure,
    all_sure,
    any_sure,
    chosen,
    either,
    not_sure,
    nullable,
    possibly,
    surely,
    unsure,
)
from advisor.fleet.stages import Stages
from advisor.model import Decision, Favours, Option, Rule, RulesOut

Truths = Mapping[str, Logic]  # by the id of the rule


@dataclass(frozen=True, slots=True)
class Score:
    """A count of reasons: SQL, and the least and the most that it can be."""

    text: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Case:
    """One option that may compete: where it does, and what is said for and against it.

    `now` counts strong and weak reasons; `most` counts those that may hold, too.
    """

    option: Option
    competes: Sure
    out: Logic
    against: tuple[Rule, ...]
    favours: tuple[Rule, ...]
    now: tuple[Score, Score]
    most: tuple[Score, Score]

    @property
    def stands(self) -> Sure:
        """Where it competes and is not ruled out."""
        return all_sure((self.competes, not_sure(surely(self.out))))


def cases(
    decision: Decision, truths: Truths, considered: Mapping[str, Sure], stages: Stages
) -> tuple[Case, ...]:
    """The options that may compete, in order of preference: those that are considered first."""
    found = []
    for option in sorted(decision.options, key=lambda option: not option.alternative):
        competes = considered.get(option.id, False) if option.alternative else True
        if competes is not False:
            found.append(_case(decision, option, competes, truths, stages))
    return tuple(found)


def _case(
    decision: Decision, option: Option, competes: Sure, truths: Truths, stages: Stages
) -> Case:
    against = tuple(_against(decision, option))
    favours = tuple(_favours(decision, option))
    name = f"{decision.id}_{option.id}"
    out = stages.truth(f"out_{name}", either(truths[rule.id] for rule in against))
    now = _scores(name, favours, {rule.id: surely(truths[rule.id]) for rule in favours}, stages)
    doubtful = any(nullable(truths[rule.id]) for rule in favours)
    may = {rule.id: possibly(truths[rule.id]) for rule in favours}
    most = _scores(f"{name}_most", favours, may, stages) if doubtful else now
    return Case(option, competes, out, against, favours, now, most)


def _against(decision: Decision, option: Option) -> Iterator[Rule]:
    for rule in decision.rules:
        if isinstance(rule.effect, RulesOut) and option.id in rule.effect.options:
            yield rule


def _favours(decision: Decision, option: Option) -> Iterator[Rule]:
    for rule in decision.rules:
        if isinstance(rule.effect, Favours) and option.id in rule.effect.options:
            yield rule


def strong(rule: Rule) -> bool:
    """Whether a rule is a strong reason."""
    return isinstance(rule.effect, Favours) and rule.effect.strength == "strong"


def _scores(
    name: str, rules: Sequence[Rule], holds: Mapping[str, Sure], stages: Stages
) -> tuple[Score, Score]:
    """How many strong and how many weak reasons hold; of a group only the strongest counts."""
    groups: dict[str, list[Rule]] = {}
    for rule in rules:
        groups.setdefault(rule.group or rule.id, []).append(rule)
    strongly, weakly = [], []
    for group in groups.values():
        is_strong = any_sure(holds[rule.id] for rule in group if strong(rule))
        is_weak = any_sure(holds[rule.id] for rule in group if not strong(rule))
        strongly.append(is_strong)
        weakly.append(all_sure((is_weak, not_sure(is_strong))))
    return _score(f"strong_{name}", strongly, stages), _score(f"weak_{name}", weakly, stages)


def _score(name: str, reasons: Sequence[Sure], stages: Stages) -> Score:
    least = sum(each is True for each in reasons)
    open_reasons = [each for each in reasons if isinstance(each, Sql)]
    if not open_reasons:
        return Score(str(least), least, least)
    terms = [chosen([(each, "1")], "0") for each in open_reasons]
    text = " + ".join([*([str(least)] if least else []), *terms])
    return Score(stages.column(name, text), least, least + len(open_reasons))


def more(one: Score, other: Score) -> Sure:
    """Whether a score is larger than another."""
    if one.low > other.high:
        return True
    if one.high <= other.low:
        return False
    return Sql(f"{one.text} > {other.text}", nullable=False)


def at_least(one: Score, other: Score) -> Sure:
    """Whether a score is as large as another."""
    return not_sure(more(other, one)) if isinstance(more(other, one), bool) else Sql(
        f"{one.text} >= {other.text}", nullable=False
    )


def beats(one: tuple[Score, Score], other: tuple[Score, Score], before: bool) -> Sure:
    """Whether these reasons win over those; `before` where the order of preference helps them."""
    weaker = at_least(one[1], other[1]) if before else more(one[1], other[1])
    return any_sure(
        (more(one[0], other[0]), all_sure((at_least(one[0], other[0]), weaker)))
    )


def unknown_rules(rules: Sequence[Rule], truths: Truths) -> Iterator[tuple[Rule, Sure]]:
    """The rules that can be unknown, and where each is."""
    for rule in rules:
        where = unsure(truths[rule.id])
        if where is not False:
            yield rule, where
