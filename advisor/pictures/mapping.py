"""Makes the decision map of an answer: facts, ranges and decisions."""

from __future__ import annotations

from advisor.decide import Memo, decide
from advisor.errors import AdvisorError, Problem, did_you_mean, quoted
from advisor.explain import Explanation
from advisor.facts import complete, spec_facts
from advisor.model import Fact, Kind
from advisor.pictures.axes import Range, axis_of
from advisor.pictures.comparisons import comparisons
from advisor.pictures.decision_map import Answer, Decide, DecisionMap, answer_of, decided_map
from advisor.pictures.marks import marks

__all__ = ["decision_map", "mappable"]


def decision_map(
    answer: Explanation,
    x: str = "memory",
    y: str = "duration",
    x_range: Range | None = None,
    y_range: Range | None = None,
) -> DecisionMap:
    """The map of two numeric facts of the spec, with all other facts of the workload unchanged.

    Ranges are in canonical units (MiB, s); by default they contain every value that matters. Raises
    AdvisorError for a fact that is not numeric, for one fact twice, and for an empty range.
    """
    facts = (_fact(answer, x), _fact(answer, y))
    if x == y:
        raise AdvisorError(Problem(f"`{x}` is given for both axes", help="give two facts"))
    known = complete(answer.book, answer.stated)
    found = comparisons(answer.book, answer.stated, known, (x, y))
    marked = (marks(x, y, found), marks(y, x, found))
    axes = (
        axis_of(facts[0], known[x], marked[0], x_range),
        axis_of(facts[1], known[y], marked[1], y_range),
    )
    return decided_map(axes, found, marked, _decider(answer, x, y))


def mappable(answer: Explanation) -> tuple[str, ...]:
    """The facts that can be an axis: the numeric ones of the spec and of packs."""
    names = [each.fact.name for each in spec_facts() if each.fact.kind is Kind.NUMBER]
    own = [name for name, fact in answer.book.facts.items() if _is_own(name, fact)]
    return tuple(dict.fromkeys((*names, *own)))


def _is_own(name: str, fact: Fact) -> bool:
    return name.startswith("x.") and fact.kind is Kind.NUMBER and fact.formula is None


def _fact(answer: Explanation, name: str) -> Fact:
    known = mappable(answer)
    if name in known:
        return answer.book.facts[name]
    fact = answer.book.facts.get(name)
    if fact is not None and fact.formula is not None:
        message = f"`{name}` is computed from other facts, and an axis is one that a spec states"
    elif fact is not None and name not in known:
        message = f"`{name}` is no number, and an axis is"
    else:
        message = f"{quoted(name)} is not a fact"
    near = did_you_mean(name, known)
    hint = f"did you mean `{near}`?" if near else f"there are {', '.join(known)}"
    raise AdvisorError(Problem(message, help=hint))


def _decider(answer: Explanation, x: str, y: str) -> Decide:
    """A function from a point to its answer; it remembers answers by the truths of the rules."""
    memos: dict[tuple[bool, bool], Memo] = {}

    def decided(a: float, b: float) -> Answer:
        facts = complete(answer.book, {**answer.stated, x: a, y: b})
        # Whether a fact is unknown can depend on another fact, which the memory does not include.
        memo = memos.setdefault((a > 0, b > 0), {})
        return answer_of(decide(answer.book, facts, answer.engine, memo))

    return decided
