"""An interactive page for a workload, with its facts as controls and the rule book inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from advisor.condition import Value
from advisor.explain import Explanation
from advisor.model import RuleBook
from advisor.page.base import asset, filled
from advisor.page.controls import Group, groups
from advisor.page.costs import costs_data
from advisor.page.marking import custom_properties
from advisor.page.report_page import made_on
from advisor.page.script import script_data, stated_data, units_data
from advisor.pictures.axes import Scale
from advisor.pictures.map_drawing import DrawnMap, drawn_map
from advisor.report.contract import spec
from advisor.rulebook.draft import PackedBook
from advisor.starter.names import slug

__all__ = ["explore_page"]

_SCRIPTS = (
    "trees.js", "engine.js", "units.js", "changes.js", "address.js", "spec.js", "parts.js",
    "view.js", "difference.js", "cost.js", "place.js", "explore.js", "copy.js",
)  # fmt: skip
_LONGEST = 60  # characters of a file name, without its ending


def explore_page(explanation: Explanation, made: date | None = None) -> str:
    """The page; `made` is its date, by default `made_on()`."""
    book = explanation.book
    # A spec may state facts under `x` that the book does not declare.
    stated = {name: value for name, value in explanation.stated.items() if name in book.facts}
    found = groups(book, stated)
    drawn = drawn_map(explanation)
    values: dict[str, Any] = {
        "name": explanation.name,
        "groups": found,
        "made": made or made_on(),
        "rules_as_of": book.as_of,
        "map": drawn.picture,
        "file": _file(explanation.name),
        "commands": tuple(_commands(_file(explanation.name))),
        "packed": isinstance(book, PackedBook) and bool(book.packs),
    }
    return filled(
        "explore.html.j2",
        values,
        styles=(asset("report.css"), asset("explore.css"), custom_properties(book)),
        scripts=["\n".join(map(asset, _SCRIPTS))],
        data={"question": _question(explanation, stated, found, drawn)},
    )


def _question(
    explanation: Explanation,
    stated: Mapping[str, Value],
    found: Sequence[Group],
    drawn: DrawnMap,
) -> dict[str, Any]:
    """The data for the scripts of the page."""
    return {
        "name": explanation.name,
        "stated": stated_data(stated),
        "defaults": stated_data(_defaults(explanation.book)),
        "spec": spec(explanation),
        "controls": [each._asdict() for group in found for each in group.controls],
        "units": units_data(),
        "costs": costs_data(explanation.costs),
        "map": {"x": _axis(drawn.x, "memory"), "y": _axis(drawn.y, "duration")},
        "book": script_data(explanation.book),
    }


def _axis(scale: Scale, fact: str) -> dict[str, Any]:
    """The scale of an axis, to place a value of the fact."""
    return {"fact": fact, **scale._asdict()}


def _file(name: str) -> str:
    """The name of the file in which the page saves the spec."""
    return f"{slug(name, _LONGEST)}.workload.yaml"


def _commands(file: str) -> Iterator[tuple[str, str]]:
    """What the page does not have, each with the command that makes it from the saved spec."""
    yield (
        "The report, with costs, pictures and sources",
        f"advisor recommend {file} --format html -o report.html",
    )
    yield "The starter: the files to run it", f"advisor recommend {file} --out starter"
    yield "The map", f"advisor map {file} -o map.svg"


def _defaults(book: RuleBook) -> dict[str, Value]:
    """The values of an organisation's own facts if not stated."""
    own = book.own if isinstance(book, PackedBook) else {}
    return {name: each.absent for name, each in own.items()}
