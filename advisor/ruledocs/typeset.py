"""How wide words are, near enough for any of the usual sans-serif fonts, and lines of them."""

from __future__ import annotations

__all__ = ["SIZE", "SMALL", "width", "wrapped"]

SIZE, SMALL = 14, 12
# Shares of the font's size, for DejaVu Sans, the widest that a machine is likely to have.
_SHARES = {" .,:;'|!ijl": 0.32, "ftrI-()": 0.42, "csvxyzkJ": 0.58, "mwMW%": 0.98}
_CAPITAL, _OTHER = 0.71, 0.635
_BOLD = 1.12


def width(text: str, size: int, *, bold: bool = False) -> float:
    """How wide a line is at the most."""
    return sum(_share(char) for char in text) * size * (_BOLD if bold else 1)


def _share(char: str) -> float:
    plain = " " if char == "\N{NO-BREAK SPACE}" else char
    for chars, share in _SHARES.items():
        if plain in chars:
            return share
    return _CAPITAL if plain.isupper() else _OTHER


def wrapped(text: str, room: int, *, small: bool = False, bold: bool = False) -> tuple[str, ...]:
    """Lines that fit into a room, but for a single word that does not."""
    size = SMALL if small else SIZE
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold=bold) <= room:
            lines[-1] = longer
        elif word:
            lines.append(word)
    return tuple(lines)
