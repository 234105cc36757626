"""Amounts as text: rounded for people, or exact for a spec."""

from __future__ import annotations

import math

__all__ = ["plain", "show", "spell"]

_MINUTE = 60
# Beyond these, digits say less than an exponent.
_SMALLEST, _THOUSANDS, _LARGEST = 1e-9, 1000, 1e15
_SPELLED: dict[str, tuple[tuple[int, str], ...]] = {
    "s": ((86_400, "d"), (3600, "h"), (_MINUTE, "min")),
    "MiB": ((2**20, "TiB"), (1024, "GiB")),
}


def show(value: object, unit: str | None = None) -> str:
    """A fact's value for people: `1 h 30 min`, `10 GiB`, `4 vCPU`, `yes`, `a, b`, `none`."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(show(item, unit) for item in value) or "none"
    if not isinstance(value, int | float) or not math.isfinite(value):
        return str(value)
    if value < 0:
        return f"-{show(-value, unit)}"
    if unit == "s":
        return _seconds(value)
    return _mebibytes(value) if unit == "MiB" else _with_unit(_number(value), unit)


def spell(amount: float, unit: str | None) -> str:
    """An amount as a spec would write it; reading it again gives exactly the same amount."""
    for size, name in _SPELLED.get(unit or "", ()):
        if amount and amount % size == 0:
            return f"{plain(amount // size)} {name}"
    if unit == "MiB" and 0 < amount < 1 and (amount * 1024).is_integer():
        return f"{plain(amount * 1024)} KiB"
    return _with_unit(plain(amount), unit)


def plain(amount: float) -> str:
    """A number in full, without exponent or separators, such that reading it gives it back."""
    if amount == int(amount):
        return str(int(amount))
    text = repr(amount)
    if "e" not in text:
        return text
    from decimal import Decimal  # rarely needed, and not free to import

    return format(Decimal(text), "f")


def _seconds(seconds: float) -> str:
    if seconds < _MINUTE:
        return f"{_number(seconds)} s"
    # Whole hundredths, so that the parts add up to what was rounded.
    rest, parts = round(seconds * 100), []
    for size, name in _SPELLED["s"]:
        count, rest = divmod(rest, size * 100)
        parts += [f"{_number(count)} {name}"] if count else []
    return " ".join(parts + ([f"{_number(rest / 100)} s"] if rest else []))


def _mebibytes(mebibytes: float) -> str:
    for size, name in _SPELLED["MiB"]:
        count = mebibytes / size
        if count >= 1 and count == round(count, 2):
            return f"{_number(count)} {name}"
    kibibytes = mebibytes * 1024
    if 0 < mebibytes < 1 and kibibytes == round(kibibytes, 2):
        return f"{_number(kibibytes)} KiB"
    return f"{_number(mebibytes)} MiB"


def _with_unit(number: str, unit: str | None) -> str:
    """The number and its unit; signs such as `%` and `/s` follow without a space."""
    if not unit:
        return number
    return f"{number} {unit}" if unit[0].isalpha() else f"{number}{unit}"


def _number(value: float) -> str:
    """Three or more significant digits, thousands separated, no trailing zeros."""
    if value == 0 or (1 <= value < _LARGEST and value == int(value)):
        return f"{int(value):,}"
    if not _SMALLEST <= value < _LARGEST:
        return f"{value:.3g}"
    decimals = 1 if value >= _THOUSANDS else 2
    if value < 1:
        decimals = 2 - math.floor(math.log10(value))
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
