"""Messages about texts that are no quantities, saying what would be right."""

from __future__ import annotations

import re

from advisor.errors import did_you_mean, quoted
from advisor.units.spellings import COMPOUND, NUMBER, UNITS, Unit, amount

__all__ = ["complaint", "which_unit", "wrong_kind"]

_NAMES: dict[Unit, str] = {"s": "a time", "MiB": "memory"}
_EXAMPLES: dict[Unit, str] = {"s": "20 min", "MiB": "8 GiB"}
_OTHER: dict[Unit, Unit] = {"s": "MiB", "MiB": "s"}

_NUMBER_AND_WORD = re.compile(rf"({NUMBER})(?: *([A-Za-z]+))?")
_NEGATIVE = re.compile(r"[-\u2212]\s*[0-9.P]")
_NOT_A_NUMBER = re.compile(r"[-+]?\.?(nan|inf(inity)?)\b", re.IGNORECASE)
_EXPONENT = re.compile(r"[+]?[0-9.]+[eE][-+]?[0-9]")
_SEPARATED = re.compile(r"[0-9]{1,3}(?:[,_' ][0-9]{3})+(?![0-9])")
_COMMA = re.compile(r"([0-9]+),([0-9]+)")
_PREFIX_ALONE = re.compile(r"[kmgtp]i?", re.IGNORECASE)
_BITS = re.compile(r"([kmgtp]?)i?b(its?|ps)?", re.IGNORECASE)


def complaint(text: str, unit: Unit) -> str:
    """Why a stripped text is no quantity of this unit."""
    match = _NUMBER_AND_WORD.fullmatch(text)
    if match is None:
        return _about_number(text, unit)
    return _about_word(text, match[1], match[4], unit) if match[4] else which_unit(match[1], unit)


def which_unit(number: str, unit: Unit) -> str:
    """The message for a number without unit; a small one was probably meant in the larger unit."""
    small = len(number.partition(".")[0]) <= len("99")
    words = ("s", "min") if unit == "s" else ("GiB", "GB") if small else ("MiB", "MB")
    one, other = (quoted(f"{number} {word}") for word in words)
    return f"{quoted(number)} has no unit: which one? write {one} or {other}"


def wrong_kind(shown: str, unit: Unit) -> str:
    """What to say of something that is not a quantity of this kind at all."""
    return f"{quoted(shown)} is not {_NAMES[unit]}: {_write(unit)}"


def _about_word(text: str, number: str, word: str, unit: Unit) -> str:
    shown = quoted(text)
    if unit == "s" and word == "M":
        return f"{shown}: `M` may be minutes or months: write {quoted(f'{number} min')}"
    if unit == "MiB" and _PREFIX_ALONE.fullmatch(word):
        one, other = (quoted(f"{number} {word[0].upper()}{rest}") for rest in ("iB", "B"))
        return f"{shown}: `{word}` is ambiguous: write {one} or {other}"
    if unit == "MiB" and (bits := _BITS.fullmatch(word)):
        right = f"{bits[1].upper()}iB" if bits[1] else "B"
        return f"{shown}: `{word}` may be bits: for bytes write {quoted(f'{number} {right}')}"
    if word in UNITS[_OTHER[unit]]:
        return f"{shown} is {_NAMES[_OTHER[unit]]}, not {_NAMES[unit]}: {_write(unit)}"
    meant = did_you_mean(word, UNITS[unit])
    hint = f"did you mean {quoted(f'{number} {meant}')}?" if meant else _write(unit)
    return f"{shown}: {quoted(word)} is not a unit of {_NAMES[unit].removeprefix('a ')}: {hint}"


def _about_number(text: str, unit: Unit) -> str:
    shown = quoted(text)
    if not text:
        return f"the text is empty where {_NAMES[unit]} belongs: {_write(unit)}"
    if _NEGATIVE.match(text):
        return f"{shown} is negative: {_NAMES[unit]} is 0 or more"
    if _NOT_A_NUMBER.match(text):
        return f"{shown} is not a number: {_write(unit)}"
    if _EXPONENT.match(text):
        return f"{shown}: exponents are not read: write the number out, as in `{_EXAMPLES[unit]}`"
    if match := _SEPARATED.match(text):
        plain = re.sub("[^0-9]", "", match[0]) + text[match.end() :]
        return f"{shown}: write the number without separators: {quoted(plain)}"
    if match := _COMMA.match(text):
        return f"{shown}: decimals take a point: write {quoted(f'{match[1]}.{match[2]}')}"
    if any(letter.isdigit() and not letter.isascii() for letter in text):
        return f"{shown}: write digits as 0 to 9, as in `{_EXAMPLES[unit]}`"
    return _about_form(text, unit)


def _about_form(text: str, unit: Unit) -> str:
    shown = quoted(text)
    if unit == "MiB" and amount(text, "s") is not None:
        return f"{shown} is a time, not memory: {_write(unit)}"
    if unit == "s" and re.fullmatch("P[0-9.YMWDTHS]+", text):
        return f"{shown} is not a length of time: write weeks, days, hours, as in `P1DT2H`"
    if unit == "s" and COMPOUND.fullmatch(text):
        return f"{shown}: units of time go from large to small, each once, as in `1 h 30 min`"
    return wrong_kind(text, unit)


def _write(unit: Unit) -> str:
    return f"write it as `{_EXAMPLES[unit]}`"
