"""SVG as a tree of frozen shapes, and a `Picture` from it: safe text, light and dark, same bytes.

Every colour is written as a plain attribute for light grounds, which any program understands; the
style sheet only swaps it where a dark scheme is preferred. All names are the picture's own, so that
several pictures can stand in one page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from html import escape
from typing import NamedTuple

from advisor.pictures.palette import FRAME, GROUND, INK, Colour
from advisor.pictures.picture import Picture
from advisor.pictures.typesetting import FONTS

__all__ = [
    "Own", "Shape", "circle", "clip", "dots", "group", "hatch", "line", "number", "path", "picture",
    "polygon", "rect", "text",
]  # fmt: skip


class Own(str):
    """A reference to a shape of the same picture by its id, such as a pattern to fill with."""

    __slots__ = ()


Attribute = str | float | Colour | Own | None


class Shape(NamedTuple):
    """An element of SVG; children are shapes, or texts that are escaped when it is written."""

    tag: str
    attributes: Mapping[str, Attribute]
    children: tuple[Shape | str, ...] = ()


def rect(x: float, y: float, width: float, height: float, **attributes: Attribute) -> Shape:
    """A rectangle; `fill` and `stroke` take colours, `rx` rounds its corners."""
    return Shape("rect", {"x": x, "y": y, "width": width, "height": height, **attributes})


def line(x1: float, y1: float, x2: float, y2: float, **attributes: Attribute) -> Shape:
    """A straight line."""
    return Shape("line", {"x1": x1, "y1": y1, "x2": x2, "y2": y2, **attributes})


def circle(x: float, y: float, radius: float, **attributes: Attribute) -> Shape:
    """A circle around a point."""
    return Shape("circle", {"cx": x, "cy": y, "r": radius, **attributes})


def path(d: str, **attributes: Attribute) -> Shape:
    """A path in SVG's own letters; make its numbers with `number`."""
    return Shape("path", {"d": d, **attributes})


def polygon(points: Iterable[tuple[float, float]], **attributes: Attribute) -> Shape:
    """A closed outline."""
    joined = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    return Shape("polygon", {"points": joined, **attributes})


def text(x: float, y: float, words: str, **attributes: Attribute) -> Shape:
    """A line of words on a base line; any text, which is shown and never read as markup.

    `size` is in pixels; `anchor` is `start`, `middle` or `end`; `weight` is `normal` or `bold`.
    """
    named = {_SPELLED.get(name, name): value for name, value in attributes.items()}
    return Shape("text", {"x": x, "y": y, "fill": INK, **named}, (words,))


_SPELLED = {"size": "font-size", "anchor": "text-anchor", "weight": "font-weight"}


def group(*shapes: Shape, **attributes: Attribute) -> Shape:
    """Shapes that share attributes."""
    return Shape("g", attributes, shapes)


def clip(name: str, shape: Shape) -> Shape:
    """A window; `clip_path=Own(name)` shows what lies inside of it."""
    return Shape("clipPath", {"id": Own(name)}, (shape,))


def hatch(name: str, colour: Colour, *, apart: float = 8, angle: float = 45) -> Shape:
    """A pattern of slanted lines; `fill=Own(name)` fills with it."""
    stroke = line(0, 0, 0, apart, stroke=colour, stroke_width=1.5)
    attributes: dict[str, Attribute] = {
        "id": Own(name), "patternUnits": "userSpaceOnUse", "width": apart, "height": apart,
        "patternTransform": f"rotate({number(angle)})",
    }  # fmt: skip
    return Shape("pattern", attributes, (stroke,))


def picture(
    title: str,
    description: str,
    width: float,
    height: float,
    shapes: Iterable[Shape],
    *,
    framed: bool = True,
) -> Picture:
    """The picture of these shapes: sizes in pixels, title and description for screen readers.

    The same shapes always make the same bytes.
    """
    ground = rect(0.5, 0.5, width - 1, height - 1, rx=10, fill=GROUND, stroke=FRAME)
    writer = _Writer()
    body = "\n".join(writer.written(each) for each in ((ground,) if framed else ()) + (*shapes,))
    told = (escape(_readable(title)), escape(_readable(description)))
    name = "p" + sha256("\0".join((*told, body)).encode()).hexdigest()[:10]
    size = f'width="{number(width)}" height="{number(height)}"'
    start = (
        f'<svg xmlns="http://www.w3.org/2000/svg" id="{name}" '
        f'viewBox="0 0 {number(width)} {number(height)}" {size} role="img" '
        f'aria-labelledby="{name}-title {name}-desc" font-family="{escape(FONTS)}" font-size="13">'
    )
    lines = (
        start,
        f'<title id="{name}-title">{told[0]}</title>',
        f'<desc id="{name}-desc">{told[1]}</desc>',
        f"<style>{writer.style(name)}</style>",
        body.replace(_OWN, f"{name}-"),
        "</svg>",
    )
    return Picture("\n".join(lines) + "\n", _readable(title), _readable(description))


def number(value: float) -> str:
    """A number for SVG: two decimals, and none that say nothing."""
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


_OWN = "\ue000own-"  # stands for the picture's name until that is known; no text can hold it
# Characters that XML cannot hold, that turn the direction of text, or that we use ourselves.
_UNREADABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ue000\ufffe\uffff]"
)


def _readable(words: str) -> str:
    """A line that every reader of SVG takes, and that reads in the order it was written in."""
    spaced = re.sub(r"[\t\r\n\u2028\u2029]+", " ", words)
    return _UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", spaced)


def dots(name: str, colour: Colour, *, apart: float = 7) -> Shape:
    """A pattern of dots; `fill=Own(name)` fills with it."""
    attributes: dict[str, Attribute] = {
        "id": Own(name), "patternUnits": "userSpaceOnUse", "width": apart, "height": apart,
    }  # fmt: skip
    return Shape("pattern", attributes, (circle(apart / 2, apart / 2, 1, fill=colour),))


class _Writer:
    """Writes shapes, and remembers the colours that have a dark counterpart."""

    def __init__(self) -> None:
        self._classes: dict[tuple[str, Colour], str] = {}

    def written(self, shape: Shape) -> str:
        classes = [
            self._class(name, value)
            for name, value in shape.attributes.items()
            if isinstance(value, Colour)
        ]
        parts = [f"<{shape.tag}", *self._attributes(shape)]
        parts += [f'class="{" ".join(classes)}"'] if classes else []
        start = " ".join(parts)
        return (
            f"{start}/>" if not shape.children else f"{start}>{self._inside(shape)}</{shape.tag}>"
        )

    def _inside(self, shape: Shape) -> str:
        return "".join(
            escape(_readable(each)) if isinstance(each, str) else self.written(each)
            for each in shape.children
        )

    def _attributes(self, shape: Shape) -> Iterator[str]:
        for name, value in shape.attributes.items():
            if value is not None:
                spelled = name if name in _CAMEL else name.replace("_", "-")
                yield f'{spelled}="{_value(spelled, value)}"'

    def _class(self, name: str, colour: Colour) -> str:
        return self._classes.setdefault((name, colour), f"c{len(self._classes)}")

    def style(self, own: str) -> str:
        """The colours on a dark ground; paper stays light."""
        rules = "".join(
            f"#{own} .{short}{{{name}:{colour.dark}}}"
            for (name, colour), short in self._classes.items()
        )
        return f"@media screen and (prefers-color-scheme:dark){{{rules}}}"


_CAMEL = ("viewBox", "patternUnits", "patternTransform")


def _value(name: str, value: str | float | Colour | Own) -> str:
    match value:
        case Own():
            return f"{_OWN}{value}" if name == "id" else f"url(#{_OWN}{value})"
        case Colour():
            return value.light
        case str():
            return escape(_readable(value))
        case _:
            return number(value)
