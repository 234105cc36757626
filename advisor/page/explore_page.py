"""A question as a page to try out: the facts as controls, the rule book in the page."""

from __future__ import annotations

from datetime import date
from typing import Any

from advisor.explain import Explanation
from advisor.page.base import asset, filled
from advisor.page.controls import groups
from advisor.page.marking import custom_properties
from advisor.page.report_page import made_on
from advisor.page.script import script_data, stated_data, units_data
from advisor.report.contract import spec

__all__ = ["explore_page"]

_SCRIPTS = (
    "engine.js", "units.js", "changes.js", "address.js", "spec.js", "view.js",
    "explore.js", "copy.js",
)  # fmt: skip


def explore_page(explanation: Explanation, made: date | None = None) -> str:
    """The page; `made` is the day that it says it was made on: today, or of SOURCE_DATE_EPOCH."""
    book = explanation.book
    found = groups(book, explanation.stated)
    values: dict[str, Any] = {
        "name": explanation.name,
        "groups": found,
        "made": made or made_on(),
        "rules_as_of": book.as_of,
    }
    data = {
        "name": explanation.name,
        "stated": stated_data(explanation.stated),
        "spec": spec(explanation),
        "controls": [each._asdict() for group in found for each in group.controls],
        "units": units_data(),
        "book": script_data(book),
    }
    return filled(
        "explore.html.j2",
        values,
        styles=(asset("report.css"), asset("explore.css"), custom_properties(book)),
        scripts=["\n".join(map(asset, _SCRIPTS))],
        data={"question": data},
    )
