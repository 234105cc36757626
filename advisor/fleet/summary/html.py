"""Writes a summary as one HTML file that needs no network."""

from __future__ import annotations

from markupsafe import Markup

from advisor.fleet.summary import money, words
from advisor.fleet.summary.answer import answer
from advisor.fleet.summary.data import Summary
from advisor.fleet.summary.picture import NO_PLACE
from advisor.page import filled


def to_html(summary: Summary) -> str:
    """The whole page with its picture; every text is escaped."""
    total = summary.total
    lists = (
        ("Near misses", [words.near(each, total) for each in summary.near_misses]),
        ("What rounding up to sizes adds", [words.waste(each) for each in summary.wastes]),
        ("What is not known", [words.hinge(each, total) for each in summary.hinges]),
        ("What could not be read", list(words.refused(summary))),
        ("Notes on what was read", words.noted(summary)),
    )
    drawn = summary.picture()
    values = {
        "s": summary,
        "answer": list(answer(summary)),
        "words": words,
        "money": money,
        "lists": lists,
        "placed": drawn.description != NO_PLACE,
        "picture": Markup(drawn.svg),  # noqa: S704  # SVG of ours, whose texts are escaped
    }
    return filled("summary.html.j2", values, package="advisor.fleet.summary")
