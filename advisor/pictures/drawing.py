"""SVG as a tree of frozen shapes, written as a reproducible `Picture` with safe text.

Colours are attributes for a light ground, which any program understands; the style sheet replaces
them if a dark scheme is preferred. All ids are unique to the picture, so that several pictures can
be on one page.
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
    "Own", "Shape", "circle", "clip", "cross", "dots", "group", "hatch", "line", "number", "path",
    "picture", "polygon", "rect", "text", "tick",
]  # fmt: skip


class Own(str):
    """A reference to a shape of the same picture by its id, such as a pattern to fill with."""

    __slots__ = ()


Attribute = str | float | Colour | Own | None


class Shape(NamedTuple):
    """An element of SVG; its children are shapes or texts, which are escaped when written."""

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
    """A path in SVG's notation; format its numbers with `number`."""
    return Shape("path", {"d": d, **attributes})


def polygon(points: Iterable[tuple[float, float]], **attributes: Attribute) -> Shape:
    """A closed outline."""
    joined = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    return Shape("polygon", {"points": joined, **attributes})


def text(x: float, y: float, words: str, **attributes: Attribute) -> Shape:
    """A line of text on its base line; any text is safe.

    `size` is in pixels; `anchor` is `start`, `middle` or `end`; `weight` is `normal` or `bold`.
    """
    named = {_SPELLED.get(name, name): value for name, value in attributes.items()}
    return Shape("text", {"x": x, "y": y, "fill": INK, **named}, (words,))


_SPELLED = {"size": "font-size", "anchor": "text-anchor", "weight": "font-weight"}


def tick(x: float, y: float, colour: Colour) -> Shape:
    """A tick to the right of a point on a base line, drawn since many fonts have none."""
    return path(f"M{number(x)} {number(y - 4)}l2.5 3.5l4.5 -7.5", **_drawn(colour))


def cross(x: float, y: float, colour: Colour) -> Shape:
    """A cross to the right of a point on a base line."""
    return path(f"M{number(x)} {number(y - 7.5)}l7 7m0 -7l-7 7", **_drawn(colour))


def _drawn(colour: Colour) -> dict[str, Attribute]:
    return {"fill": "none", "stroke": colour, "stroke_width": 1.6}


def group(*shapes: Shape, **attributes: Attribute) -> Shape:
    """Shapes with common attributes."""
    return Shape("g", attributes, shapes)


def clip(name: str, shape: Shape) -> Shape:
    """A clipping region; `clip_path=Own(name)` shows only what is inside."""
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
    """The picture of these shapes; sizes are in pixels, title and description for screen readers.

    Equal shapes make equal bytes.
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
    """A number for SVG: at most two decimals, without trailing zeros."""
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


_OWN = "\ue000own-"  # placeholder for the picture's id, which texts cannot contain
# Characters that XML excludes, that change the direction of text, or that mark the placeholder.
_UNREADABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ue000\ufffe\uffff]"
)


def _readable(words: str) -> str:
    """The text as a valid line of XML, without control of its direction."""
    spaced = re.sub(r"[\t\r\n\u2028\u2029]+", " ", words)
    return _UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", spaced)


def dots(name: str, colour: Colour, *, apart: float = 7) -> Shape:
    """A pattern of dots; `fill=Own(name)` fills with it."""
    attributes: dict[str, Attribute] = {
        "id": Own(name), "patternUnits": "userSpaceOnUse", "width": apart, "height": apart,
    }  # fmt: skip
    return Shape("pattern", attributes, (circle(apart / 2, apart / 2, 1, fill=colour),))


class _Writer:
    """Writes shapes, and collects their colours for the dark style."""

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
        """The style sheet for a dark ground; print stays light."""
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
