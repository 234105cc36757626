"""Reads any table with a mapping file: its columns become columns of jobs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.errors import AdvisorError, Place, Problem, did_you_mean, quoted
from advisor.fleet.jobs import Jobs, Refused, Took
from advisor.fleet.readers.expressions import ExpressionError, sql_of
from advisor.fleet.readers.log import states
from advisor.fleet.readers.mapping import CLOCK, Mapped, MappingFile, read_mapping
from advisor.fleet.readers.spelled import moment, slurm_seconds, state_word, text
from advisor.fleet.sql.dialects import DUCKDB, number
from advisor.units.spellings import UNITS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_TEXTS = ("VARCHAR", "ENUM", "UUID")

_OF_LSF = {f"{prefix}bytes": (1024**power, 2**20) for power, prefix in enumerate("KMGT", 1)}


class _Column(NamedTuple):
    """A column of the jobs: the SQL of its source, and of the value that is read from it."""

    mapped: Mapped
    given: str
    read: str


def read_mapped(
    opened: DuckDBPyConnection, table: Jobs, given: str | Path | Mapping[str, Any]
) -> Jobs:
    """The jobs of a table; AdvisorError if the mapping is wrong or names missing columns."""
    columns, kept = _checked(opened, table, given)
    listed = [f"{each.read} AS {DUCKDB.named(each.mapped.field)}" for each in columns]
    listed += [DUCKDB.named(name) for name in kept]
    sql = f"SELECT {', '.join(listed)} FROM ({table.sql})"
    names = [each.mapped.field for each in columns]
    row = opened.execute(f"SELECT count(*) FROM ({table.sql})").fetchall()[0]
    return Jobs(
        sql=sql,
        columns=(*names, *kept),
        took=tuple(_took(each.mapped) for each in columns),
        left_unknown=tuple(
            f"`{fact}` is not stated: the mapping has none"
            for fact in ("duration", "vcpus", "memory")
            if fact not in names
        ),
        rows=row[0] + sum(each.number for each in table.refused),
        refused=table.refused,
        notes=table.notes,
        format="table",
        doubted=tuple(_doubted(opened, table, columns)),
        states=states(opened, f"({sql})") if "state" in names else (),
    )


def _checked(
    opened: DuckDBPyConnection, table: Jobs, given: str | Path | Mapping[str, Any]
) -> tuple[list[_Column], tuple[str, ...]]:
    """The columns that a mapping makes, and those it keeps; AdvisorError with every problem."""
    mapping = read_mapping(given)
    types = {
        row[0]: str(row[1]).split("(")[0]
        for row in opened.execute(f"DESCRIBE {table.sql}").fetchall()
    }
    problems: list[Problem] = []
    columns = list(_columns(mapping, types, problems))
    kept = _kept(mapping, types, problems)
    if problems:
        raise AdvisorError(problems)
    return columns, kept


def _columns(
    mapping: MappingFile, types: dict[str, str], problems: list[Problem]
) -> Iterator[_Column]:
    for each in mapping.columns:
        try:
            given, type_ = _given(each, mapping, types)
        except ExpressionError as error:
            place = each.place
            if place and each.computed:
                place = Place(place.line, place.column)
            problems.append(Problem(error.message, mapping.path, place, error.help))
            continue
        if each.kind in UNITS and each.unit is None and type_ not in _TEXTS:
            problems.append(_without_unit(each, mapping))
            continue
        yield _Column(each, given, _read(each, given, type_))


def _without_unit(each: Mapped, mapping: MappingFile) -> Problem:
    example = "s" if each.kind == "s" else "MiB"
    source = each.source if each.computed else f"column `{each.source}`"
    key = "expression" if each.computed else "column"
    hint = f"write `{each.field}: {{{key}: {each.source}, unit: {example}}}`"
    message = f"`{each.field}` needs a unit: the {source} is a number"
    return Problem(message, mapping.path, each.place, hint)


def _given(each: Mapped, mapping: MappingFile, types: dict[str, str]) -> tuple[str, str]:
    """The source of a column, NULL for texts that mean no value, and its type."""

    def column(name: str) -> str:
        if name not in types:
            near = did_you_mean(name, types)
            there = ", ".join(types) if len(types) < 30 else f"{len(types)} others"  # noqa: PLR2004  # a line or two
            raise LookupError(f"did you mean `{near}`?" if near else f"it has {there}")
        named = DUCKDB.named(name)
        listed = ", ".join(text(value) for value in _spellings(mapping.missing))
        return (
            f"CASE WHEN CAST({named} AS VARCHAR) NOT IN ('', {listed}) THEN {named} END"
            if listed
            else f"CASE WHEN CAST({named} AS VARCHAR) <> '' THEN {named} END"
        )

    if each.computed:
        return sql_of(each.source, lambda name: f"try_cast({column(name)} AS DOUBLE)"), "DOUBLE"
    try:
        return column(each.source), types[each.source]
    except LookupError as error:
        message = f"the table has no column {quoted(each.source)}"
        raise ExpressionError(message, 0, str(error.args[0])) from error


def _spellings(missing: tuple[str, ...]) -> Iterator[str]:
    """The texts, and integers also as a column of decimals prints them."""
    for each in missing:
        yield each
        if each.lstrip("-").isdigit():
            yield f"{each}.0"


def _read(each: Mapped, given: str, type_: str) -> str:
    """The value in the canonical unit; NULL if it cannot be read."""
    value = f"try_cast({given} AS DOUBLE)"
    scaled = f"{value} * {number(each.factor)}"
    scaled = f"CASE WHEN {value} >= 0 AND isfinite({value}) THEN {scaled} END"
    match each.kind:
        case "s" if each.unit == CLOCK:
            return slurm_seconds(f"CAST({given} AS VARCHAR)")
        case "s" if type_ == "INTERVAL":
            return f"epoch({given})"
        case "s" | "MiB" if each.unit is None:
            return _spelled(each.kind, f"trim({given})")
        case "moment" if type_.startswith(("TIMESTAMP", "DATE")):
            return f"CAST({given} AS TIMESTAMP)"
        case "moment" if type_ in _TEXTS and each.unit is None:
            return moment(f"trim({given})")
        case "moment":
            micros = f"CAST({scaled} * 1e6 AS BIGINT)"
            return f"CASE WHEN {scaled} < 1e11 THEN make_timestamp({micros}) END"
        case "text" if each.field == "state":
            return state_word(f"CAST({given} AS VARCHAR)")
        case "text":
            return f"CAST({given} AS VARCHAR)"
        case "truth":
            return f"try_cast({given} AS BOOLEAN)"
        case _:
            return scaled


def _spelled(kind: str, given: str) -> str:
    """The value of a text with a unit, such as `1.5 h` or `4 GiB`."""
    units = UNITS["s"] if kind == "s" else UNITS["MiB"] | _OF_LSF
    number_, unit = "[0-9]+(?:\\.[0-9]+)?", "[A-Za-z]+"  # LSF writes `3600 second(s)`
    found = f"regexp_extract({given}, '^({number_}) *({unit})(?:\\(s\\))?$', ['n', 'u'])"
    cases = " ".join(
        f"WHEN {text(unit)} THEN {number(one / two)}" for unit, (one, two) in units.items()
    )
    return f"try_cast({found}.n AS DOUBLE) * CASE {found}.u {cases} END"


def _kept(mapping: MappingFile, types: dict[str, str], problems: list[Problem]) -> tuple[str, ...]:
    """The columns to keep: those that the mapping names, else all that it does not use."""
    made = {each.field for each in mapping.columns}
    if mapping.keep is None:
        used = {each.source for each in mapping.columns if not each.computed}
        from advisor.fleet.readers.mapping import field_kinds

        # A column with the name of a fact would be taken for it, whatever its unit.
        return tuple(name for name in types if name not in used | made | set(field_kinds()))
    for name in mapping.keep:
        if name in made or name not in types:
            why = "is made by the mapping" if name in made else "is not a column of the table"
            near = did_you_mean(name, types)
            hint = f"did you mean `{near}`?" if near and near != name else None
            problems.append(
                Problem(f"{quoted(name)} {why}", mapping.path, mapping.keep_place, hint)
            )
    return tuple(dict.fromkeys(mapping.keep))


def _took(each: Mapped) -> Took:
    unit = f"in {each.unit}" if each.unit else "as it is" if not each.computed else "worked out"
    return Took(each.field, each.source, unit)


def _doubted(opened: DuckDBPyConnection, table: Jobs, columns: list[_Column]) -> Iterator[Refused]:
    """The number of values that could not be read, by column, with the first ones."""
    some = [each for each in columns if each.mapped.kind != "text"]
    if not some:
        return
    wrong = [f"({each.given}) IS NOT NULL AND ({each.read}) IS NULL" for each in some]
    counts = ", ".join(f"count(*) FILTER ({each})" for each in wrong)
    row = opened.execute(f"SELECT {counts} FROM ({table.sql})").fetchall()[0]
    for each, where, count in zip(some, wrong, row, strict=True):
        if count:
            found = opened.execute(
                f"SELECT row_, shown FROM (SELECT row_number() OVER () AS row_, {where} AS wrong_, "
                f"CAST({each.given} AS VARCHAR) AS shown FROM ({table.sql})) WHERE wrong_ LIMIT 3"
            ).fetchall()
            examples = tuple(f"row {number_:,}: {quoted(str(shown))}" for number_, shown in found)
            source = each.mapped.source
            yield Refused(count, f"`{source}` cannot be read: taken for not stated", examples)
