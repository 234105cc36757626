"""Messages about wrong values, saying what would be right."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from advisor.errors import did_you_mean, quoted

__all__ = ["TYPES", "Details", "kind_of", "said"]

# One error as pydantic reports it.
Details = Mapping[str, Any]

TYPES = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "tuple_type": "a list",
    "list_type": "a list",
    "date_type": "a date such as 2026-11-22",
    "date_from_datetime_parsing": "a date such as 2026-11-22",
}
_BOUNDS = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}

_SHOWN = 60  # characters of a wrong value that a message quotes

# Words that other YAML readers take for true or false.
_BOOLEANS = {"yes": "true", "on": "true", "no": "false", "off": "false"}
_LIKE_A_NUMBER = re.compile(r"[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?")


def said(group: Sequence[Details], value: Any, example: str | None) -> tuple[str, str | None]:
    """What is wrong with a value, and what would be right if that is clear.

    A group is several mistakes only where they are types of which any would do.
    """
    details = group[0]
    kind, context = details["type"], details.get("ctx", {})
    if kind == "value_error":
        return _of_ours(str(context.get("error", details["msg"])), value)
    if kind in ("literal_error", "enum"):
        return _of_choices(context["expected"], value)
    if kind in TYPES:
        wanted = list(dict.fromkeys(TYPES[each["type"]] for each in group))
        return f"must be {_either(wanted)}, not {_read_as(value)}", _hint(wanted, value)
    if kind in _BOUNDS:
        word, key = _BOUNDS[kind]
        return f"must be {word} {context[key]:,.16g}, not {_shown(value)}", None
    if kind in ("string_too_short", "too_short"):
        return "is empty", None
    if kind == "string_pattern_mismatch":
        right = f"write it as `{example}`" if example else f"it must match {context['pattern']}"
        return f"is {_shown(value)}, which does not look right", right
    return f"is not right: {details['msg'].lower()}", None


def _of_choices(expected: str, value: Any) -> tuple[str, str | None]:
    choices = [part.strip("'") for part in expected.replace(" or ", ", ").split(", ")]
    near = did_you_mean(value, choices) if isinstance(value, str) else None
    hint = f"did you mean `{near}`?" if near else None
    return f"must be one of {', '.join(choices)}, not {_shown(value)}", hint


def _of_ours(text: str, value: Any) -> tuple[str, str | None]:
    """The message of one of our own validators, with the value as written in the file."""
    if not text.startswith("must"):
        if not isinstance(value, str):
            text = text.replace(quoted(str(value)), _shown(value))
        return f"is not understood: {text}", None
    if isinstance(value, dict | list) or ", not " in text:
        return text, None
    return f"{text}, not {_read_as(value)}", _hint(["a number"] if "number" in text else [], value)


def _either(wanted: Sequence[str]) -> str:
    comma = "," if any(" or " in each for each in wanted) else ""
    return f"{comma} or ".join(wanted)


def _hint(wanted: Sequence[str], value: Any) -> str | None:
    """What would be right for a value that was probably just written wrong."""
    if value is None:
        return "leave it out"
    if isinstance(value, str):
        return _hint_for_text(wanted, value)
    if "a text" in wanted and isinstance(value, bool | int | float):
        return "write it in quotes"
    return None


def _hint_for_text(wanted: Sequence[str], text: str) -> str | None:
    if "true or false" in wanted and text.lower() in ("true", "false"):
        return "write it without quotes"
    if "true or false" in wanted and text.lower() in _BOOLEANS:
        return f"write `{_BOOLEANS[text.lower()]}`"
    if _LIKE_A_NUMBER.fullmatch(text) and any("number" in each for each in wanted):
        return "write it without quotes"
    return None


def _read_as(value: Any) -> str:
    """A wrong value, with a note if it was read as text and does not look like it."""
    if isinstance(value, str) and (
        _LIKE_A_NUMBER.fullmatch(value) or value.lower() in ("true", "false", *_BOOLEANS)
    ):
        return f"the text {_shown(value)}"
    return _shown(value)


def _shown(value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        return kind_of(value)
    return quoted(str(value).lower() if isinstance(value, bool) else str(value), _SHOWN)


def kind_of(value: Any) -> str:
    """The kind of a value in words; a text or a number is shown itself."""
    match value:
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case None:
            return "nothing"
        case _:
            return _shown(value)
