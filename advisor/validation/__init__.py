"""Turns pydantic's errors into problems with places, in words that a user understands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from advisor.errors import AdvisorError, Problem, did_you_mean, quoted
from advisor.reading import Document
from advisor.validation.words import TYPES, Details, kind_of, said

Model = TypeVar("Model", bound=BaseModel)
Path = tuple[str | int, ...]

_NAME = 100  # characters of a path that a message quotes
# A file with more mistakes is not what was expected: listing all of them helps nobody.
_TOLD = 50
# Each costs time and memory before the first is shown, and a file can have millions.
_COUNTED = 2_000


def validated(model: type[Model], document: Document) -> Model:
    """The document as a model; AdvisorError with every problem and its place."""
    if not isinstance(document.value, dict):
        message = f"must be a mapping of fields, not {kind_of(document.value)}"
        raise AdvisorError(Problem(message, document.path, document.place()))
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        raise AdvisorError(problems(error, document, model)) from None


def problems(
    error: ValidationError, document: Document, model: type[BaseModel]
) -> tuple[Problem, ...]:
    """A problem for each of pydantic's errors, in the order of the document."""
    count = error.error_count()
    if count > _COUNTED:
        message = f"has {count:,} mistakes, too many to tell"
        return (Problem(message, document.path, document.place(), "is it the right file?"),)
    found = {
        _problem(path, group, document, model)
        for path, group in _grouped(error.errors(include_url=False), document.value)
    }
    ordered = sorted(found, key=lambda each: (each.place is None, each.place, each.message))
    if len(ordered) <= _TOLD:
        return tuple(ordered)
    rest = ordered[_TOLD]._replace(message=f"and {len(ordered) - _TOLD} more mistakes", help=None)
    return (*ordered[:_TOLD], rest)


def _grouped(errors: Iterable[Any], value: Any) -> Iterator[tuple[Path, list[Details]]]:
    """The errors at each path: all types that would be valid there, or one other mistake.

    Where a value may be of several types, pydantic tells what is wrong for each of them: the one
    type that goes into the value is what was meant.
    """
    groups: dict[Path, list[Details]] = {}
    for details in errors:
        groups.setdefault(_path(details, value), []).append(details)
    outer = {path[:length] for path in groups for length in range(len(path))}
    for path, group in groups.items():
        wrong_types = [each for each in group if each["type"] in TYPES]
        if wrong_types and path not in outer:
            yield path, wrong_types
        yield from ((path, [each]) for each in group if each["type"] not in TYPES)


def _problem(
    path: Path, group: Sequence[Details], document: Document, model: type[BaseModel]
) -> Problem:
    name = _dotted(path)
    if group[0]["type"] == "extra_forbidden":
        return _not_a_field(path, document, model)
    if group[0]["type"] == "missing":
        owner = document.place(*path[:-1]) if len(path) > 1 else document.place()
        return Problem(f"{quoted(name, _NAME)} is missing", document.path, owner)
    value = _at(document.value, path)
    message, advice = said(group, value, _example(model, path))
    place = document.place(*path) or document.place()
    shown = f"{quoted(name, _NAME)} {message}" if name else message
    return Problem(shown, document.path, place, advice)


def _not_a_field(path: Path, document: Document, model: type[BaseModel]) -> Problem:
    key = str(path[-1])
    near = did_you_mean(key, _owner(model, path[:-1]).model_fields)
    hint = f"did you mean `{near}`?" if near else "see `advisor schema` for the fields there are"
    # A key that could not be read has no place.
    place = document.key_place(*path) or document.place(*path[:-1])
    return Problem(f"{quoted(key)} is not a field", document.path, place, hint)


def _path(details: Details, value: Any) -> Path:
    """The path of a mistake, without the names that pydantic adds for members of a union."""
    parts = details["loc"]
    path: list[str | int] = []
    for part in parts:
        if _has(value, part):
            value = value[part]
            path.append(part)
    return (*path, parts[-1]) if details["type"] == "missing" else tuple(path)


def _has(value: Any, part: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(part, int) and part < len(value)
    return isinstance(value, dict) and part in value


def _at(value: Any, path: Path) -> Any:
    for part in path:
        if not _has(value, part):
            return None
        value = value[part]
    return value


def _dotted(path: Path) -> str:
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _example(model: type[BaseModel], path: Path) -> str | None:
    """An example of a field, if the model has one."""
    examples = None
    if path and isinstance(path[-1], str):
        field = _owner(model, path[:-1]).model_fields.get(path[-1])
        examples = field.examples if field is not None else None
    return str(examples[0]) if examples else None


def _owner(model: type[BaseModel], path: Path) -> type[BaseModel]:
    """The model of the mapping at a path, as far as the models say."""
    for part in path:
        field = model.model_fields.get(part) if isinstance(part, str) else None
        inner = _model_in(field.annotation) if field is not None else None
        if inner is not None:
            model = inner
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    from typing import get_args

    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for each in get_args(annotation) if (found := _model_in(each))), None)
