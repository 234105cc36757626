"""Where the pages made from the rule book are, and which of them explains a code.

It knows nothing of rules, so that whatever reports a code can point to its page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["PAGES", "SITE", "anchor", "page_of", "see"]

SITE: Final = "https://compute-advisor.github.io/advisor/"

# The page of a family of codes, below `rules/`; a pack's own families have none.
PAGES: Final[Mapping[str, str]] = {
    "SVC": "service",
    "CMP": "compute",
    "MGT": "management",
    "PUR": "purchase",
    "ORC": "orchestrator",
    "ADV": "advice",
    "SPC": "checks/workload",
    "JOB": "checks/job-definition",
    "ECS": "checks/task-definition",
    "ENV": "checks/compute-environment",
    "QUE": "checks/job-queue",
    "FUN": "checks/function",
    "DOC": "checks/document",
}


def anchor(code: str) -> str:
    """The anchor of a code on its page."""
    return code.lower()


def page_of(code: str) -> str | None:
    """The page that explains a code, below `rules/` and without its ending; None if none does."""
    return PAGES.get(code.rstrip("0123456789"))


def see(code: str) -> str | None:
    """The address of the page that explains a code, for messages; None if there is none."""
    page = page_of(code)
    return None if page is None else f"{SITE}rules/{page}/#{anchor(code)}"
