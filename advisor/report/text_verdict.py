"""The first lines of the report: the platform, how sure it is, and what it depends on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from advisor.display.layout import Ink, inert, labelled, wrapped
from advisor.display.phrases import listed
from advisor.explain import Explanation
from advisor.outcome import Status
from advisor.report.conflicts import class_words, conflicts
from advisor.report.words import NOTHING, intended_words, line_of, settled_words, sides, size_words


def verdict(explanation: Explanation, ink: Ink) -> Iterator[str]:
    """The name, the platform, how sure it is, the size and the cost."""
    yield from _name(explanation, ink)
    match explanation.status:
        case Status.NO_FIT:
            yield from _no_fit(explanation, ink)
        case Status.SETTLED:
            yield from _platform(explanation, ink)
            yield from wrapped(settled_words(explanation), 2)
        case Status.CONDITIONAL:
            yield from _platform(explanation, ink)
            yield from _conditional(explanation, ink)
    if words := intended_words(explanation):
        yield from wrapped(words, 2, 4)
    yield from _size_and_cost(explanation)
    yield from _cheaper(explanation, ink)


def _size_and_cost(explanation: Explanation) -> Iterator[str]:
    """The size and the cost on one line."""
    size = size_words(explanation.sizing) if explanation.sizing else ""
    cost = ""
    if explanation.costs is not None:
        from advisor.cost.words import recommended_words

        cost = recommended_words(explanation.costs)
    if found := [each for each in (size, cost) if each]:
        yield from wrapped("; ".join(found), 2)


def _name(explanation: Explanation, ink: Ink) -> Iterator[str]:
    where = explanation.document.path if explanation.document else ""
    name = inert(explanation.name)
    yield ink.faint(f"{name} ({inert(where)})" if where and not where.startswith("<") else name)


def _platform(explanation: Explanation, ink: Ink) -> Iterator[str]:
    platform = explanation.platform
    if platform is not None:
        yield f"{ink.heading(platform.title)} ({platform.id})"


def _conditional(explanation: Explanation, ink: Ink) -> Iterator[str]:
    """The unknown facts, with the answer for each of their values."""
    rows = {name: sides(explanation, name) for name in explanation.depends_on}
    answers = {
        name: found
        for name, several in rows.items()
        if len(found := [row for row in several if row[1] != NOTHING]) > 1
    }
    if not answers:
        yield ink.open("  It holds, unless a size that is not given is beyond all there is:")
    else:
        lacking = "exactly known" if explanation.runs else "given"
        yield ink.open(f"  It depends on what is not {lacking}:")
        yield from _answers(answers, ink)
    also = [name for name, several in rows.items() if len(several) == 1]
    if also:
        yield from labelled("and on", f"{_names(also)}, together with others", 4, 11, ink.plain)
    beyond = [
        f"`{name}` {when}" for name, several in rows.items() for when, a in several if a == NOTHING
    ]
    if beyond:
        yield from wrapped(f"{NOTHING} with {listed(beyond, 'or')}", 4, 6)


def _answers(answers: Mapping[str, list[tuple[str, str]]], ink: Ink) -> Iterator[str]:
    column = max(len(name) for name in answers) + 8
    for name, rows in answers.items():
        label = f"`{name}`"
        for when, answer in rows:
            yield from labelled(label, f"{when}: {answer}", 4, column, ink.plain)
            label = ""


def _names(names: Iterable[str]) -> str:
    return listed(f"`{name}`" for name in names)


def _no_fit(explanation: Explanation, ink: Ink) -> Iterator[str]:
    yield ink.bad("No platform fits")
    found = conflicts(explanation)
    if len(found) == 1:
        yield "  Nothing on offer can meet this:"
    else:
        yield "  These demands contradict each other:"
    for each in found:
        because = each.reason.because + line_of(each.reason)
        yield from labelled("-", because, 4, 6, ink.bad)
    for known in explanation.no_fit:
        yield from wrapped(class_words(known), 2, 4)


def _cheaper(explanation: Explanation, ink: Ink) -> Iterator[str]:
    """What would cost far less, so that it is not missed further down."""
    if explanation.costs is None:
        return
    from advisor.cost.words import cheaper_words

    for words in cheaper_words(explanation.costs):
        yield from (ink.open(line) for line in wrapped(words, 2, 4))
