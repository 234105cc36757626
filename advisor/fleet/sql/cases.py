"""The reasons for and against each option of a decision, as SQL; mirrors the cases in `decide`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from advisor.fleet.sql.logic import (
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
from advisor.fleet.sql.stages import Stages
from advisor.model import Decision, Favours, Option, Rule, RulesOut

Truths = Mapping[str, Logic]  # by the id of the rule


@dataclass(frozen=True, slots=True)
class Score:
    """A count of reasons, as conditions: where it is at least 1, at least 2, and so on."""

    reached: tuple[Sure, ...]

    def reaches(self, least: int) -> Sure:
        """Where the count is at least `least`."""
        return self.reached[least - 1] if least <= len(self.reached) else False


Reasons = tuple[tuple[Sure, ...], tuple[Sure, ...]]  # strong, weak
Scores = tuple[Score, Score]


@dataclass(frozen=True, slots=True)
class Case:
    """An option that may compete: where it does, where it is ruled out, and the reasons.

    `now` counts the strong and weak reasons that hold; `most` includes those that are unknown.
    """

    option: Option
    competes: Sure
    out: Logic
    against: tuple[Rule, ...]
    favours: tuple[Rule, ...]
    now: Scores
    most: Scores

    @property
    def stands(self) -> Sure:
        """Where the option competes and is not ruled out."""
        return all_sure((self.competes, not_sure(surely(self.out))))


def cases(
    decision: Decision, truths: Truths, considered: Mapping[str, Sure], stages: Stages
) -> tuple[Case, ...]:
    """The options that may compete, in order of preference; considered alternatives come first."""
    options = {}
    for option in sorted(decision.options, key=lambda option: not option.alternative):
        competes = considered.get(option.id, False) if option.alternative else True
        if competes is not False:
            options[option.id] = (option, competes)
    outs = {name: _out(decision, option, truths, stages) for name, (option, _) in options.items()}
    reasons = {
        name: _heard(decision, option, truths, stages) for name, (option, _) in options.items()
    }
    found = []
    for name, (option, competes) in options.items():
        now, most = (_scores(f"{decision.id}_{name}", each, stages) for each in reasons[name])
        against, favours = tuple(_against(decision, option)), tuple(_favours(decision, option))
        most = now if reasons[name][0] is reasons[name][1] else most
        found.append(Case(option, competes, outs[name], against, favours, now, most))
    return tuple(found)


def _out(decision: Decision, option: Option, truths: Truths, stages: Stages) -> Logic:
    """Where an option is ruled out."""
    out = either(truths[rule.id] for rule in _against(decision, option))
    return stages.truth(f"out_{decision.id}_{option.id}", out)


def _heard(
    decision: Decision, option: Option, truths: Truths, stages: Stages
) -> tuple[Reasons, Reasons]:
    """The reasons for an option that hold, and those that may hold; equal if none is unknown."""
    rules = tuple(_favours(decision, option))
    name = f"{decision.id}_{option.id}"
    now = _reasons(name, rules, {rule.id: surely(truths[rule.id]) for rule in rules}, stages)
    if not any(nullable(truths[rule.id]) for rule in rules):
        return now, now
    may = {rule.id: possibly(truths[rule.id]) for rule in rules}
    return now, _reasons(f"{name}_may", rules, may, stages)


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


def _reasons(
    name: str, rules: Sequence[Rule], holds: Mapping[str, Sure], stages: Stages
) -> Reasons:
    """The strong and the weak reasons as columns; of a group only the strongest counts."""
    groups: dict[str, list[Rule]] = {}
    for rule in rules:
        groups.setdefault(rule.group or rule.id, []).append(rule)
    strongly, weakly = [], []
    for group in groups.values():
        is_strong = any_sure(holds[rule.id] for rule in group if strong(rule))
        is_weak = any_sure(holds[rule.id] for rule in group if not strong(rule))
        strongly.append(stages.sure(f"strong_{name}", is_strong))
        weakly.append(stages.sure(f"weak_{name}", all_sure((is_weak, not_sure(is_strong)))))
    return tuple(strongly), tuple(weakly)


def _scores(name: str, reasons: Reasons, stages: Stages) -> Scores:
    return _score(f"{name}_strong", reasons[0], stages), _score(f"{name}_weak", reasons[1], stages)


_MANY = 4  # reasons from which on a sum of numbers is shorter than combinations of truths


def _score(name: str, reasons: Sequence[Sure], stages: Stages) -> Score:
    sure = sum(each is True for each in reasons)
    open_reasons = [each for each in reasons if isinstance(each, Sql)]
    counted = (_counted(open_reasons, least) for least in range(1, len(open_reasons) + 1))
    named = [stages.sure(f"{name}_{sure + i}", each) for i, each in enumerate(counted, 1)]
    return Score((*[True] * sure, *named))


def _counted(reasons: Sequence[Sql], least: int) -> Sure:
    """Where at least `least` reasons hold; few are combined as truths, faster than a sum."""
    if len(reasons) < _MANY:
        return any_sure(all_sure(each) for each in combinations(reasons, least))
    total = " + ".join(chosen([(each, "1")], "0") for each in reasons)
    return Sql(f"{total} >= {least}", nullable=False)


def more(one: Score, other: Score) -> Sure:
    """Where one score is larger than the other."""
    return any_sure(
        all_sure((one.reaches(count), not_sure(other.reaches(count))))
        for count in range(1, len(one.reached) + 1)
    )


def at_least(one: Score, other: Score) -> Sure:
    """Where one score is at least as large as the other."""
    return not_sure(more(other, one))


def beats(one: Scores, other: Scores, before: bool) -> Sure:
    """Where one option wins over the other; `before` if it comes first in order of preference."""
    weaker = at_least(one[1], other[1]) if before else more(one[1], other[1])
    return any_sure((more(one[0], other[0]), all_sure((at_least(one[0], other[0]), weaker))))


def unknown_rules(rules: Sequence[Rule], truths: Truths) -> Iterator[tuple[Rule, Sure]]:
    """The rules that can be unknown, with where each is unknown."""
    for rule in rules:
        where = unsure(truths[rule.id])
        if where is not False:
            yield rule, where
