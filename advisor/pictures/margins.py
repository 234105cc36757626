"""How near a workload is to the limits of its platform, and to those that rule others out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.explain import Explanation
from advisor.explain.reasons import Margin
from advisor.model import Limit, Rule
from advisor.outcome import State
from advisor.pictures.drawing import (
    Own,
    Shape,
    cross,
    hatch,
    line,
    path,
    picture,
    rect,
    text,
    tick,
)
from advisor.pictures.heading import heading
from advisor.pictures.limits import owner
from advisor.pictures.palette import ACCENT, FRAME, INK, PANEL, SOFT, STATUSES
from advisor.pictures.picture import Picture
from advisor.pictures.placing import Box
from advisor.pictures.typesetting import shortened, width, wrapped
from advisor.report.words import margin_words

__all__ = ["Bar", "kept", "margins_picture", "passed"]

_WIDTH, _LEFT = 640, 24
_ROOM = _WIDTH - 2 * _LEFT
_TITLE = "How near {} is to the limits"
_AT_LIMIT, _MOST = 0.68, 1.4  # the place of the limit in a bar; the most it shows, in limits
_ROW, _LINE, _HEAD, _BAR = 60, 14, 40, 12
_ROWS = 7  # bars in each part; more would hide the near ones


class Bar(NamedTuple):
    """A limit, the workload's value, and the options ruled out; none if the limit is kept."""

    rule: Rule
    limit: Limit
    margin: Margin
    options: tuple[str, ...] = ()

    @property
    def used(self) -> float:
        """The value as a share of the limit."""
        return self.margin.used or 0.0


def kept(answer: Explanation) -> tuple[Bar, ...]:
    """The tightest limit of each fact that the chosen platform keeps, the nearest first."""
    nearest: dict[str, Bar] = {}
    for held in answer.margins:
        nearest.setdefault(held.margin.fact, Bar(*held))
    return tuple(nearest.values())


def passed(answer: Explanation) -> tuple[Bar, ...]:
    """The passed limits that rule options out, the nearest first."""
    found: dict[tuple[str, str], Bar] = {}
    for taken in answer.taken:
        for standing in taken.standings:
            if standing.state is not State.RULED_OUT:
                continue
            for each in answer.reasons[taken.decision.id, standing.option.id]:
                margin, limit = each.margin, each.limit
                if each.truth is not True or each.strength or limit is None or margin is None:
                    continue
                if margin.used is None or margin.used < 1:  # a minimum
                    continue
                bar = found.setdefault((limit.id, margin.fact), Bar(each.rule, limit, margin))
                titles = dict.fromkeys((*bar.options, standing.option.title))
                found[limit.id, margin.fact] = bar._replace(options=tuple(titles))
    return tuple(sorted(found.values(), key=lambda bar: bar.used))


def margins_picture(answer: Explanation) -> Picture:
    """Each limit as a bar up to the workload's value, with the limit marked."""
    parts = [(name, bars) for name, bars in _parts(answer) if bars]
    below = "a bar is what the workload needs, as a share of the limit"
    shapes = [*heading(_TITLE, answer.name, below, _LEFT, _ROOM), hatch("over", INK, apart=5)]
    top = 66.0
    for name, bars in parts:
        shapes += _part_head(name, top)
        top += _HEAD
        for bar in bars[:_ROWS]:
            shapes += _row(bar, top)
            top += _ROW + _LINE * (len(_told(bar)) - 1)
        if len(bars) > _ROWS:
            words = f"and {len(bars) - _ROWS} that are further away"
            shapes.append(text(_LEFT, top + 2, words, size=12, fill=SOFT))
            top += 22
        top += 8
    if not parts:
        words = "No limit that is a number bears on what is known of it."
        shapes.append(text(_LEFT, top + 16, words))
        top += 34
    return picture(_TITLE.format(answer.name), _described(parts), _WIDTH, top + 8, shapes)


def _parts(answer: Explanation) -> Iterator[tuple[str, tuple[Bar, ...]]]:
    if answer.platform is not None:
        yield f"Kept on {answer.platform.title}", kept(answer)
    yield "Passed, which rules something out", passed(answer)


def _part_head(name: str, top: float) -> Iterator[Shape]:
    at = _at(1)
    room = at - _LEFT - 40
    yield text(_LEFT, top + 26, shortened(name, room, 13, bold=True), weight="bold")
    yield text(at, top + 26, "the limit", size=11, anchor="middle", fill=SOFT)
    yield line(_LEFT, top + 33, _WIDTH - _LEFT, top + 33, stroke=FRAME)


def _at(used: float) -> float:
    return _LEFT + _ROOM * _AT_LIMIT * used


def _row(bar: Bar, top: float) -> Iterator[Shape]:
    value, verdict = _words(bar)
    right = _WIDTH - _LEFT
    yield text(right, top + 16, verdict, size=12, weight="bold", anchor="end")
    wide = width(verdict, 12, bold=True) + 12
    yield (cross if _is_over(bar) else tick)(right - wide, top + 16, INK)
    room = _ROOM - wide - 16
    name = shortened(_called(bar.margin.fact), room / 2, 12, bold=True)
    yield text(_LEFT, top + 16, name, size=12, weight="bold")
    before = width(name, 12, bold=True) + 8
    yield text(_LEFT + before, top + 16, shortened(value, room - before, 12), size=12)
    yield from _bar(bar, Box(_LEFT, top + 23, _ROOM, _BAR))
    for index, words in enumerate(_told(bar)):
        yield text(_LEFT, top + 49 + _LINE * index, words, size=11, fill=SOFT)


def _bar(bar: Bar, box: Box) -> Iterator[Shape]:
    limit, end = _at(1), _at(min(bar.used, _MOST))
    yield rect(box.x, box.y, limit - box.x, box.height, rx=2, fill=PANEL, stroke=FRAME)
    tones = STATUSES["no-fit" if _is_over(bar) else "settled"]
    inside = max(min(end, limit) - box.x, 1.5)
    yield rect(box.x, box.y, inside, box.height, rx=2, fill=tones.strong)
    if end > limit:
        beyond = (limit, box.y, end - limit, box.height)
        yield rect(*beyond, fill=tones.fill, stroke=tones.strong)
        yield rect(*beyond, fill=Own("over"), opacity=0.5)
    if bar.used > _MOST:  # an arrow: it goes on
        yield path(
            f"M{end + 3:.2f} {box.y:.2f}l7 {_BAR / 2}l-7 {_BAR / 2}", fill="none",
            stroke=tones.strong, stroke_width=2,
        )  # fmt: skip
    yield line(limit, box.y - 3, limit, box.bottom + 3, stroke=ACCENT, stroke_width=2)


def _is_over(bar: Bar) -> bool:
    """Whether the limit rules something out; at some limits the limit itself is too much."""
    return bool(bar.options)


def _words(bar: Bar) -> tuple[str, str]:
    """The value with the limit; and how much is spare or over."""
    margin = bar.margin
    value, _, verdict = margin_words(margin).rpartition(", ")
    if margin.spare < 0 and (margin.used or 0) >= 10:  # noqa: PLR2004  # per cent say little then
        verdict = f"{margin.used:,.0f} times the limit"
    return value, verdict


def _told(bar: Bar) -> tuple[str, ...]:
    """The rule of the limit, its title and owner, and what it rules out, as lines."""
    out = f"; rules out {' and '.join(bar.options)}" if bar.options else ""
    title = bar.limit.title.partition(" (")[0]
    lines = wrapped(f"{bar.rule.code}, {owner(bar.limit.id)}: {title}{out}", _ROOM, 11)
    return tuple(shortened(each, _ROOM, 11) for each in lines)


def _called(fact: str) -> str:
    return fact.removeprefix("x.").replace("_", " ")


def _described(parts: list[tuple[str, tuple[Bar, ...]]]) -> str:
    told = [
        f"{name}: "
        + "; ".join(f"{_called(bar.margin.fact)} {margin_words(bar.margin)}" for bar in bars)
        + "."
        for name, bars in parts
    ]
    return " ".join(told) or "No limit that is a number bears on what is known of it."
