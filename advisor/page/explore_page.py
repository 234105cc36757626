"""A question as a page to try out: the facts as controls, the rule book in the page."""

from __future__ import annotations

from datetime import date
from typing import Any

from advisor.condition import Value
from advisor.explain import Explanation
from advisor.model import RuleBook
from advisor.page.base import asset, filled
from advisor.page.controls import groups
from advisor.page.marking import custom_properties
from advisor.page.report_page import made_on
from advisor.page.script import script_data, stated_data, units_data
from advisor.report.contract import spec
from advisor.rulebook.draft import PackedBook

__all__ = ["explore_page"]

_SCRIPTS = (
    "engine.js", "units.js", "changes.js", "address.js", "spec.js", "view.js",
    "explore.js", "copy.js",
)  # fmt: skip


def explore_page(explanation: Explanation, made: date | None = None) -> str:
    """The page; `made` is the day that it says it was made on: today, or of SOURCE_DATE_EPOCH."""
    book = explanation.book
    # What a spec says under `x` means nothing to a book that declares no such fact.
    stated = {name: value for name, value in explanation.stated.items() if name in book.facts}
    found = groups(book, stated)
    values: dict[str, Any] = {
        "name": explanation.name,
        "groups": found,
        "made": made or made_on(),
        "rules_as_of": book.as_of,
    }
    data = {
        "name": explanation.name,
        "stated": stated_data(stated),
        "defaults": stated_data(_defaults(book)),
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


def _defaults(book: RuleBook) -> dict[str, Value]:
    """What an organisation's own facts are where nothing is said of them."""
    own = book.own if isinstance(book, PackedBook) else {}
    return {name: each.absent for name, each in own.items()}
