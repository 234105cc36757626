"""The decision tree as SVG: reproducible, for light and dark, with real text."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from advisor.model import RuleBook
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

# After Okabe and Ito, so that people with any kind of colour blindness can tell them apart; no
# meaning depends on colour alone. With light and dark variants, for contrast with the background.
_FAMILIES = (
    ("#b35900", "#ffb55c"), ("#0068a8", "#66bdf0"), ("#00785a", "#3fd0a8"), ("#7d4a8d", "#d9a6e0"),
    ("#5c6470", "#aab4c0"),
)  # fmt: skip
_STYLE = """\
svg{--ground:#ffffff;--frame:#d5dae1;--ink:#1b222c;--soft:#515c6b;
--box:#f4f6f9;--edge:#8a95a4;%(light)s}
@media (prefers-color-scheme:dark){
svg{--ground:#161b22;--frame:#333c48;--ink:#edf1f6;--soft:#a9b4c2;
--box:#212934;--edge:#6f7c8c;%(dark)s}}
.ground{fill:var(--ground);stroke:var(--frame)}
text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
font-size:%(size)dpx;fill:var(--ink)}
.head{font-size:%(head)dpx;font-weight:600;fill:var(--soft)}
.option{font-weight:600}
.note{font-size:%(small)dpx;fill:var(--soft)}
.box{fill:var(--box);stroke:var(--frame)}
.edge{fill:none;stroke:var(--edge);stroke-width:1.5}
.first{stroke-width:3}
.maybe{stroke-dasharray:5 4}
.start{fill:var(--edge)}
.rule{stroke:var(--frame)}
%(families)s"""


def drawing(book: RuleBook) -> str:
    """The text of the SVG file."""
    return "\n".join(_lines(drawn(book), book)) + "\n"


def _lines(tree: Drawn, book: RuleBook) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {tree.width} {tree.height}" '
        f'width="{tree.width}" height="{tree.height}" role="img" aria-labelledby="title desc">'
    )
    yield '<title id="title">The decision tree of advisor</title>'
    yield f'<desc id="desc">{escape(_described(book))}</desc>'
    yield f"<style>\n{_style()}</style>"
    yield (
        f'<rect class="ground" x="0.5" y="0.5" width="{tree.width - 1}" '
        f'height="{tree.height - 1}" rx="10"/>'
    )
    yield from (_column(each) for each in tree.columns)
    yield f'<path class="rule" d="M{MARGIN} {TOP - 20}H{tree.width - MARGIN}"/>'
    first = min(tree.edges, key=lambda edge: edge.x)
    yield f'<circle class="start" cx="{first.x}" cy="{first.y}" r="5"/>'
    yield from (_edge(each) for each in sorted(tree.edges, key=lambda edge: edge.default))
    for box in tree.boxes:
        yield from _box(box)
    yield from _legend(tree)
    yield "</svg>"


def _described(book: RuleBook) -> str:
    questions = " ".join(each.question for each in book.decisions)
    ways = [
        f"{platform.title}: {', '.join(platform.choices.values())}" for platform in book.platforms
    ]
    return f"{questions} The answers lead to these platforms. {'; '.join(ways)}."


def _style() -> str:
    names = range(len(_FAMILIES))
    return _STYLE % {
        "light": "".join(f"--f{i}:{_FAMILIES[i][0]};" for i in names).rstrip(";"),
        "dark": "".join(f"--f{i}:{_FAMILIES[i][1]};" for i in names).rstrip(";"),
        "families": "".join(f".f{i}{{fill:var(--f{i})}}\n" for i in names),
        "size": SIZE,
        "small": SMALL,
        "head": SMALL,
    }


def _column(column: Column) -> str:
    return f'<text class="head" x="{column.x}" y="{TOP - 32}">{escape(column.title)}</text>'


def _edge(edge: Edge) -> str:
    kind = "edge" + (" first" if edge.default else "") + (" maybe" if edge.alternative else "")
    if edge.y == edge.to_y:
        return f'<path class="{kind}" d="M{edge.x} {edge.y}H{edge.to_x}"/>'
    bend = min(8, abs(edge.to_y - edge.y) // 2)
    down = 1 if edge.to_y > edge.y else -1
    return (
        f'<path class="{kind}" d="M{edge.x} {edge.y}H{edge.turn - bend}'
        f"Q{edge.turn} {edge.y} {edge.turn} {edge.y + down * bend}V{edge.to_y - down * bend}"
        f'Q{edge.turn} {edge.to_y} {edge.turn + bend} {edge.to_y}H{edge.to_x}"/>'
    )


def _box(box: Box) -> Iterator[str]:
    kind = "box maybe" if box.alternative else "box"
    yield (
        f'<rect class="{kind}" x="{box.x}" y="{box.y}" width="{box.width}" '
        f'height="{box.height}" rx="6"/>'
    )
    if box.is_platform:
        yield (
            f'<rect class="f{box.family % len(_FAMILIES)}" x="{box.x}" y="{box.y}" width="5" '
            f'height="{box.height}" rx="2.5"/>'
        )
    y = box.y + PADDING // 2 + SIZE
    for line in box.title:
        style = "" if box.is_platform else ' class="option"'
        yield f'<text{style} x="{box.x + PADDING}" y="{y}">{escape(line)}</text>'
        y += LINE
    for line in box.note:
        yield f'<text class="note" x="{box.x + PADDING}" y="{y - 1}">{escape(line)}</text>'
        y += SMALL_LINE


def _legend(tree: Drawn) -> Iterator[str]:
    y = tree.height - MARGIN + 2
    x = MARGIN + GAP
    for kind, words, width in (
        ("edge first", "the option taken where no rule speaks for another", 370),
        ("edge", "another option", 160),
        ("edge maybe", "an alternative: it competes only where a workload names it", 0),
    ):
        yield f'<path class="{kind}" d="M{x} {y}h28"/>'
        yield f'<text class="note" x="{x + 38}" y="{y + 4}">{words}</text>'
        x += width
