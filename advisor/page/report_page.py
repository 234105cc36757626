"""A recommendation as one HTML file to send, print and review."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

from advisor.explain import Explanation
from advisor.explain.words import shown
from advisor.outcome import State, Status
from advisor.page import glance
from advisor.page.base import asset, filled
from advisor.page.pictures import drawings
from advisor.report import words
from advisor.report.cited import bears, cited
from advisor.report.conflicts import class_words, conflicts
from advisor.starter import deployed
from advisor.starter.files import File

__all__ = ["made_on", "report_page", "spec_text"]


def report_page(explanations: Sequence[Explanation], made: date | None = None) -> str:
    """The recommendations as one page, with a table first if there are several.

    `made` is the date of the page, by default `made_on()`.
    """
    from advisor.cost import words as cost_words
    from advisor.cost import working as cost_working

    values: dict[str, Any] = {
        "answers": [_values(each, index) for index, each in enumerate(explanations, 1)],
        "several": len(explanations) > 1,
        "made": made or made_on(),
        "books": {each.book.as_of: None for each in explanations},
        "words": words,
        "class_words": class_words,
        "glance": glance,
        "cost": cost_words,
        "working": cost_working,
        "shown": shown,
        "bears": bears,
        "State": State,
        "Status": Status,
    }
    styles, scripts = (asset("report.css"),), (asset("copy.js"),)
    return filled("report.html.j2", values, styles=styles, scripts=scripts)


def made_on() -> date:
    """The date of SOURCE_DATE_EPOCH, if set; else today."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        with suppress(OverflowError, OSError, ValueError):  # out of range for a date
            return datetime.fromtimestamp(int(epoch), UTC).date()
    return datetime.now(UTC).date()


def _values(explanation: Explanation, number: int) -> dict[str, Any]:
    return {
        "e": explanation,
        "id": f"answer-{number}",
        "conflicts": conflicts(explanation),
        "pictures": drawings(explanation),
        "files": starter_files(explanation),
        "spec": spec_text(explanation),
        "configured": tuple(glance.configured(explanation)),
        "sources": cited(explanation),
    }


def starter_files(explanation: Explanation) -> tuple[File, ...]:
    """The files of a starter without the record, whose content is in the page."""
    return tuple(deployed(explanation))


def spec_text(explanation: Explanation) -> str:
    """The spec as written, or as YAML if it has no text."""
    if explanation.document is not None and explanation.document.text:
        return explanation.document.text
    import yaml

    from advisor.report.contract import spec

    return str(yaml.safe_dump(spec(explanation), sort_keys=False, allow_unicode=True))
