"""Turns an explanation into the published JSON structure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from advisor import __version__
from advisor.explain import Advice, Alternative, Explanation, Flip, Missing, Piece
from advisor.explain.words import shown
from advisor.outcome import Outcome, Standing, State, Status, Taken
from advisor.report import parts
from advisor.report.conflicts import Conflict, conflicts
from advisor.report.cost_shapes import CostsDict
from advisor.report.shapes import (
    SCHEMA_VERSION,
    AdviceDict,
    AlternativeDict,
    AssumedDict,
    BranchDict,
    ConflictDict,
    DecisionDict,
    DecisionsDict,
    DependencyDict,
    FlipDict,
    IntendedDict,
    MissingDict,
    NoFitDict,
    OptionDict,
    RecommendationDict,
    SideDict,
    StateName,
    StatusName,
)
from advisor.report.words import intended
from advisor.rulebook.promises import NoFit


def contract(explanation: Explanation) -> dict[str, Any]:
    """A recommendation as strict JSON, in the structure of `recommendation_schema()`."""
    return dict(recommendation(explanation))


def recommendation(explanation: Explanation) -> RecommendationDict:
    """The same as `contract`, as a typed dict."""
    platform = explanation.platform
    size = explanation.sizing
    return {
        "schema_version": SCHEMA_VERSION,
        "workload": spec(explanation),
        "platform": platform.id if platform else None,
        "platform_title": platform.title if platform else None,
        "status": _status(explanation.status),
        "intended": _intended(explanation),
        "decisions": _decisions(explanation),
        "branches": [_branch(each, explanation) for each in explanation.branches],
        "conflicts": [_conflict(each, explanation) for each in conflicts(explanation)],
        "no_fit": [_no_fit(each) for each in explanation.no_fit],
        "alternatives": [_alternative(each, explanation) for each in explanation.alternatives],
        "flips": [_flip(each, explanation) for each in explanation.flips],
        "assumed": _assumed(explanation),
        "unknown": [_missing(each) for each in explanation.missing],
        "left_unknown": list(explanation.left_unknown),
        "advice": [_advice(each) for each in explanation.advice],
        "sizing": parts.sizing(size) if size else None,
        "costs": _costs(explanation),
        "margins": [parts.held(each) for each in explanation.margins],
        "conversions": list(explanation.conversions),
        "rules_as_of": explanation.book.as_of.isoformat(),
        "advisor_version": __version__,
    }


def _costs(explanation: Explanation) -> CostsDict | None:
    if explanation.costs is None:
        return None
    from advisor.report.cost_contract import costs_dict

    return costs_dict(explanation.costs)


def spec(explanation: Explanation) -> dict[str, Any]:
    """The spec of the workload: only what it states, with quantities as written."""
    workload = explanation.workload
    stated = workload.model_dump(mode="json", exclude_unset=True)
    return {"name": workload.name, **{name: _strict(value) for name, value in stated.items()}}


def _strict(value: Any) -> Any:
    """A value with None for the numbers that JSON lacks (NaN, infinities), which `x` may hold."""
    if isinstance(value, dict):
        return {str(key): _strict(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_strict(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _intended(explanation: Explanation) -> IntendedDict | None:
    meant = intended(explanation)
    return meant and {
        "platform": meant.platform.id,
        "in_use": meant.in_use,
        "recommended": meant.chosen,
        "because": meant.because,
    }


def _status(status: Status) -> StatusName:
    match status:
        case Status.SETTLED:
            return "settled"
        case Status.CONDITIONAL:
            return "conditional"
        case Status.NO_FIT:
            return "no-fit"


def _state(state: State) -> StateName:
    match state:
        case State.CHOSEN:
            return "chosen"
        case State.ELIGIBLE:
            return "eligible"
        case State.RULED_OUT:
            return "ruled_out"
        case State.OPEN:
            return "open"


def _decisions(explanation: Explanation) -> DecisionsDict:
    def one(name: str) -> DecisionDict | None:
        taken = explanation.outcome.decisions.get(name)
        return _decision(taken, explanation) if taken else None

    made: DecisionsDict = {
        "service": one("service"),
        "compute": one("compute"),
        "management": one("management"),
        "purchase": one("purchase"),
        "orchestrator": one("orchestrator"),
    }
    own = {name: one(name) for name in explanation.outcome.decisions if name not in made}
    return {**made, **own}  # type: ignore[typeddict-item]  # the other names are those of packs


def _decision(taken: Taken, explanation: Explanation) -> DecisionDict:
    return {
        "question": taken.decision.question,
        "choice": taken.choice,
        "status": _status(taken.status),
        "options": [_option(taken, each, explanation) for each in taken.standings],
        "depends_on": [_dependency(name, taken, explanation) for name in taken.depends_on],
        "near_ties": list(taken.near_ties),
    }


def _option(taken: Taken, standing: Standing, explanation: Explanation) -> OptionDict:
    option = standing.option
    reasons = explanation.reasons[taken.decision.id, option.id]
    return {
        "id": option.id,
        "title": option.title,
        "state": _state(standing.state),
        "because": option.because,
        "alternative": option.alternative,
        "reasons": [parts.reason(each, explanation.book) for each in reasons],
    }


def _dependency(name: str, taken: Taken, explanation: Explanation) -> DependencyDict:
    fact = explanation.book.facts[name]
    # If nothing fits, the known facts decide, and there is no answer for any unknown one.
    pieces = explanation.depends_on.get(name, ())
    return {
        "fact": name,
        "title": fact.title,
        "unit": fact.unit,
        "answers": [_side(piece, taken.decision.id, explanation) for piece in pieces],
    }


def _side(piece: Piece, decision: str, explanation: Explanation) -> SideDict:
    then = piece.outcome.decisions.get(decision)
    return {
        "when": piece.words(explanation.book),
        "condition": _condition(piece.condition()),
        "choice": then.choice if then else None,
        "platform": _platform_id(piece.outcome),
        "status": _status(piece.outcome.status),
    }


def _branch(piece: Piece, explanation: Explanation) -> BranchDict:
    return {
        "when": piece.words(explanation.book),
        "condition": _condition(piece.condition()),
        "platform": _platform_id(piece.outcome),
        "status": _status(piece.outcome.status),
    }


def _platform_id(outcome: Outcome) -> str | None:
    return outcome.platform.id if outcome.platform else None


def _condition(condition: Mapping[str, object]) -> dict[str, Any]:
    def value(each: Any) -> Any:
        if isinstance(each, dict):
            return {key: value(inner) for key, inner in each.items()}
        return each if isinstance(each, list) else parts.plain(each)

    return {name: value(each) for name, each in condition.items()}


def _conflict(each: Conflict, explanation: Explanation) -> ConflictDict:
    return {
        "decision": each.decision,
        "options": list(each.options),
        "reason": parts.reason(each.reason, explanation.book),
    }


def _no_fit(each: NoFit) -> NoFitDict:
    return {
        "id": each.id,
        "title": each.title,
        "because": each.because,
        "way_out": each.way_out,
    }


def _alternative(each: Alternative, explanation: Explanation) -> AlternativeDict:
    return {
        "decision": each.decision,
        "id": each.option.id,
        "title": each.option.title,
        "platform": each.platform.id if each.platform else None,
        "state": _state(each.state),
        "because": each.option.because,
        "reasons": [parts.reason(reason, explanation.book) for reason in each.reasons],
    }


def _flip(flip: Flip, explanation: Explanation) -> FlipDict:
    platforms = {each.id: each.title for each in explanation.book.platforms}
    return {
        "platform": flip.platform,
        "platform_title": platforms[flip.platform],
        "status": _status(flip.status),
        "fact": flip.fact,
        "unit": explanation.book.facts[flip.fact].unit,
        "before": parts.plain(flip.before),
        "after": parts.plain(flip.after),
        "when": flip.words,
        "rules": [parts.cited_rule(each) for each in flip.rules],
    }


def _assumed(explanation: Explanation) -> dict[str, AssumedDict]:
    facts = explanation.book.facts
    return {
        name: {
            "value": parts.plain(value),
            "unit": facts[name].unit,
            "shown": words or shown(value, facts[name].unit),
        }
        for name, (value, words) in explanation.assumed.items()
    }


def _missing(each: Missing) -> MissingDict:
    return {
        "fact": each.fact,
        "title": each.title,
        "unit": each.unit,
        "decides": list(each.decides),
        "for_size": each.for_size,
    }


def _advice(each: Advice) -> AdviceDict:
    return {
        "rule": each.rule.id,
        "code": each.rule.code,
        "title": each.rule.title,
        "text": each.text,
        "because": each.because,
        "source": parts.source(each.rule.source),
        "pack": each.rule.pack,
        "pinned": [parts.limit(limit) for limit in each.pinned],
    }
