"""The first page of the rules: the decisions, their drawing, and links to the other pages."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.display.escaping import prose
from advisor.model import Decision, RuleBook
from advisor.ruledocs.markdown import header, heading, table
from advisor.ruledocs.rule_pages import CHECKS, by_page

__all__ = ["DRAWING", "index_page"]

DRAWING = "assets/decision-tree.svg"
_ABOUT = """\
Every rule of the book, made from its data. A code is permanent: `advisor rule CODE` says in the
terminal what its section says here, and messages of `advisor check` link to it."""
_ADVICE = "What to do once the choices are taken."
_HOW = """\
The decisions are taken in this order, each only where it is asked. A rule rules an option out, or
favours it; of the options left the one with more strong reasons wins, then more weak ones, then the
order in which they are declared. [How it decides](../explanation/design.md) says it in full."""


def index_page(book: RuleBook) -> str:
    """The page."""
    return "\n".join(_lines(book)).rstrip("\n") + "\n"


def _lines(book: RuleBook) -> Iterator[str]:
    rules = by_page(book)
    yield from header("The rules", "`rules`")
    yield _ABOUT
    yield ""
    counts = {page: str(len(several)) for page, several in rules.items()}
    yield from heading(2, "Decisions")
    yield _HOW
    yield ""
    yield f"![The decision tree: {prose(_outline(book))}](../{DRAWING})"
    yield ""
    decisions = (
        (f"[{prose(each.question)}]({each.id}.md)", _options(each), counts[each.id])
        for each in book.decisions
    )
    yield from table(("Decision", "Options", "Rules"), decisions)
    yield from heading(2, "Advice and checks")
    advice = ("[Advice](advice.md)", "What to do once the choices are taken.", counts["advice"])
    checks = (
        (f"[{prose(title)}]({page}.md)", prose(about), counts[page])
        for page, (title, about) in CHECKS.items()
    )
    yield from table(("Page", "What it says", "Rules"), (advice, *checks))
    yield from heading(2, "What rules rest on")
    yield "- [Facts](../reference/facts.md): what a condition can ask of a workload"
    yield "- [Limits](../reference/limits.md): AWS's numbers and our thresholds, with their sources"


def _options(decision: Decision) -> str:
    return ", ".join(prose(each.title) for each in decision.options)


def _outline(book: RuleBook) -> str:
    """The drawing in one sentence, for people who cannot see it."""
    return " ".join(each.question for each in book.decisions)
