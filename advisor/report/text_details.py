"""The lower sections of the report: flips, sizes, limits, advice, assumptions, sources."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.display.layout import Ink, labelled, wrapped
from advisor.display.phrases import listed
from advisor.explain import Advice, Explanation, Flip
from advisor.outcome import State, Status
from advisor.report.cited import cited
from advisor.report.words import (
    assumed_words,
    instance_words,
    margin_words,
    margins_in_sight,
    origin_words,
    platform_title,
    size_words,
)
from advisor.sizing import Sizing
from advisor.units import show

_MOST_TYPES = 4
_MOST_REASONS = 2


def flips(explanation: Explanation, ink: Ink) -> Iterator[str]:
    """For each other platform the smallest change that leads to it, and the rules behind that."""
    rows = [(_change(flip, explanation), flip) for flip in explanation.flips]
    column = min(max((len(words) for words, _ in rows), default=0) + 4, 52)
    for words, flip in rows:
        unsure = flip.status is Status.CONDITIONAL is not explanation.status
        title = platform_title(explanation, flip.platform)
        notes = [*(["conditional"] if unsure else []), *(rule.code for rule in flip.rules)]
        note = f" ({', '.join(notes)})" if notes else ""
        yield from labelled(words, title + note, 2, column, ink.plain)


def _change(flip: Flip, explanation: Explanation) -> str:
    if flip.fact not in explanation.stated:
        return flip.words
    return f"{flip.words} (now {show(flip.before, explanation.book.facts[flip.fact].unit)})"


def size(explanation: Explanation, ink: Ink) -> Iterator[str]:
    """The size to ask for, how it was rounded, and the instance types that hold it."""
    sizing = explanation.sizing
    if sizing is not None:
        words = size_words(sizing) or "not known: the spec says neither `vcpus` nor `memory`"
        rounding = f" ({'; '.join(sizing.rounding)})" if sizing.rounding else ""
        yield from wrapped(words + rounding, 2)
        if sizing.instances:
            yield from labelled("on", _types(sizing), 2, 5, ink.plain)
    for conversion in explanation.conversions:
        yield from wrapped(conversion, 2)


def _types(sizing: Sizing) -> str:
    shown = [instance_words(each) for each in sizing.instances[:_MOST_TYPES]]
    more = len(sizing.instances) - len(shown)
    return ", ".join(shown) + (f" and {more} other families" if more else "")


def margins(explanation: Explanation, ink: Ink) -> Iterator[str]:
    """For each fact the tightest limit that the platform keeps, unless it is far away."""
    near = margins_in_sight(explanation)
    column = max((len(each.margin.fact) for each in near), default=0) + 4
    for each in near:
        words = f"{margin_words(each.margin)} ({each.limit.title}, {each.rule.code})"
        yield from labelled(each.margin.fact, words, 2, column, ink.plain)


def alternatives(explanation: Explanation, ink: Ink) -> Iterator[str]:
    """The alternatives that were evaluated, with the reasons for and against each."""
    for each in explanation.alternatives:
        out = [r for r in each.reasons if r.truth and not r.strength]
        favours = [r for r in each.reasons if r.truth and r.strength]
        if each.state is State.RULED_OUT:
            yield f"  {each.option.title} {ink.bad('is not possible')}"
        else:
            sure = each.state is not State.OPEN
            how = ink.good("is possible") if sure else "is possible as far as is known"
            yield f"  {each.option.title} {how}"
            words = f"{each.option.because}; `consider: {each.option.id}` lets it compete"
            yield from labelled("means", words, 4, 12, ink.plain)
        for reason in (out or favours)[:_MOST_REASONS]:
            yield from labelled(reason.rule.code, reason.because, 4, 12, ink.plain)


def advice(explanation: Explanation, ink: Ink) -> Iterator[str]:
    """The advice that applies, and why."""
    for each in explanation.advice:
        origin = origin_words(each)
        words = f"{each.text}: {each.because}" + (f" ({origin})" if origin else "")
        words += "".join(f"; {saved}" for saved in _saved(each, explanation))
        yield from labelled(each.rule.code, words, 2, 10, ink.open)


def _saved(each: Advice, explanation: Explanation) -> Iterator[str]:
    """What following an advice saves; empty if it saves no money."""
    if explanation.costs is not None and explanation.costs.savings:
        from advisor.cost.words import saved_words

        if found := saved_words(explanation.costs, each.rule):
            yield found


def questions(explanation: Explanation, ink: Ink) -> Iterator[str]:
    """The unknown facts worth stating, the most decisive first."""
    asked = {taken.decision.id: taken.decision.question for taken in explanation.taken}
    column = max((len(each.fact) for each in explanation.missing), default=0) + 4
    for each in explanation.missing:
        use = [f"decides {listed(asked[name].rstrip('?') for name in each.decides)}"]
        use = (use if each.decides else []) + (["sets the size"] if each.for_size else [])
        yield from labelled(each.fact, f"{each.title}: {listed(use)}", 2, column, ink.open)


def left_unknown(explanation: Explanation) -> Iterator[str]:
    """What could not be read from the workload's file."""
    for each in explanation.left_unknown:
        yield from wrapped(f"- {each}", 2, 4)


def assumptions(explanation: Explanation, ink: Ink) -> Iterator[str]:
    """The assumptions, in one paragraph."""
    for line in wrapped(assumed_words(explanation), 2):
        yield ink.faint(line)


def sources(explanation: Explanation, shown: str, ink: Ink) -> Iterator[str]:
    """The source of each rule that the text names."""
    found = [each for each in cited(explanation) if any(code in shown for code in each.codes)]
    days = {each.checked for each in found}
    for each in found:
        codes = listed(code for code in each.codes if code in shown)
        day = f", checked {each.checked}" if len(days) > 1 else ""
        if each.url is None:
            yield from wrapped(f"{codes}: our judgement: {each.title}{day}", 2, 4)
        else:
            yield from wrapped(f"{codes}: {each.title}{day}", 2, 4)
            yield " " * 4 + ink.faint(each.url)


def footer(explanation: Explanation, shown: str, ink: Ink) -> Iterator[str]:
    """The dates of the rules and of their sources."""
    days = {e.checked for e in cited(explanation) if any(code in shown for code in e.codes)}
    checked = f", every source above checked on {min(days)}" if len(days) == 1 else ""
    yield ink.faint(f"Rules as of {explanation.book.as_of}{checked}.")
