"""The reasons for the choice of each decision, and against every other option."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.display.layout import Ink, Paint, labelled
from advisor.display.phrases import listed
from advisor.explain import Explanation, Reason
from advisor.outcome import Standing, State, Taken
from advisor.report.words import close_calls, counts_if, line_of, option_title

# Further reasons are named only by their titles.
_IN_FULL = 3
_CODE, _TEXT = 4, 12


def why(explanation: Explanation, ink: Ink) -> Iterator[str]:
    """Every decision that was asked, with its reasons."""
    for taken in explanation.taken:
        chosen = option_title(taken, taken.choice) if taken.choice else "none fits"
        yield f"  {taken.decision.question} {ink.heading(chosen)}"
        for standing in taken.standings:
            if standing.state is State.CHOSEN:
                yield from _chosen(taken, standing, explanation, ink)
        for standing in taken.standings:
            if standing.state is not State.CHOSEN and not _left_out(standing, explanation):
                yield from _other(taken, standing, explanation, ink)
        yield from _close_call(taken, explanation, ink)


def _left_out(standing: Standing, explanation: Explanation) -> bool:
    """Whether an option is an alternative, which has a section of its own."""
    return any(each.option is standing.option for each in explanation.alternatives)


def _chosen(taken: Taken, standing: Standing, explanation: Explanation, ink: Ink) -> Iterator[str]:
    reasons = explanation.reasons[taken.decision.id, standing.option.id]
    known = [each for each in reasons if each.truth]
    if not known and standing.option.because:
        label = "default" if standing is taken.standings[0] else "means"
        yield from labelled(label, standing.option.because, _CODE, _TEXT, ink.good)
    yield from _reasons(known, explanation, ink.good)
    # A conditional answer depends on what may still rule the choice out.
    against = [each for each in reasons if each.truth is None and each.effect == "rules_out"]
    yield from _reasons(against, explanation, ink.open)


def _other(taken: Taken, standing: Standing, explanation: Explanation, ink: Ink) -> Iterator[str]:
    reasons = explanation.reasons[taken.decision.id, standing.option.id]
    favours = [each for each in reasons if each.truth and each.strength]
    title = standing.option.title
    match standing.state:
        case State.RULED_OUT:
            yield f"    not {title}"
            out = [each for each in reasons if each.truth and not each.strength]
            yield from _reasons(out, explanation, ink.bad)
        case State.OPEN:
            yield f"    {title} may still win"
            maybe = [each for each in reasons if each.truth is None and each.strength]
            yield from _reasons(favours, explanation, ink.good)
            yield from _reasons(maybe, explanation, ink.open)
        case State.ELIGIBLE | State.CHOSEN:
            yield f"    {title} would do too" + (", and has this for it" if favours else "")
            yield from _reasons(favours, explanation, ink.good)


def _reasons(reasons: Sequence[Reason], explanation: Explanation, paint: Paint) -> Iterator[str]:
    """The first few reasons in full, the others by title."""
    for each in reasons[:_IN_FULL]:
        words = each.because if each.truth else counts_if(each, explanation)
        yield from labelled(each.rule.code, words + line_of(each), _CODE, _TEXT, paint)
    if rest := reasons[_IN_FULL:]:
        titles = "; ".join(f"{each.rule.title} ({each.rule.code})" for each in rest)
        yield from labelled("also", titles, _CODE, _TEXT, paint)


def _close_call(taken: Taken, explanation: Explanation, ink: Ink) -> Iterator[str]:
    if others := close_calls(taken, explanation):
        words = f"nearly as much speaks for {listed(option_title(taken, each) for each in others)}"
        yield from labelled("close", words, _CODE, _TEXT, ink.open)
