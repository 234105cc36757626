"""Reads mapping files, which say what column of a table, in what unit, is what fact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from advisor.errors import AdvisorError, Place, Problem, did_you_mean, quoted
from advisor.facts import spec_facts
from advisor.fleet.columns import CPU_HOURS, NAME, RUNS
from advisor.model import Kind
from advisor.reading import Document, read_file, unwritten
from advisor.units.spellings import UNITS

# Beside facts: other columns of a job, and how they are read.
BESIDE = {
    "id": "text", "state": "text", "user": "text", "account": "text", "script": "text",
    "process": "text", "queue": "text", "partition": "text", "submitted": "moment",
    "started": "moment", "time_limit": "s", "peak_memory": "MiB",
}  # fmt: skip
_KEYS = ("column", "expression", "unit")
CLOCK = "hh:mm:ss"  # the unit of durations as Slurm writes them
_MOMENTS = {"s": 1.0, "ms": 1e-3}  # numbers, since 1970


class Mapped(NamedTuple):
    """A column of the jobs: its source, whether that is an expression, its unit, and its places.

    `kind` is how values are read: `s`, `MiB`, `number`, `truth`, `text` or `moment`.
    """

    field: str
    kind: str
    source: str
    computed: bool
    unit: str | None
    place: Place | None

    @property
    def factor(self) -> float:
        """The factor from the unit to the canonical one."""
        if self.kind == "moment":
            return _MOMENTS[self.unit or "s"]
        if self.unit is None or self.unit == CLOCK or self.kind not in UNITS:
            return 1.0
        numerator, denominator = _units(self.kind)[self.unit]
        return numerator / denominator


class MappingFile(NamedTuple):
    """A mapping: its path, the columns it makes, texts that mean no value, columns to keep."""

    path: str
    columns: tuple[Mapped, ...]
    missing: tuple[str, ...]
    keep: tuple[str, ...] | None
    keep_place: Place | None


def read_mapping(given: str | Path | Mapping[str, Any]) -> MappingFile:
    """The mapping in a file, or of a library's caller; AdvisorError with each mistake."""
    document = unwritten(dict(given)) if isinstance(given, Mapping) else read_file(given)
    if not isinstance(document.value, Mapping) or not document.value:
        message = "is no mapping of columns"
        raise AdvisorError(Problem(message, document.path, help="such as `vcpus: cores`"))
    problems: list[Problem] = []
    kinds = field_kinds()
    columns = []
    for field, written in document.value.items():
        if field in ("missing", "keep"):
            continue
        kind = kinds.get(field) or ("number" if str(field).startswith("x.") else None)
        if kind is None:
            problems.append(_no_field(document, str(field), kinds))
            continue
        found = _mapped(document, str(field), kind, written)
        columns += [found] if isinstance(found, Mapped) else []
        problems += found if isinstance(found, list) else []
    missing = tuple(_scalars(document, "missing", problems))
    keep = tuple(_scalars(document, "keep", problems)) if "keep" in document.value else None
    if problems:
        raise AdvisorError(problems)
    return MappingFile(document.path, tuple(columns), missing, keep, document.place("keep"))


def field_kinds() -> dict[str, str]:
    """How values are read, for every column that a mapping can make."""
    facts = {each.fact.name: _kind(each.fact.kind, each.fact.unit) for each in spec_facts()}
    own = {each.name: _kind(each.kind, None) for each in (NAME, RUNS, CPU_HOURS)}
    return {name: kind for name, kind in (facts | own | BESIDE).items() if kind}


def _kind(kind: Kind, unit: str | None) -> str:
    match kind:
        case Kind.NUMBER:
            return unit if unit in ("s", "MiB") else "number"
        case Kind.BOOLEAN:
            return "truth"
        case Kind.TEXT:
            return "text"
        case Kind.LIST:
            return ""


def _no_field(document: Document, field: str, kinds: Mapping[str, str]) -> Problem:
    near = did_you_mean(field, (*kinds, "missing", "keep"))
    hint = f"did you mean `{near}`?" if near else f"there are {', '.join(kinds)}, missing and keep"
    return Problem(
        f"{quoted(field)} is no field of a job", document.path, document.key_place(field), hint
    )


def _mapped(document: Document, field: str, kind: str, written: Any) -> Mapped | list[Problem]:
    """The entry for a field; its problems if it is wrong."""
    place = document.place(field)
    entry = {"column": written} if isinstance(written, str) else written
    if not isinstance(entry, Mapping):
        hint = f"write `{field}: COLUMN`, or `column`, `expression` and `unit` below it"
        return [Problem(f"`{field}` is no column", document.path, place, hint)]
    problems = list(_wrong_keys(document, field, entry))
    source = entry.get("column", entry.get("expression"))
    if not problems and isinstance(source, int | float) and not isinstance(source, bool):
        source = str(source)
    if not problems and (
        ("column" in entry) == ("expression" in entry) or not isinstance(source, str)
    ):
        hint = "name the one that it is taken from, as text"
        problems.append(
            Problem(f"`{field}` needs `column` or `expression`", document.path, place, hint)
        )
    unit = entry.get("unit")
    problems += _wrong_unit(document, field, kind, unit)
    if problems:
        return problems
    return Mapped(field, kind, str(source), "expression" in entry, unit, place)


def _wrong_keys(document: Document, field: str, entry: Mapping[str, Any]) -> Iterator[Problem]:
    for key in entry:
        if key not in _KEYS:
            near = did_you_mean(str(key), _KEYS)
            hint = f"did you mean `{near}`?" if near else f"there are {', '.join(_KEYS)}"
            where = document.key_place(field, str(key))
            yield Problem(
                f"{quoted(str(key))} says nothing of a column", document.path, where, hint
            )


def _wrong_unit(document: Document, field: str, kind: str, unit: Any) -> Iterator[Problem]:
    allowed = (
        (*_units(kind), *([CLOCK] if kind == "s" else [])) if kind in UNITS
        else tuple(_MOMENTS) if kind == "moment" else ()
    )  # fmt: skip
    if unit is None or unit in allowed:
        return
    if not allowed:
        message = f"`{field}` has no unit"
        hint = "leave `unit` away"
    else:
        message = f"{quoted(str(unit))} is no unit of `{field}`"
        near = did_you_mean(str(unit), allowed)
        hint = f"did you mean `{near}`?" if near else f"there are {', '.join(allowed)}"
    where = document.place(field, "unit")
    yield Problem(message, document.path, where, hint)


def _units(kind: str) -> Mapping[str, tuple[int, int]]:
    return UNITS["s"] if kind == "s" else UNITS["MiB"]


def _scalars(document: Document, key: str, problems: list[Problem]) -> Iterator[str]:
    """The texts and numbers of a list."""
    listed = document.value.get(key, [])
    for index, each in enumerate(listed if isinstance(listed, list) else [None]):
        if isinstance(each, str | int | float) and not isinstance(each, bool):
            yield str(each)
        else:
            where = document.place(key, index) or document.place(key)
            problems.append(
                Problem(f"`{key}` is a list of texts and numbers", document.path, where)
            )
