"""The grammar of quantities: which texts are amounts, in seconds or MiB."""

from __future__ import annotations

import re
from typing import Literal

__all__ = ["COMPOUND", "DECIMAL", "NUMBER", "ONE", "UNITS", "Ratio", "Unit", "amount", "exact"]

Unit = Literal["s", "MiB"]
Ratio = tuple[int, int]  # numerator and denominator, to keep values exact

_DAY = 86_400_000
_MILLISECONDS = {
    "ms": 1, "millisecond": 1, "milliseconds": 1,
    "s": 1000, "sec": 1000, "secs": 1000, "second": 1000, "seconds": 1000,
    "m": 60_000, "min": 60_000, "mins": 60_000, "minute": 60_000, "minutes": 60_000,
    "h": 3_600_000, "hr": 3_600_000, "hrs": 3_600_000, "hour": 3_600_000, "hours": 3_600_000,
    "d": _DAY, "day": _DAY, "days": _DAY, "w": 7 * _DAY, "week": 7 * _DAY, "weeks": 7 * _DAY,
}  # fmt: skip
# Without `M`, which may mean minutes or months.
_DURATIONS: dict[str, Ratio] = {
    spelling: (milliseconds, 1000)
    for word, milliseconds in _MILLISECONDS.items()
    for spelling in (word, word.capitalize(), word.upper())
    if spelling != "M"
}
# Without `Gb` and `Gib`, which are bits.
_BINARY: dict[str, Ratio] = {
    spelling: (1024**power, 2**20)
    for power, prefix in enumerate("KMGTP", start=1)
    for spelling in (f"{prefix}iB", f"{prefix}ib".lower(), f"{prefix}IB")
} | dict.fromkeys(("B", "byte", "bytes"), (1, 2**20))
DECIMAL: dict[str, Ratio] = {
    spelling: (1000**power, 2**20)
    for power, prefix in enumerate("KMGTP", start=1)
    for spelling in (f"{prefix}B", f"{prefix}b".lower())
} | {"kB": (1000, 2**20)}
UNITS: dict[Unit, dict[str, Ratio]] = {"s": _DURATIONS, "MiB": _BINARY | DECIMAL}

NUMBER = r"([0-9]+)(?:\.([0-9]+))?"
ONE = re.compile(rf"{NUMBER} *([A-Za-z]+)")
COMPOUND = re.compile(rf"{NUMBER} *[A-Za-z]+(?: *{NUMBER} *[A-Za-z]+)+")
# After the T, `M` is minutes; before it `M` would be months, which vary and are left out.
_ISO = re.compile("P(?:#W)?(?:#D)?(?:T(?=[0-9])(?:#H)?(?:#M)?(?:#S)?)?".replace("#", NUMBER))


def amount(text: str, unit: Unit) -> float | None:
    """The amount of a stripped text, in canonical units; None if it is no quantity."""
    match = ONE.fullmatch(text)
    if match is not None:
        ratio = UNITS[unit].get(match[3])
        return None if ratio is None else exact(match[1], match[2], ratio)
    if unit == "s" and COMPOUND.fullmatch(text):
        return _sum([(m[1], m[2], m[3]) for m in ONE.finditer(text)])
    if unit == "s" and _ISO.fullmatch(text):
        return _sum([(m[1], m[2], m[3].lower()) for m in ONE.finditer(text.replace("T", " "))])
    return None


def exact(whole: str, decimals: str | None, ratio: Ratio) -> float:
    """A decimal number times a ratio, rounded once: 1.1 h is 3960 s, not 3960.0000000000005 s."""
    numerator, denominator = ratio
    if decimals is None:
        return int(whole) * numerator / denominator
    scale: int = 10 ** len(decimals)
    return int(whole + decimals) * numerator / (denominator * scale)


def _sum(parts: list[tuple[str, str | None, str]]) -> float | None:
    """The seconds of (number, decimals, unit), if they go from large units to small."""
    sizes = [_DURATIONS[unit][0] for _, _, unit in parts if unit in _DURATIONS]
    if not parts or len(sizes) < len(parts) or sizes != sorted(set(sizes), reverse=True):
        return None
    places = max(len(decimals or "") for _, decimals, _ in parts)
    digits = (int(whole + (decimals or "").ljust(places, "0")) for whole, decimals, _ in parts)
    scale: int = 1000 * 10**places
    return sum(number * size for number, size in zip(digits, sizes, strict=True)) / scale
