"""Measures, wraps and shortens text without knowing its font."""

from __future__ import annotations

from functools import cache
from unicodedata import category, east_asian_width

__all__ = ["FONTS", "shortened", "width", "wrapped"]

# Fonts of the usual systems, the nicest first; the widths below are for all.
FONTS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif'

# Advance widths in shares of the font's size, the larger of DejaVu Sans and Liberation Sans
# (which is as wide as Arial and Helvetica): no usual font is wider than the first of them.
_REGULAR = {
    0.28: "'ijlìíîï", 0.3: "IÌÍÎÏ", 0.32: " ,.·\N{NO-BREAK SPACE}", 0.34: "/:;\\|¦", 0.36: "f",
    0.37: "-", 0.39: "()[]", 0.4: "t", 0.41: "!¡²³¹", 0.42: "r", 0.46: '"', 0.48: "ªº",
    0.5: "*`¨¯°J", 0.52: "“”", 0.53: "sz", 0.56: "?cçL_§\N{EN DASH}", 0.58: "k", 0.6: "vxyýÿ",
    0.62: "Taeo«»àáâãäåèéêëðòóôõöø¿F", 0.64: "$0123456789bdghnpqu{}¢£¤¥µ¶ñùúûüþß",
    0.67: "EKPSYÈÉÊËÝÞ", 0.69: "ABVXZÀÁÂÃÄÅ", 0.73: "CRÇ", 0.74: "UÙÚÛÜ", 0.75: "NÑ", 0.76: "H",
    0.78: "&DGÐ", 0.79: "OQÒÓÔÕÖØ", 0.82: "w",
    0.84: "#+<=>^~¬±\N{MULTIPLICATION SIGN}÷≤≥", 0.87: "M", 0.95: "%", 0.97: "¼½¾",
    1: "mÆWæ®©—…→", 1.02: "@",
}  # fmt: skip
_BOLD = {
    0.31: "'", 0.35: " ijlìíîï\N{NO-BREAK SPACE}", 0.37: "/\\|¦", 0.38: ",.I·ÌÍÎÏ", 0.4: ":;",
    0.42: "-", 0.44: "f²³¹", 0.46: "!()[]¡", 0.48: "t", 0.5: "`r¨¯°", 0.53: '"*',
    0.56: "J_§\N{EN DASH}",
    0.57: "ªº", 0.59: "z", 0.61: "csç?¿", 0.64: "L¤¶", 0.65: "x«»", 0.66: "vyýÿ“”", 0.67: "k",
    0.68: "aeàáâãäåèéêë", 0.69: "EFToÈÉÊËðòóôõöø", 0.7: "$0123456789¢£¥",
    0.72: "Sbdghnpqu{}ßñùúûüþ", 0.73: "YZÝ", 0.74: "CPµÇÞ", 0.77: "BR", 0.78: "AKVXÀÁÂÃÄÅ",
    0.82: "UÙÚÛÜ", 0.83: "DG", 0.84: "#+<=>HN^~¬±ÐÑ\N{MULTIPLICATION SIGN}÷≤≥",
    0.85: "OQÒÓÔÕÖØ", 0.88: "&", 0.93: "w",
    1.01: "@M©®—…→%", 1.05: "mæ¼½¾", 1.09: "Æ", 1.11: "W",
}  # fmt: skip
_TABLES = {
    bold: {char: size for size, chars in table.items() for char in chars}
    for bold, table in ((False, _REGULAR), (True, _BOLD))
}
_NARROW, _WIDE = 0.85, 1.4  # other letters; ideographs and emoji, in any font
_ELLIPSIS = "…"


def width(text: str, size: float, *, bold: bool = False) -> float:
    """An upper bound of the width of a line, in the unit of the font size."""
    return sum(_share(char, bold) for char in text) * size


@cache
def _share(char: str, bold: bool) -> float:
    known = _TABLES[bold].get(char)
    if known is not None:
        return known
    if category(char) in ("Mn", "Me", "Cf"):
        return 0
    return _WIDE if east_asian_width(char) in "WF" or ord(char) > 0xFFFF else _NARROW  # noqa: PLR2004  # the end of the basic plane


def wrapped(text: str, room: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """The lines of a text at most `room` wide, except for longer words."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold=bold) <= room:
            lines[-1] = longer
        elif word:
            lines.append(word)
    return tuple(lines)


def shortened(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The text, or its start with an ellipsis if it is wider than the room."""
    if width(text, size, bold=bold) <= room:
        return text
    kept, used = [], width(_ELLIPSIS, size, bold=bold)
    for char in text:
        used += width(char, size, bold=bold)
        if used > room:
            break
        kept.append(char)
    return "".join(kept).rstrip() + _ELLIPSIS
