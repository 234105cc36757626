"""Amounts as text: rounded for people, or exact for a spec."""

from __future__ import annotations

import math

__all__ = ["in_short", "plain", "share", "show", "spell"]

_MINUTE, _DAY = 60, 86_400
# Beyond these, an exponent is easier to read than digits.
_SMALLEST, _THOUSANDS, _LARGEST = 1e-9, 1000, 1e15
_SPELLED: dict[str, tuple[tuple[int, str], ...]] = {
    "s": ((_DAY, "d"), (3600, "h"), (_MINUTE, "min")),
    "MiB": ((2**20, "TiB"), (1024, "GiB")),
}
_MEMORY = (*_SPELLED["MiB"], (1, "MiB"), (2**-10, "KiB"))
# Whole MiB are exact and stay so; from here on they are too many digits to be read alone.
_LONG = 100 * 1024


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


def share(value: float, limit: float, unit: str | None = None) -> str:
    """A value of the limit that it is held to: `18.63 of 244 GiB`, `512 MiB of 10 GiB`.

    The two look the same only where they are: as many digits are given as that takes.
    """
    if unit == "s":
        shown = show(value, "s"), show(limit, "s")
        alike = shown[0] == shown[1] and value != limit
        return f"{plain(value)} of {plain(limit)} s" if alike else " of ".join(shown)
    if unit != "MiB":
        count, of = _apart(value, limit)
        return f"{count} of {_with_unit(of, unit)}"
    most, its = _largest(limit)
    size, name = (most, its) if limit <= 2 * value <= 4 * limit else _largest(value)
    count, of = _apart(value / size, limit / most)
    return f"{count} of {of} {its}" if name == its else f"{count} {name} of {of} {its}"


def in_short(value: float, unit: str | None) -> str:
    """An amount with three digits, rounded: what has no room for more, such as `30.4 TiB`."""
    if unit == "s" and value >= _DAY:
        return f"{_number(_digits(value / _DAY))} d"
    if unit == "MiB":
        size, name = _largest(value)
        return f"{_number(_digits(value / size))} {name}"
    if unit == "s":
        return show(round(value) if value >= _MINUTE else value, unit)
    return show(_digits(value), unit)


def spell(amount: float, unit: str | None) -> str:
    """An amount as text for a spec: reading it back gives exactly the same amount."""
    for size, name in _SPELLED.get(unit or "", ()):
        if amount and amount % size == 0:
            return f"{plain(amount // size)} {name}"
    if unit == "MiB" and 0 < amount < 1 and (amount * 1024).is_integer():
        return f"{plain(amount * 1024)} KiB"
    return _with_unit(plain(amount), unit)


def plain(amount: float) -> str:
    """A number without exponent or separators, such that reading it gives it back."""
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
    """Exact in two decimals or in whole MiB; else with as many as tell it from what is exact."""
    size, name = _largest(mebibytes)
    if not _MEMORY[-1][0] <= mebibytes < _LARGEST:
        return f"{_number(mebibytes / size)} {name}"
    mebibytes = round(mebibytes * 2**20) / 2**20  # nothing is smaller than a byte
    for each, its in _MEMORY if mebibytes < 1 else _MEMORY[:-1]:
        count = mebibytes / each
        whole = each == 1 < size
        if count >= 1 and count == round(count, 0 if whole else 2):
            about = f" (about {in_short(count, 'MiB')})" if whole and count >= _LONG else ""
            return f"{_trimmed(f'{count:,.2f}')} {its}{about}"
    return f"{_inexact(mebibytes / size)} {name}"


def _largest(mebibytes: float) -> tuple[float, str]:
    """The largest unit of which there is at least one; of next to nothing, MiB."""
    return next((each for each in _MEMORY if mebibytes >= each[0]), (1, "MiB"))


def _inexact(count: float) -> str:
    """A number in two decimals, or in as many as it takes not to look like a rounder one."""
    return next(text for each in range(2, 60) if not (text := f"{count:,.{each}f}").endswith("0"))


def _apart(one: float, other: float) -> tuple[str, str]:
    """Two numbers, told apart if they are not the same."""
    texts = _number(one), _number(other)
    if texts[0] != texts[1] or one == other:
        return texts
    several = ((f"{one:,.{each}f}", f"{other:,.{each}f}") for each in range(2, 60))
    one_text, other_text = next((each for each in several if each[0] != each[1]), texts)
    return _trimmed(one_text), _trimmed(other_text)


def _digits(value: float) -> float:
    """Three digits, and all of those before the point."""
    return round(value) if value >= _THOUSANDS else float(f"{value:.3g}")


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
    return _trimmed(f"{value:,.{decimals}f}")


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
