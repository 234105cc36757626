"""Quantities: durations in seconds and memory in MiB, read from text and printed for people."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import timedelta

from advisor.errors import quoted
from advisor.units.showing import in_short, plain, share, show, spell
from advisor.units.spellings import DECIMAL, ONE, UNITS, Ratio, Unit, amount, exact

__all__ = [
    "Quantity",
    "Unit",
    "conversion",
    "duration",
    "in_short",
    "memory",
    "parse_duration",
    "parse_memory",
    "share",
    "show",
    "spell",
]

# Long enough for any float without an exponent, and short enough to read quickly.
LONGEST_TEXT = 800
_DURATIONS, _MEMORY = UNITS["s"], UNITS["MiB"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in its canonical unit, and the words it was given in."""

    amount: float
    unit: Unit
    text: str = field(compare=False)

    def __str__(self) -> str:
        return self.text


def parse_duration(text: str) -> float:
    """The seconds in a text such as `90 s`, `1 h 30 min` or `PT20M`."""
    return _parse(text, "s", _DURATIONS)


def parse_memory(text: str) -> float:
    """The MiB in a text such as `8 GiB` or `8 GB`."""
    return _parse(text, "MiB", _MEMORY)


def duration(value: object) -> Quantity:
    """A duration from text, a timedelta or a Quantity; ValueError says what would be right."""
    if not isinstance(value, timedelta):
        return _quantity(value, "s")
    if value < timedelta(0):
        raise ValueError(f"{quoted(str(value))} is negative: a time is 0 or more")
    return Quantity(value.total_seconds(), "s", spell(value.total_seconds(), "s"))


def memory(value: object) -> Quantity:
    """Memory from text or a Quantity; ValueError says what would be right."""
    return _quantity(value, "MiB")


def conversion(text: str) -> str | None:
    """What a decimal unit comes to (`8 GB = 7.45 GiB`), or None for a binary one."""
    mebibytes, text = parse_memory(text), text.strip()
    match = ONE.fullmatch(text)
    if match is None or match[3] not in DECIMAL:
        return None
    return f"{text} = {show(mebibytes, 'MiB')}"


def _parse(text: str, unit: Unit, units: dict[str, Ratio]) -> float:
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"{quoted(text)} has {len(text):,} characters, too many for a quantity")
    match = ONE.fullmatch(text)
    try:
        # The common spelling first: logs have millions of them.
        if match is not None and (ratio := units.get(match[3])) is not None:
            return exact(match[1], match[2], ratio)
        value = amount(text.strip(), unit)
    except OverflowError:
        raise ValueError(f"{quoted(text)} is too large a number") from None
    if value is None:
        # Imported here: its patterns are only needed for a mistake.
        from advisor.units.complaints import complaint

        raise ValueError(complaint(text.strip(), unit))
    return value


def _quantity(value: object, unit: Unit) -> Quantity:
    if isinstance(value, str):
        return Quantity(_parse(value, unit, UNITS[unit]), unit, value)
    if isinstance(value, Quantity) and value.unit == unit and 0 <= value.amount < math.inf:
        return value
    from advisor.units.complaints import which_unit, wrong_kind

    if isinstance(value, Quantity):
        raise ValueError(wrong_kind(value.text, unit))  # noqa: TRY004  # pydantic collects no other
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < math.inf:
        raise ValueError(which_unit(plain(value), unit))
    raise ValueError(wrong_kind(str(value), unit))
