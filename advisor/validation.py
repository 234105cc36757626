"""Turns what pydantic says of a document into problems with places, in words a user understands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from advisor.errors import AdvisorError, Problem, did_you_mean
from advisor.reading import Document

Model = TypeVar("Model", bound=BaseModel)
Path = tuple[str | int, ...]

_TYPES = {
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


_SHOWN = 60  # characters of a wrong value that a message repeats


def validated(model: type[Model], document: Document) -> Model:
    """The document as a model; AdvisorError with every problem and its place."""
    if not isinstance(document.value, dict):
        message = f"must be a mapping of fields, not {_kind(document.value)}"
        raise AdvisorError(Problem(message, document.path, document.place()))
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        raise AdvisorError(problems(error, document, model)) from None


def problems(
    error: ValidationError, document: Document, model: type[BaseModel]
) -> tuple[Problem, ...]:
    """One problem for each thing that pydantic found, in the order of the document."""
    found = {
        each
        for details in error.errors(include_url=False)
        if (each := _problem(dict(details), document, model)) is not None
    }
    return tuple(sorted(found, key=lambda each: (each.place is None, each.place, each.message)))


def _problem(
    details: Mapping[str, Any], document: Document, model: type[BaseModel]
) -> Problem | None:
    hint: str | None
    path = _path(details["loc"], document.value)
    value = _at(document.value, path)
    if details["type"] == "bool_type" and isinstance(value, dict):
        return None  # the other half of "true, false or a mapping" says what is wrong
    name = _dotted(path)
    if details["type"] == "extra_forbidden":
        key = str(path[-1])
        near = did_you_mean(key, _fields(model, path[:-1]))
        hint = (
            f"did you mean `{near}`?" if near else "see `advisor schema` for the fields there are"
        )
        return Problem(f"`{key}` is not a field", document.path, document.key_place(*path), hint)
    if details["type"] == "missing":
        owner = document.place(*path[:-1]) if len(path) > 1 else document.place()
        return Problem(f"`{name}` is missing", document.path, owner)
    place = document.place(*path) or document.place()
    message, hint = _message(details, value)
    return Problem(f"`{name}` {message}" if name else message, document.path, place, hint)


def _message(details: Mapping[str, Any], value: Any) -> tuple[str, str | None]:
    kind, context = details["type"], details.get("ctx", {})
    if kind == "value_error":
        text = str(context.get("error", details["msg"]))
        return (text if text.startswith("must") else f"is not understood: {text}"), None
    if kind in ("literal_error", "enum"):
        choices = [
            part.strip("'") for part in context["expected"].replace(" or ", ", ").split(", ")
        ]
        near = did_you_mean(str(value), choices) if isinstance(value, str) else None
        hint = f"did you mean `{near}`?" if near else None
        return f"must be one of {', '.join(choices)}, not {_shown(value)}", hint
    if kind in _TYPES:
        hint = "write it in quotes" if kind == "string_type" and _scalar(value) else None
        return f"must be {_TYPES[kind]}, not {_shown(value)}", hint
    if kind in _BOUNDS:
        word, key = _BOUNDS[kind]
        return f"must be {word} {context[key]:,}, not {_shown(value)}", None
    if kind in ("string_too_short", "too_short"):
        return "is empty", None
    if kind == "string_pattern_mismatch":
        return (
            f"is {_shown(value)}, which does not look right",
            f"it must match {context['pattern']}",
        )
    return f"is not right: {details['msg'].lower()}", None


def _scalar(value: Any) -> bool:
    return isinstance(value, bool | int | float)


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        return _kind(value)
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{text if len(text) <= _SHOWN else text[:_SHOWN] + '…'}`"


def _kind(value: Any) -> str:
    match value:
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case None:
            return "nothing"
        case _:
            return _shown(value)


def _path(location: Iterable[str | int], value: Any) -> Path:
    """The location without the names that pydantic adds for the members of a union."""
    parts = list(location)
    path: list[str | int] = []
    for index, part in enumerate(parts):
        inside = (isinstance(value, dict) and part in value) or (
            isinstance(value, list) and isinstance(part, int) and part < len(value)
        )
        if inside:
            path.append(part)
            value = value[part]
        elif index == len(parts) - 1 and isinstance(value, dict):
            path.append(part)
    return tuple(path)


def _at(value: Any, path: Path) -> Any:
    for part in path:
        if not isinstance(value, dict | list) or (isinstance(value, dict) and part not in value):
            return None
        value = value[part]  # type: ignore[index]  # a list is only ever asked for its indices
    return value


def _dotted(path: Path) -> str:
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _fields(model: type[BaseModel], path: Path) -> list[str]:
    """The fields that the mapping at a path may have, as far as the models say."""
    for part in path:
        field = model.model_fields.get(part) if isinstance(part, str) else None
        inner = _model_in(field.annotation) if field is not None else None
        if inner is not None:
            model = inner
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    from typing import get_args

    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for each in get_args(annotation) if (found := _model_in(each))), None)
