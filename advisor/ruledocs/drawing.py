"""The decision tree as SVG, in the colours and fonts of all pictures."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model import RuleBook
from advisor.pictures.drawing import Attribute, Shape, circle, path, picture, rect, text
from advisor.pictures.palette import EDGE, FRAME, PANEL, SOFT, platform_tones
from advisor.ruledocs.tree import (
    GAP,
    LINE,
    MARGIN,
    PADDING,
    SIZE,
    SMALL,
    SMALL_LINE,
    TOP,
    Box,
    Column,
    Drawn,
    Edge,
    drawn,
)

__all__ = ["drawing"]

_DASHED = "5 4"


def drawing(book: RuleBook) -> str:
    """The text of the SVG file."""
    tree = drawn(book)
    title = "The decision tree of advisor"
    return picture(title, _described(book), tree.width, tree.height, _shapes(tree)).svg


def _described(book: RuleBook) -> str:
    questions = " ".join(each.question for each in book.decisions)
    ways = [
        f"{platform.title}: {', '.join(platform.choices.values())}" for platform in book.platforms
    ]
    return f"{questions} The answers lead to these platforms. {'; '.join(ways)}."


def _shapes(tree: Drawn) -> Iterator[Shape]:
    yield from (_column(each) for each in tree.columns)
    yield path(f"M{MARGIN} {TOP - 20}H{tree.width - MARGIN}", stroke=FRAME)
    first = min(tree.edges, key=lambda edge: edge.x)
    yield circle(first.x, first.y, 5, fill=EDGE)
    for edge in sorted(tree.edges, key=lambda edge: edge.default):
        yield _way(_line(edge), first=edge.default, alternative=edge.alternative)
    for box in tree.boxes:
        yield from _box(box)
    yield from _legend(tree)


def _column(column: Column) -> Shape:
    return text(column.x, TOP - 32, column.title, size=SMALL, weight="bold", fill=SOFT)


def _way(line: str, *, first: bool = False, alternative: bool = False) -> Shape:
    dashes = _DASHED if alternative else None
    width = 3 if first else 1.5
    return path(line, fill="none", stroke=EDGE, stroke_width=width, stroke_dasharray=dashes)


def _line(edge: Edge) -> str:
    """The line of an edge as an SVG path, with round corners."""
    if edge.y == edge.to_y:
        return f"M{edge.x} {edge.y}H{edge.to_x}"
    bend = min(8, abs(edge.to_y - edge.y) // 2)
    down = 1 if edge.to_y > edge.y else -1
    return (
        f"M{edge.x} {edge.y}H{edge.turn - bend}"
        f"Q{edge.turn} {edge.y} {edge.turn} {edge.y + down * bend}V{edge.to_y - down * bend}"
        f"Q{edge.turn} {edge.to_y} {edge.turn + bend} {edge.to_y}H{edge.to_x}"
    )


def _box(box: Box) -> Iterator[Shape]:
    dashes = _DASHED if box.alternative else None
    look: dict[str, Attribute] = {"fill": PANEL, "stroke": FRAME, "stroke_dasharray": dashes}
    yield rect(box.x, box.y, box.width, box.height, rx=6, **look)
    if box.platform is not None:
        colour = platform_tones(box.platform).strong
        yield rect(box.x, box.y, 5, box.height, rx=2.5, fill=colour)
    y = box.y + PADDING // 2 + SIZE
    for line in box.title:
        weight = "bold" if box.platform is None else None
        yield text(box.x + PADDING, y, line, size=SIZE, weight=weight)
        y += LINE
    for line in box.note:
        yield text(box.x + PADDING, y - 1, line, size=SMALL, fill=SOFT)
        y += SMALL_LINE


def _legend(tree: Drawn) -> Iterator[Shape]:
    y = tree.height - MARGIN + 2
    x = MARGIN + GAP
    for first, alternative, words, width in (
        (True, False, "the option taken where no rule speaks for another", 370),
        (False, False, "another option", 160),
        (False, True, "an alternative: it competes only where a workload names it", 0),
    ):
        yield _way(f"M{x} {y}h28", first=first, alternative=alternative)
        yield text(x + 38, y + 4, words, size=SMALL, fill=SOFT)
        x += width
