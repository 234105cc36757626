"""The labels of a map: limits above and beside it, names in its regions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from advisor.pictures.decision_map import Answer
from advisor.pictures.drawing import Shape, path, text
from advisor.pictures.limits import LimitLine
from advisor.pictures.palette import EDGE, INK, SOFT
from advisor.pictures.placing import Box, first_free, spread
from advisor.pictures.typesetting import shortened, width, wrapped

__all__ = [
    "Flag",
    "beside",
    "chosen",
    "flags",
    "height",
    "leaders",
    "name_shapes",
    "names_in",
    "over",
]

HEAD, SMALL, LINE = 12, 11, 14
ROOM = 200  # width of the words of a limit
_LINES = 3  # of these words at most
_GAP = 6
_APART = 4.0  # pixels between two labelled borders


class Flag(NamedTuple):
    """The words of a limit, and their place above a map; level 0 is the lowest."""

    line: LimitLine
    words: tuple[str, ...]
    level: int


def chosen(lines: Iterable[LimitLine], most: int) -> list[LimitLine]:
    """The limits to label: the longest borders, and one of those close to each other."""
    kept: list[LimitLine] = []
    for line in sorted(
        lines, key=lambda each: (each.border.low - each.border.high, each.border.at)
    ):
        if all(abs(line.border.at - other.border.at) >= _APART for other in kept):
            kept.append(line)
    return sorted(kept[:most], key=lambda each: each.border.at)


def _words(line: LimitLine) -> tuple[str, ...]:
    found = list(wrapped(line.words, ROOM, SMALL))
    if len(found) > _LINES:
        rest = " ".join(found[_LINES - 1 :])
        found[_LINES - 1 :] = [_cut(rest)]
    return tuple(shortened(each, ROOM, SMALL) for each in found)


def _cut(rest: str) -> str:
    """The start of a text that does not fit, with an ellipsis."""
    first = wrapped(rest, ROOM - 12, SMALL)[0]
    return f"{first}…"


def flags(lines: Sequence[LimitLine]) -> list[Flag]:
    """The words of each limit, at a level where its pole crosses no other words."""
    found: list[Flag] = []
    for line in reversed(lines):
        words = _words(line)
        reach = line.border.at + _GAP + max(_wide(line, words), 0)
        above = [each.level + 1 for each in found if each.line.border.at < reach + _GAP]
        found.append(Flag(line, words, max(above, default=0)))
    return found[::-1]


def _wide(line: LimitLine, words: Sequence[str]) -> float:
    widths = [width(each, SMALL) for each in words]
    return max([*widths, width(line.value, HEAD, bold=True)])


def height(found: Sequence[Flag]) -> float:
    """The height of all flags above a map."""
    return (max(each.level for each in found) + 1) * _level(found) if found else 0


def _level(found: Sequence[Flag]) -> float:
    """The height of each level, which holds the flag with the most words."""
    return HEAD + LINE * max(len(each.words) for each in found) + 8


def over(found: Sequence[Flag], top: float) -> Iterator[Shape]:
    """The words above a map with its upper edge at `top`, with a pole down to each border."""
    for flag in found:
        at = flag.line.border.at
        base = top - 6 - flag.level * _level(found)
        head = base - LINE * len(flag.words)
        yield path(
            f"M{at:.2f} {head - HEAD + 2:.2f}V{flag.line.border.low:.2f}",
            fill="none", stroke=EDGE, stroke_dasharray="2 3",
        )  # fmt: skip
        yield from _block(at + _GAP, head, flag.line.value, flag.words)


def leaders(standing: Sequence[LimitLine], lying: Sequence[LimitLine], plot: Box) -> list[Box]:
    """The boxes of the dotted lines from words to borders across the map."""
    poles = [
        Box(each.border.at - 2, plot.y, 4, each.border.low - plot.y)
        for each in standing
        if each.border.low > plot.y
    ]
    return poles + [
        Box(each.border.high, each.border.at - 2, plot.right - each.border.high, 4)
        for each in lying
        if each.border.high < plot.right
    ]


def _block(x: float, y: float, value: str, words: Sequence[str]) -> Iterator[Shape]:
    yield text(x, y, value, size=HEAD, weight="bold")
    for index, each in enumerate(words):
        yield text(x, y + LINE * (index + 1), each, size=SMALL, fill=SOFT)


def beside(lines: Sequence[LimitLine], plot: Box) -> Iterator[Shape]:
    """The words to the right of a map, from top to bottom, each with a line to its border."""
    room = HEAD + _LINES * LINE + 6
    ordered = sorted(lines, key=lambda each: each.border.at)
    wishes = [each.border.at - room / 2 for each in ordered]
    places = spread(wishes, room, plot.y - 2, plot.bottom - room + 8)
    for line, top in zip(ordered, places, strict=True):
        words = _words(line)
        head = top + (room - LINE * len(words) - HEAD) / 2 + HEAD - 2
        middle = head + LINE * len(words) / 2 - 4
        at = line.border.at
        yield path(
            f"M{line.border.high:.2f} {at:.2f}H{plot.right + 6:.2f}"
            f"L{plot.right + 16:.2f} {middle:.2f}h4",
            fill="none", stroke=EDGE, stroke_dasharray="2 3",
        )  # fmt: skip
        yield from _block(plot.right + 24, head, line.value, words)


def names_in(
    rooms: Mapping[Answer, tuple[Box, ...]], titles: Mapping[Answer, str], taken: Sequence[Box]
) -> Iterator[tuple[tuple[str, ...], Box]]:
    """A name for each region with room for it, and its box."""
    filled = list(taken)
    for answer, boxes in rooms.items():
        for lines in _breakings(titles[answer]):
            wide = max(width(line, HEAD, bold=True) for line in lines) + 12
            high = 16 * len(lines) + 8
            places = [
                place for room in _largest(boxes, wide, high) for place in _inside(room, wide, high)
            ]
            frame = Box(0, 0, 10**4, 10**4)
            found = first_free(places, filled, frame)
            if found is not None:
                filled.append(found)
                yield lines, found
                break


def _breakings(title: str) -> list[tuple[str, ...]]:
    """A title on one line, on two lines, and so on."""
    words = title.split()
    rooms = sorted({width(title, HEAD, bold=True) / n + 1 for n in range(1, len(words) + 1)})
    found = {wrapped(title, room, HEAD, bold=True) for room in rooms}
    return sorted(found, key=len)[:3]


def _largest(boxes: Sequence[Box], wide: float, high: float) -> list[Box]:
    """Rectangles of whole cells that can hold a name, the largest first."""
    found: set[Box] = set()
    kept = set(boxes)
    lefts = sorted({each.x for each in boxes})
    rights = sorted({each.right for each in boxes})
    columns: dict[float, list[Box]] = {}
    for each in kept:
        columns.setdefault(each.x, []).append(each)
    for left in lefts:
        runs = _runs(columns[left])
        right = max(each.right for each in columns[left])
        while True:
            found.update(
                Box(left, low, right - left, high_ - low)
                for low, high_ in runs
                if right - left >= wide and high_ - low >= high
            )
            if right not in columns or right not in lefts or right >= rights[-1]:
                break
            runs = _shared(runs, _runs(columns[right]))
            right = max(each.right for each in columns[right])
            if not runs:
                break
    return sorted(found, key=lambda box: (-min(box.width / wide, 3) * min(box.height / high, 4)
                                          - box.width * box.height / 1e6, box))[:6]  # fmt: skip


def _runs(boxes: Iterable[Box]) -> list[tuple[float, float]]:
    """The boxes of a column as ranges without gaps."""
    found: list[tuple[float, float]] = []
    for each in sorted(boxes, key=lambda box: box.y):
        if found and abs(found[-1][1] - each.y) < 0.02:  # noqa: PLR2004  # of a pixel
            found[-1] = (found[-1][0], each.bottom)
        else:
            found.append((each.y, each.bottom))
    return found


def _shared(
    one: list[tuple[float, float]], other: list[tuple[float, float]]
) -> list[tuple[float, float]]:
    both = [(max(a, c), min(b, d)) for a, b in one for c, d in other]
    return [(low, high) for low, high in both if low < high]


def _inside(room: Box, wide: float, high: float) -> Iterator[Box]:
    """Places in a box, from its middle outwards."""
    shares = (0.5, 0.3, 0.7, 0.12, 0.88, 0.0, 1.0)
    for down in shares:
        for across in shares:
            yield Box(
                room.x + (room.width - wide) * across,
                room.y + (room.height - high) * down,
                wide,
                high,
            )


def name_shapes(lines: tuple[str, ...], box: Box) -> Iterator[Shape]:
    """The lines of a name in its box."""
    for index, each in enumerate(lines):
        y = box.y + 16 + 16 * index
        yield text(
            box.x + box.width / 2, y, each, size=HEAD, weight="bold", anchor="middle", fill=INK
        )
