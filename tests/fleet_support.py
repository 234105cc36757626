"""Workloads as rows of a table, and what `recommend` says of them in the columns of the fleet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
from click.testing import CliRunner, Result

from advisor import RuleBook, recommend
from advisor.api import stated_in
from advisor.cli import advisor as command_line
from advisor.decide import alternatives
from advisor.engines.python import PythonEngine
from advisor.fleet.deciding import deciding_rule
from advisor.model import Kind
from advisor.outcome import Status
from advisor.reading import unwritten

ENGINE = PythonEngine()  # one for all rows, since each compiles the rules that it is given

ARROW = {
    Kind.NUMBER: pa.float64(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.TEXT: pa.string(),
    Kind.LIST: pa.list_(pa.string()),
}


def run(*arguments: object) -> Result:
    """The result of a call of the command line."""
    return CliRunner().invoke(command_line, [str(each) for each in arguments])


def rows_of(specs: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What each spec states, as a row, with its number."""
    return [
        {"row": number, **stated_in(unwritten(dict(spec)))} for number, spec in enumerate(specs)
    ]


def table_of(book: RuleBook, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows as an Arrow table, with a column for each fact that some row states."""
    names = list(dict.fromkeys(name for row in rows for name in row if name in book.facts))
    fields = [("row", pa.int64())] + [(name, ARROW[book.facts[name].kind]) for name in names]
    return pa.table(
        {name: pa.array([_plain(row.get(name), type_) for row in rows], type_)
         for name, type_ in fields}
    )  # fmt: skip


def _plain(value: Any, type_: pa.DataType) -> Any:
    if value is not None and pa.types.is_floating(type_):
        return float(value)
    return list(value) if isinstance(value, tuple) else value


def expected(book: RuleBook, spec: Mapping[str, Any]) -> dict[str, Any]:
    """What `recommend` says of a spec, in the columns of the fleet."""
    answer = recommend(spec, rules=book)
    outcome = answer.outcome
    known = alternatives(book)
    named = outcome.facts.get("consider") or ()
    considered = tuple(known[name] for name in named if name in known)
    result: dict[str, Any] = {
        "platform": outcome.platform.id if outcome.platform else None,
        "status": str(outcome.status),
    }
    depends: set[str] = set()
    fired: set[str] = set()
    for decision in book.decisions:
        taken = outcome.decisions[decision.id]
        result[decision.id] = taken.choice if taken else None
        result[f"{decision.id}_status"] = str(taken.status) if taken else None
        result[f"{decision.id}_rule"] = deciding_rule(taken, considered) if taken else None
        if taken:
            depends.update(taken.depends_on)
            findings = (each for standing in taken.standings for each in standing.findings)
            fired.update(each.rule.code for each in findings if each.truth)
    truths = ENGINE.evaluate(book.advice, outcome.facts)
    for rule, truth in zip(book.advice, truths, strict=True):
        if truth:
            fired.add(rule.code)
    fits = outcome.status is not Status.NO_FIT
    result["depends_on"] = tuple(sorted(depends)) if fits else ()
    result["fired"] = tuple(sorted(fired))
    return result


def answered(row: Mapping[str, Any], keys: Any) -> dict[str, Any]:
    """A row that the query gave, its bit sets as names."""
    sets = [row[name] for name in sorted(row) if name.startswith("fired_")]
    result = {
        name: value
        for name, value in row.items()
        if name != "row" and not name.startswith(("fired", "job_"))
    }
    result["depends_on"] = tuple(sorted(keys.facts(row["depends_on"])))
    result["fired"] = tuple(sorted(keys.rules(*sets)))
    return result
