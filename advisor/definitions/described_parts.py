"""Collects the fields of a spec from a definition, with their places and remarks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from advisor.condition import UNKNOWN
from advisor.definitions.plain import ABSENT, is_placeholder
from advisor.definitions.values import number
from advisor.errors import quoted
from advisor.reading.opaque import Opaque

__all__ = ["KeyPath", "Said", "hidden_words", "text_of"]

KeyPath = tuple[str | int, ...]
# A field of the spec that follows from the current platform, by a part of the platform's name.
_FOLLOWS: Final[Mapping[str, tuple[str, Any]]] = {
    "-spot": ("interruptible", True),
    "-unmanaged": ("own_instances", True),
    "ecs-managed-instances": ("consider", ["ecs-managed-instances"]),
    "lambda-managed-instances": ("consider", ["lambda-managed-instances"]),
}
_LONGEST = 60  # characters of what stands for an unknown value


class Said:
    """The fields of a spec, filled one by one, with the path of each in the definition."""

    def __init__(self, definition: Any, *, is_job: bool) -> None:
        self.definition = definition
        self.is_job = is_job
        self.fields: dict[str, Any] = {}
        self.paths: dict[str, KeyPath] = {}
        self.notes: list[str] = []
        self.runs_image = False  # even if the image's name is unknown

    def at(self, path: KeyPath) -> Any:
        """The value at a path; None if there is none or it is unknown."""
        value: Any = self.definition
        for key in path:
            entries = dict(enumerate(value)) if isinstance(value, list) else value
            if not isinstance(entries, dict) or key not in entries:
                return None
            value = entries[key]
        return None if value is ABSENT else value

    def each(self, path: KeyPath) -> Iterable[tuple[KeyPath, dict[str, Any]]]:
        """The mappings of a list, with their paths."""
        listed = self.at(path)
        for index, each in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(each, dict):
                yield (*path, index), each

    def put(self, field: str, value: Any, path: KeyPath) -> None:
        """Fill a field, unless the value is empty."""
        if value in (None, "", (), [], {}) and value is not False:
            return
        self.fields[field] = value
        if path:
            self.paths[field] = path

    def as_it_runs(self) -> None:
        """Fill the fields that follow from keeping the image, and from the current platform."""
        if self.runs_image and "lambda_image" not in self.fields:
            self.put("lambda_image", False, self.paths.get("image", ()))
            self.notes.append("the image runs as it is: `lambda_image` is taken to be no")
        for part, (field, value) in _FOLLOWS.items():
            if part in str(self.fields.get("platform")):
                self.put(field, value, ())
                self.notes.append(f"it runs on `{self.fields['platform']}`: `{field}` is set")

    def text(self, field: str, path: KeyPath) -> None:
        """Fill a field with a text; an unknown text is noted."""
        value = self.at(path)
        self.put(field, text_of(value), path)
        self.tell_hidden(field, value)
        self.runs_image = self.runs_image or (field == "image" and value is not None)

    def tell_hidden(self, field: str, value: Any) -> None:
        """Note a value that is only known at deployment."""
        hidden = value is UNKNOWN or isinstance(value, Opaque)
        if hidden or (isinstance(value, str) and is_placeholder(value)):
            shown = hidden_words(value)
            self.notes.append(f"{shown} is not known here: `{field}` stays unknown")

    def number(self, field: str, path: KeyPath, *, positive: bool = True) -> None:
        """Fill a field with a number; an unknown number is noted."""
        value = number(self.at(path))
        if isinstance(value, int | float) and (value > 0 or not positive):
            self.put(field, value, path)
        elif value is UNKNOWN:
            self.tell_hidden(field, self.at(path))

    def amount(self, field: str, path: KeyPath, unit: str) -> None:
        """Fill a field with a number and its unit; an unknown number is noted."""
        value = number(self.at(path))
        if isinstance(value, int | float) and value > 0:
            self.put(field, f"{value} {unit}", path)
        elif value is UNKNOWN:
            self.tell_hidden(field, self.at(path))

    def flag(self, field: str, path: KeyPath) -> None:
        """Fill a field with true, if the value is true."""
        if self.at(path) in (True, "true", "True"):
            self.put(field, True, path)


def hidden_words(value: Any) -> str:
    """What stands for a value that is unknown, on one line, for messages."""
    if isinstance(value, str):
        return quoted(value, _LONGEST)
    if not isinstance(value, Opaque):
        return "a value"
    argument = value.argument
    if isinstance(argument, str) and argument:
        own = value.function.startswith(("Ref", "Fn::", "Resource", "terraform"))
        named = argument if own else f"{value.function} {argument}"
        return quoted(named.replace("`", "'"), _LONGEST)
    return quoted(value.function)


def text_of(value: Any) -> str | None:
    """A known text; None for a placeholder and for anything else."""
    return value if isinstance(value, str) and value and not is_placeholder(value) else None
