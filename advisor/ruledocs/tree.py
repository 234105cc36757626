"""The decision tree of a book, and the layout of its drawing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from advisor.model import Decision, Option, Platform, RuleBook
from advisor.pictures.typesetting import wrapped
from advisor.ruledocs.phrases import in_short

__all__ = ["Box", "Column", "Drawn", "Edge", "drawn"]

# Sizes in pixels. The widths hold the words in the widest of the usual fonts.
WIDTHS = (160, 154, 162, 136, 130)
LEAF = 216
GAP, MARGIN, TOP, BETWEEN, FOOT = 24, 18, 66, 9, 42
LINE, SMALL_LINE, PADDING = 18, 16, 12
SIZE, SMALL = 14, 12  # of the font
_STEP = 24


@dataclass
class _Node:
    """An option on the way to a platform, or the platform at the end of it."""

    key: str
    column: int
    title: tuple[str, ...] = ()
    note: tuple[str, ...] = ()
    width: int = 0
    alternative: bool = False
    default: bool = True
    children: list[_Node] = field(default_factory=list)
    middle: int = 0

    @property
    def height(self) -> int:
        """The height of its box."""
        return len(self.title) * LINE + len(self.note) * SMALL_LINE + PADDING

    @property
    def extent(self) -> int:
        """The height of the node and everything after it."""
        return max(self.height, self.below)

    @property
    def below(self) -> int:
        """The height of everything after the node."""
        return sum(each.extent + BETWEEN for each in self.children) - BETWEEN


@dataclass(frozen=True, slots=True)
class Box:
    """An option or a platform with its place and its lines of text.

    `platform` is the id of a platform, None for an option.
    """

    x: int
    y: int
    width: int
    height: int
    title: tuple[str, ...]
    note: tuple[str, ...]
    platform: str | None
    alternative: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from one box to the next: where it starts, turns and ends."""

    x: int
    y: int
    turn: int
    to_x: int
    to_y: int
    default: bool
    alternative: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A question over its options."""

    x: int
    width: int
    title: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """The whole drawing."""

    width: int
    height: int
    columns: tuple[Column, ...]
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]


def drawn(book: RuleBook) -> Drawn:
    """The drawing of a book's decisions, as far as its platforms go."""
    root, last = _tree(book), len(book.decisions)
    _place(root, TOP)
    columns = [Column(_left(i), _width(i), each.question) for i, each in enumerate(book.decisions)]
    columns.append(Column(_left(last), LEAF, "Platform"))
    return Drawn(
        _left(last) + LEAF + MARGIN,
        TOP + root.extent + FOOT,
        tuple(columns),
        tuple(_box(node, last) for node, _ in _walk(root)),
        tuple(_edge(node, parent) for node, parent in _walk(root)),
    )


def _tree(book: RuleBook) -> _Node:
    root = _Node("", -1)
    for platform in book.platforms:
        _add(root, platform, book)
    _order(root, book)
    return root


def _add(root: _Node, platform: Platform, book: RuleBook) -> None:
    node, above = root, ""
    for column, decision in enumerate(book.decisions):
        choice = platform.choices.get(decision.id)
        if choice is None:
            continue
        option = decision.option(choice)
        found = next((each for each in node.children if each.key == choice), None)
        if found is None:
            found = _option(option, decision, column, node, above)
            node.children.append(found)
        node, above = found, option.title
    title = wrapped(platform.title, LEAF - 2 * PADDING, SIZE)
    node.children.append(
        _Node(platform.id, len(book.decisions), title, (), LEAF, node.alternative, node.default)
    )


def _option(option: Option, decision: Decision, column: int, parent: _Node, above: str) -> _Node:
    room = _width(column) - 2 * PADDING
    return _Node(
        option.id,
        column,
        wrapped(_shorter(option.title, above), room, SIZE, bold=True),
        wrapped(in_short(option, decision), room, SMALL),
        _width(column),
        parent.alternative or option.alternative,
        option is decision.options[0],
    )


def _shorter(title: str, above: str) -> str:
    """A title without what the option before it says: `Fargate` after `AWS Batch`."""
    rest = title.removeprefix(f"{above} on ") if above else title
    return rest or title


def _order(node: _Node, book: RuleBook) -> None:
    """Children in the order in which the book declares its options."""
    orders = [[option.id for option in each.options] for each in book.decisions]
    node.children.sort(key=lambda c: orders[c.column].index(c.key) if c.column < len(orders) else 0)
    for child in node.children:
        _order(child, book)


def _place(node: _Node, top: int) -> None:
    """Place the children of a node one below the other, and the node beside their middle."""
    node.middle = top + node.extent // 2
    at = top + max(0, node.extent - node.below) // 2
    for child in node.children:
        _place(child, at)
        at += child.extent + BETWEEN
    if node.children and node.below >= node.height:
        ends = node.children[0].middle + node.children[-1].middle
        half = node.height // 2
        middle = min(max(ends // 2, top + half), top + node.extent - half)
        # A straight line looks better than one with a small step.
        near = [each.middle for each in node.children if abs(each.middle - middle) < _STEP]
        node.middle = near[0] if near else middle


def _walk(node: _Node) -> Iterator[tuple[_Node, _Node]]:
    for child in node.children:
        yield child, node
        yield from _walk(child)


def _left(column: int) -> int:
    return MARGIN + GAP + sum(_width(i) + GAP for i in range(column))


def _width(column: int) -> int:
    return WIDTHS[column] if column < len(WIDTHS) else WIDTHS[-1]


def _box(node: _Node, last: int) -> Box:
    platform = node.key if node.column == last else None
    return Box(
        _left(node.column), node.middle - node.height // 2, node.width, node.height,
        node.title, node.note, platform, node.alternative,
    )  # fmt: skip


def _edge(node: _Node, parent: _Node) -> Edge:
    to_x = _left(node.column)
    start = _left(parent.column) + parent.width if parent.column >= 0 else to_x - GAP
    default = node.default and not node.alternative
    return Edge(start, parent.middle, to_x - GAP // 2, to_x, node.middle, default, node.alternative)
