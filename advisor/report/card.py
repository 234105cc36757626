"""A recommendation as a card in a notebook."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.display.card import Card, Cell, Section, Table, Tone
from advisor.display.phrases import listed
from advisor.explain import Explanation, Reason
from advisor.outcome import State, Status, Taken
from advisor.report.cited import cited
from advisor.report.conflicts import class_words, conflicts
from advisor.report.words import (
    against,
    instance_words,
    line_of,
    margin_words,
    margins_in_sight,
    option_title,
    origin_words,
    platform_title,
    settled_words,
    sides,
    size_words,
)
from advisor.units import show

__all__ = ["TONES", "cited_rule", "recommendation_card", "status_sentence"]

TONES: dict[Status, Tone] = {
    Status.SETTLED: "good",
    Status.CONDITIONAL: "open",
    Status.NO_FIT: "bad",
}
_MOST = 4  # rows of limits and of flips, which are sorted by how near they are


def recommendation_card(answer: Explanation) -> Card:
    """A card with the verdict, the reasons, the size, the nearest limits and changes, and costs."""
    platform = answer.platform
    title = f"{platform.title} ({platform.id})" if platform else "No platform fits"
    return Card(
        kind=f"recommendation for {answer.name}",
        title=title,
        lead=status_sentence(answer),
        tone=TONES[answer.status],
        sections=tuple(_sections(answer)),
        note=f"rules as of {answer.book.as_of}",
    )


def _sections(answer: Explanation) -> Iterator[Section]:
    known = map(class_words, answer.no_fit)
    yield Section("Demands that nothing meets", (Table(tuple(_demands(answer))), *known))
    depends = Table(tuple(_depends(answer)), ("it depends on", "when", "the answer is"))
    yield Section("Depends on", (depends,))
    yield Section("Why", (Table(tuple(_choices(answer))),))
    yield Section("Why not", (Table(tuple(_losers(answer))),))
    yield Section("Size", tuple(_size(answer)))
    yield Section("Nearest limits", (Table(tuple(_margins(answer))),))
    yield Section("What would change it", (Table(tuple(_flips(answer))),))
    yield Section("Cost", tuple(_cost(answer)))
    yield Section("To do", (Table(tuple(_advised(answer))),), folded=True)
    yield Section("Sources", (Table(tuple(_sources(answer))),), folded=True)


def status_sentence(answer: Explanation) -> str:
    """How sure the answer is, in a sentence."""
    match answer.status:
        case Status.SETTLED:
            return settled_words(answer)
        case Status.CONDITIONAL:
            names = listed(f"`{name}`" for name in answer.depends_on)
            return f"It depends on {names}, which the workload does not state."
        case Status.NO_FIT:
            return "Nothing on offer meets all that is asked for."


def cited_rule(reason: Reason) -> Cell:
    """The code of a rule, linked to its source."""
    return Cell(reason.rule.code, reason.rule.source.url)


def _rule(code: str, answer: Explanation) -> Cell:
    rule = next(each for each in answer.book.rules if each.code == code)
    return Cell(code, rule.source.url)


def _demands(answer: Explanation) -> Iterator[tuple[Cell, str]]:
    if answer.status is Status.NO_FIT:
        for each in conflicts(answer):
            yield cited_rule(each.reason), each.reason.because + line_of(each.reason)


def _depends(answer: Explanation) -> Iterator[tuple[str, str, str]]:
    for name in answer.depends_on:
        for when, what in sides(answer, name):
            yield f"`{name}`", when, what


def _choices(answer: Explanation) -> Iterator[tuple[str | Cell, ...]]:
    """For each decision its choice, and the first reason for it."""
    for taken in answer.taken:
        if taken.choice is None:
            continue
        title = Cell(option_title(taken, taken.choice), tone="good")
        yield taken.decision.question, title, *_first_for(taken, answer)


def _first_for(taken: Taken, answer: Explanation) -> tuple[str | Cell, str | Cell]:
    found = answer.reasons[taken.decision.id, str(taken.choice)]
    known = next((each for each in found if each.truth), None)
    if known is None:
        return taken.decision.option(str(taken.choice)).because, ""
    return known.because + line_of(known), cited_rule(known)


def _losers(answer: Explanation) -> Iterator[tuple[str | Cell, ...]]:
    """The options that were not chosen, each with the first reason against it."""
    for taken in answer.taken:
        for standing in taken.standings:
            option = standing.option
            if standing.state is State.CHOSEN or option.alternative:
                continue
            reasons = answer.reasons[taken.decision.id, option.id]
            out = next((each for each in reasons if each.truth and not each.strength), None)
            if out is not None:
                yield (
                    option.title,
                    Cell("ruled out", tone="bad"),
                    out.because + line_of(out),
                    cited_rule(out),
                )
            elif taken.choice is not None:
                state = Cell(
                    "may still win" if standing.state is State.OPEN else "possible", tone="open"
                )
                yield option.title, state, _preferred(taken, option.id, answer), ""


def _preferred(taken: Taken, option_id: str, answer: Explanation) -> str:
    """Why a possible option is not the chosen one."""
    words = against(taken, option_id, answer)
    chosen = option_title(taken, taken.choice)
    return words if words.startswith(chosen) else f"{chosen} is preferred: {words}"


def _size(answer: Explanation) -> Iterator[str]:
    if answer.sizing is None:
        return
    yield size_words(answer.sizing) or "not known: give `vcpus` and `memory`"
    if answer.sizing.instances:
        yield f"on {instance_words(answer.sizing.instances[0])}, for one"


def _margins(answer: Explanation) -> Iterator[tuple[str | Cell, ...]]:
    for each in margins_in_sight(answer)[:_MOST]:
        title = f"{each.limit.title} ({each.rule.code})"
        yield f"`{each.margin.fact}`", margin_words(each.margin), title


def _flips(answer: Explanation) -> Iterator[tuple[str, ...]]:
    for flip in answer.flips[:_MOST]:
        now = show(flip.before, answer.book.facts[flip.fact].unit)
        words = f"{flip.words} (now {now})" if flip.fact in answer.stated else flip.words
        codes = ", ".join(rule.code for rule in flip.rules)
        yield words, platform_title(answer, flip.platform), codes


def _cost(answer: Explanation) -> Iterator[str | Table]:
    costs = answer.costs
    if costs is None:
        return
    from advisor.cost.card import cost_table
    from advisor.cost.words import cheaper_words, headline, stale_words

    if costs.problem is not None:
        yield f"not priced: {costs.problem}"
        return
    yield headline(costs)
    yield cost_table(costs)
    yield from cheaper_words(costs)
    yield from filter(None, [stale_words(costs)])


def _advised(answer: Explanation) -> Iterator[tuple[Cell, str]]:
    for each in answer.advice:
        origin = origin_words(each)
        yield _rule(each.rule.code, answer), each.text + (f" ({origin})" if origin else "")


def _sources(answer: Explanation) -> Iterator[tuple[str | Cell, ...]]:
    for each in cited(answer):
        title = Cell(each.title if each.url else f"our judgement: {each.title}", each.url)
        yield ", ".join(each.codes), title, f"checked {each.checked}"
