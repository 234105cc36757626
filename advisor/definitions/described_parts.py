"""What is gathered from a definition on the way to a workload: fields, their places, remarks."""

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
# What it says of a workload that its platform now is one whose name has this in it.
_FOLLOWS: Final[Mapping[str, tuple[str, Any]]] = {
    "-spot": ("interruptible", True),
    "-unmanaged": ("own_instances", True),
    "ecs-managed-instances": ("consider", ["ecs-managed-instances"]),
    "lambda-managed-instances": ("consider", ["lambda-managed-instances"]),
}
_LONGEST = 60  # characters of what hides a value


class Said:
    """The fields of a spec, filled one after the other."""

    def __init__(self, definition: Any, *, is_job: bool) -> None:
        self.definition = definition
        self.is_job = is_job
        self.fields: dict[str, Any] = {}
        self.paths: dict[str, KeyPath] = {}
        self.notes: list[str] = []
        self.runs_image = False  # also where it is not known which

    def at(self, path: KeyPath) -> Any:
        """The value at a path; None where there is none, or it is hidden."""
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
        """Fill a field, unless there is nothing to fill it with."""
        if value in (None, "", (), [], {}) and value is not False:
            return
        self.fields[field] = value
        if path:
            self.paths[field] = path

    def as_it_runs(self) -> None:
        """Fill what follows from the image being run as it is, and from where it runs now."""
        if self.runs_image and "lambda_image" not in self.fields:
            self.put("lambda_image", False, self.paths.get("image", ()))
            self.notes.append("the image runs as it is: `lambda_image` is taken to be no")
        for part, (field, value) in _FOLLOWS.items():
            if part in str(self.fields.get("platform")):
                self.put(field, value, ())
                self.notes.append(f"it runs on `{self.fields['platform']}`: `{field}` is set")

    def text(self, field: str, path: KeyPath) -> None:
        """Fill a field with a text that is written out."""
        value = self.at(path)
        self.put(field, text_of(value), path)
        self.tell_hidden(field, value)
        self.runs_image = self.runs_image or (field == "image" and value is not None)

    def tell_hidden(self, field: str, value: Any) -> None:
        """Note that a value is there, and is only known later."""
        hidden = value is UNKNOWN or isinstance(value, Opaque)
        if hidden or (isinstance(value, str) and is_placeholder(value)):
            shown = hidden_words(value)
            self.notes.append(f"{shown} is not known here: `{field}` stays unknown")

    def number(self, field: str, path: KeyPath, *, positive: bool = True) -> None:
        """Fill a field with a number."""
        value = number(self.at(path))
        if isinstance(value, int | float) and (value > 0 or not positive):
            self.put(field, value, path)
        elif value is UNKNOWN:
            self.tell_hidden(field, self.at(path))

    def amount(self, field: str, path: KeyPath, unit: str) -> None:
        """Fill a field with a number and its unit."""
        value = number(self.at(path))
        if isinstance(value, int | float) and value > 0:
            self.put(field, f"{value} {unit}", path)
        elif value is UNKNOWN:
            self.tell_hidden(field, self.at(path))

    def flag(self, field: str, path: KeyPath) -> None:
        """Fill a field with what is true."""
        if self.at(path) in (True, "true", "True"):
            self.put(field, True, path)


def hidden_words(value: Any) -> str:
    """What hides a value, on one line, as messages show it."""
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
    """A text that is written out; None for one that is put in later."""
    return value if isinstance(value, str) and value and not is_placeholder(value) else None
