"""The second opinion: durable-rules, a forward-chaining engine, behind the interface of the first.

What it needs to answer rightly, and to be harmless when it crashes, is told in
`docs/explanation/engines.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from threading import Lock

from advisor.condition import Facts, Truth
from advisor.engines.child import Child
from advisor.engines.keeping import Kept
from advisor.engines.normal_form import Field
from advisor.engines.rule_sets import SENTINEL, Plan, RuleSet, plan_of
from advisor.errors import AdvisorError, Problem
from advisor.model import Rule

_WORKER = "advisor.engines.durable_worker"
_RULE_SETS = 300  # durable-rules never frees one, so a child is replaced after that many
_TIMEOUT = 60.0


@dataclass(slots=True)
class _Prepared:
    """A plan, and the child that knows its rule sets, the first of them by this number."""

    plan: Plan
    child: Child | None = None
    first: int = 0


class DurableEngine:
    """Evaluates conditions with durable-rules, in a child process of its own."""

    name = "durable-rules"

    def __init__(self, timeout: float = _TIMEOUT, rule_sets: int = _RULE_SETS) -> None:
        if find_spec("durable_rules_engine") is None:
            raise AdvisorError(
                Problem(
                    "the engine `durable-rules` is not installed",
                    help="install it with `pip install 'compute-advisor[durable]'`, "
                    "on Python 3.12 or older",
                )
            )
        self._timeout = timeout
        self._rule_sets = rule_sets
        self._lock = Lock()
        self.child: Child | None = None
        self._plans = Kept(lambda rules: _Prepared(plan_of([rule.when for rule in rules])))

    def evaluate(self, rules: Sequence[Rule], facts: Facts) -> Sequence[Truth]:
        """The truth of each rule's condition for these facts, in the order of the rules."""
        return self.evaluate_all(rules, [facts])[0]

    def evaluate_all(
        self, rules: Sequence[Rule], workloads: Sequence[Facts]
    ) -> Sequence[Sequence[Truth]]:
        """The same for many workloads, in one exchange with the child for each pass."""
        prepared = self._plans.of(rules)
        with self._lock:
            answers: list[dict[Field, bool]] = [{} for _ in workloads]
            first = 0
            for sets in prepared.plan.passes:
                self._settle(prepared, first, sets, workloads, answers)
                first += len(sets)
        return [_truths(prepared.plan, each) for each in answers]

    def _settle(
        self,
        prepared: _Prepared,
        first: int,
        sets: Sequence[RuleSet],
        workloads: Sequence[Facts],
        answers: Sequence[dict[Field, bool]],
    ) -> None:
        """Send every workload to the rule sets of one pass, and add their answers."""
        messages = [
            [each.message(facts, earlier) for each in sets]
            for facts, earlier in zip(workloads, answers, strict=True)
        ]
        child, definitions = self._ready(prepared)
        numbers = range(prepared.first + first, prepared.first + first + len(sets))
        asked = [
            (number, text)
            for texts in messages
            for number, text in zip(numbers, texts, strict=True)
        ]
        fired = iter(child.ask(definitions, asked))
        for said in answers:
            for each in sets:
                _note(each, next(fired), said)

    def _ready(self, prepared: _Prepared) -> tuple[Child, Sequence[str]]:
        """A child that can take the plan, and the definitions that it does not know yet."""
        child = self.child
        if child is not None and child.usable and prepared.child is child:
            return child, ()
        sets = prepared.plan.rule_sets
        if child is None or not child.usable or child.defined + len(sets) > self._rule_sets:
            if child is not None and child.usable:
                child.end()
            child = self.child = Child(_WORKER, self._timeout)
        prepared.child, prepared.first = child, child.defined
        return child, [each.definition for each in sets]


def _note(rule_set: RuleSet, fired: Sequence[str], answers: dict[Field, bool]) -> None:
    if SENTINEL not in fired:
        raise AdvisorError(Problem("the engine `durable-rules` did not read a message"))
    for answered in rule_set.answers:
        for field in answered:
            answers.setdefault(field, False)
    for name in fired:
        if name != SENTINEL:
            answers.update(dict.fromkeys(rule_set.answers[int(name)], True))


def _truths(plan: Plan, answers: dict[Field, bool]) -> Sequence[Truth]:
    return tuple(
        True
        if answers.get(Field(name, "holds"))
        else None
        if answers.get(Field(name, "could"))
        else False
        for name in plan.names
    )
