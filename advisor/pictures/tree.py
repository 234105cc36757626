"""Draws the path of a workload through the decisions, with the reasons against other options."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.explain import Explanation
from advisor.outcome import Standing, State, Taken
from advisor.pictures.drawing import Shape, cross, line, picture, rect, text, tick
from advisor.pictures.heading import heading
from advisor.pictures.palette import ACCENT, EDGE, FRAME, GROUND, PANEL, SOFT, platform_tones
from advisor.pictures.picture import Picture
from advisor.pictures.typesetting import shortened, wrapped
from advisor.report.words import NOTHING, against

__all__ = ["tree_picture"]

_LEFT, _TOP, _COLUMN, _GAP, _PADDING = 24, 118, 176, 22, 11
_LINE, _SMALL, _BETWEEN = 17, 15, 10
_REASON = 8  # lines per reason
_ROOM = _COLUMN - 2 * _PADDING
_TITLE = "How {} was decided"
_SIGNS = {
    State.CHOSEN: "taken", State.ELIGIBLE: "would do too",
    State.RULED_OUT: "not possible", State.OPEN: "depends on what is unknown",
}  # fmt: skip
_MARKS = {State.CHOSEN: tick, State.RULED_OUT: cross}


def tree_picture(answer: Explanation) -> Picture:
    """The decisions from left to right, with the choice on top and the reasons against others."""
    shapes: list[Shape] = []
    bottom, x = float(_TOP), float(_LEFT)
    for taken in answer.taken:
        made, low = _column(answer, taken, x)
        shapes += made
        bottom, x = max(bottom, low), x + _COLUMN + _GAP
    shapes += _platform(answer, x)
    wide = x + _COLUMN + _LEFT
    below = "one decision after the other; what was taken is on top"
    return picture(
        _TITLE.format(answer.name), _described(answer), wide, max(bottom, _TOP + 70) + 14,
        [*heading(_TITLE, answer.name, below, _LEFT, wide - 2 * _LEFT), *shapes],
    )  # fmt: skip


def _column(answer: Explanation, taken: Taken, x: float) -> tuple[list[Shape], float]:
    """The options of a decision from top to bottom, and their lower end."""
    shapes = list(_question(taken.decision.question, x))
    shown = [each for each in taken.standings if _is_shown(each)]
    top = float(_TOP)
    for standing in sorted(shown, key=lambda each: each.option.id != taken.choice):
        made, high = _option(answer, taken, standing, x, top)
        shapes += made
        if standing.option.id == taken.choice and x > _LEFT:
            shapes.append(_way(x))
        top += high + _BETWEEN
    return shapes, top


def _question(question: str, x: float) -> Iterator[Shape]:
    lines = wrapped(question, _COLUMN, 11, bold=True)[:2]
    for index, each in enumerate(lines):
        y = _TOP - 12 - 14 * (len(lines) - 1 - index)
        words = shortened(each, _COLUMN, 11, bold=True)
        yield text(x, y, words, size=11, weight="bold", fill=SOFT)


def _is_shown(standing: Standing) -> bool:
    """Whether an option is shown; an alternative only if the workload names it."""
    return not standing.option.alternative or standing.state in (State.CHOSEN, State.OPEN)


def _way(x: float) -> Shape:
    """The line to the choice, from the column before."""
    return line(x - _GAP, _TOP + 18, x, _TOP + 18, stroke=ACCENT, stroke_width=3)


def _option(
    answer: Explanation, taken: Taken, standing: Standing, x: float, top: float
) -> tuple[list[Shape], float]:
    chosen = standing.option.id == taken.choice
    title = [shortened(e, _ROOM, 13, bold=True)
             for e in wrapped(standing.option.title, _ROOM, 13, bold=True)]  # fmt: skip
    state = State.CHOSEN if chosen else standing.state
    sign = wrapped(_SIGNS[state], _ROOM, 11, bold=True)
    reason = _reason(answer, taken, standing)
    high = 14 + _LINE * len(title) + _SMALL * (len(sign) + len(reason))
    shapes = [
        rect(x, top, _COLUMN, high, rx=6, fill=GROUND if chosen else PANEL,
             stroke=ACCENT if chosen else FRAME, stroke_width=2.5 if chosen else 1,
             stroke_dasharray="5 4" if standing.state is State.OPEN else None)
    ]  # fmt: skip
    y = top + 20
    for words in title:
        shapes.append(text(x + _PADDING, y, words, weight="bold"))
        y += _LINE
    mark = _MARKS.get(state)
    shapes += [mark(x + _PADDING, y - 1, SOFT)] if mark else []
    small = [*((words, "bold") for words in sign), *((words, None) for words in reason)]
    for index, (words, weight) in enumerate(small):
        left = x + _PADDING + (12 if mark and index == 0 else 0)
        shapes.append(text(left, y - 1, words, size=11, weight=weight, fill=SOFT))
        y += _SMALL
    return shapes, high


def _reason(answer: Explanation, taken: Taken, standing: Standing) -> tuple[str, ...]:
    """The reason against an option that was not taken, as lines."""
    if standing.state is not State.RULED_OUT:
        return ()
    lines = wrapped(against(taken, standing.option.id, answer), _ROOM, 11)
    cut = (f"{lines[_REASON - 1]} …",) if len(lines) > _REASON else lines[_REASON - 1 :]
    return tuple(shortened(each, _ROOM, 11) for each in (*lines[: _REASON - 1], *cut))


def _platform(answer: Explanation, x: float) -> Iterator[Shape]:
    title = answer.platform.title if answer.platform else NOTHING
    tones = platform_tones(answer.platform.id if answer.platform else None)
    lines = wrapped(title, _ROOM, 13, bold=True)
    high = 18 + _LINE * len(lines)
    if answer.platform:
        yield _way(x)
    yield text(x, _TOP - 12, "Platform", size=11, weight="bold", fill=SOFT)
    yield rect(x, _TOP, _COLUMN, high, rx=6, fill=tones.fill, stroke=EDGE)
    for index, words in enumerate(lines):
        shown = shortened(words, _ROOM, 13, bold=True)
        yield text(x + _PADDING, _TOP + 21 + _LINE * index, shown, weight="bold")


def _described(answer: Explanation) -> str:
    told = []
    for taken in answer.taken:
        titles = {each.option.id: each.option.title for each in taken.standings}
        told.append(f"{taken.decision.question} {titles.get(taken.choice or '', 'none fits')}.")
    platform = answer.platform.title if answer.platform else NOTHING
    return " ".join([*told, f"The platform: {platform}."])
