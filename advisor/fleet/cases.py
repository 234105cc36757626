"""What speaks for and against each option of a decision, as SQL; the twin of cases in `decide`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

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
    """A count of reasons, as where it is 1 at least, 2 at least, and so on."""

    reached: tuple[Sure, ...]

    def reaches(self, least: int) -> Sure:
        """Whether the count is so large."""
        return self.reached[least - 1] if least <= len(self.reached) else False


Reasons = tuple[tuple[Sure, ...], tuple[Sure, ...]]  # strong ones, weak ones
Scores = tuple[Score, Score]


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
    now: Scores
    most: Scores

    @property
    def stands(self) -> Sure:
        """Where it competes and is not ruled out."""
        return all_sure((self.competes, not_sure(surely(self.out))))


def cases(
    decision: Decision, truths: Truths, considered: Mapping[str, Sure], stages: Stages
) -> tuple[Case, ...]:
    """The options that may compete, in order of preference: those that are considered first."""
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
    """The reasons for an option that hold, and those that may hold: the same where none can."""
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
    """The strong and the weak reasons, as columns; of a group only the strongest counts."""
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


_MANY = 4  # from so many reasons on, adding numbers is shorter than joining truths


def _score(name: str, reasons: Sequence[Sure], stages: Stages) -> Score:
    sure = sum(each is True for each in reasons)
    open_reasons = [each for each in reasons if isinstance(each, Sql)]
    counted = (_counted(open_reasons, least) for least in range(1, len(open_reasons) + 1))
    named = [stages.sure(f"{name}_{sure + i}", each) for i, each in enumerate(counted, 1)]
    return Score((*[True] * sure, *named))


def _counted(reasons: Sequence[Sql], least: int) -> Sure:
    """Whether so many reasons hold; truths are joined, which costs less than adding numbers."""
    if len(reasons) < _MANY:
        return any_sure(all_sure(each) for each in combinations(reasons, least))
    total = " + ".join(chosen([(each, "1")], "0") for each in reasons)
    return Sql(f"{total} >= {least}", nullable=False)


def more(one: Score, other: Score) -> Sure:
    """Whether a score is larger than another."""
    return any_sure(
        all_sure((one.reaches(count), not_sure(other.reaches(count))))
        for count in range(1, len(one.reached) + 1)
    )


def at_least(one: Score, other: Score) -> Sure:
    """Whether a score is as large as another."""
    return not_sure(more(other, one))


def beats(one: Scores, other: Scores, before: bool) -> Sure:
    """Whether these reasons win over those; `before` where the order of preference helps them."""
    weaker = at_least(one[1], other[1]) if before else more(one[1], other[1])
    return any_sure((more(one[0], other[0]), all_sure((at_least(one[0], other[0]), weaker))))


def unknown_rules(rules: Sequence[Rule], truths: Truths) -> Iterator[tuple[Rule, Sure]]:
    """The rules that can be unknown, and where each is."""
    for rule in rules:
        where = unsure(truths[rule.id])
        if where is not False:
            yield rule, where
