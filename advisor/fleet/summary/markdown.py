"""Writes a summary as Markdown, with tables for wikis and reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from advisor.display.escaping import code, escaped, prose
from advisor.fleet.summary import money, words
from advisor.fleet.summary.answer import answer
from advisor.fleet.summary.data import Summary


def to_markdown(summary: Summary) -> str:
    """The summary as GitHub-flavoured Markdown; every text is escaped."""
    return "\n".join(_lines(summary)).rstrip("\n") + "\n"


def _lines(summary: Summary) -> Iterator[str]:
    total = summary.total
    yield f"# {escaped(words.headline(summary))}"
    yield ""
    for each in answer(summary):
        yield from (prose(each), "")
    yield from _table(
        ("platform", "jobs", "", "CPU hours", "", "not settled"), _platforms(summary), "lrrrrr"
    )
    for said in words.below(summary):
        yield from ("", prose(said))
    yield from ("", "## Why", "", words.WHY, "")
    yield from _table(("platform", "jobs", "", "since"), _reasons(summary), "lrrl")
    yield from _costs(summary)
    yield from _listed("Near misses", (words.near(each, total) for each in summary.near_misses))
    yield from _listed("What rounding up to sizes adds", map(words.waste, summary.wastes))
    yield from _listed("What is not known", (words.hinge(each, total) for each in summary.hinges))
    yield from _listed("What could not be read", words.refused(summary))
    if summary.took:
        yield from ("", "## What was read", "")
        rows = ((code(each.column), escaped(each.source), prose(each.how)) for each in summary.took)
        yield from _table(("column", "from", "how"), rows, "lll")
    yield from _listed("Notes on what was read", words.noted(summary))
    yield from ("", f"Rules and limits as of {summary.as_of}.")


def _costs(summary: Summary) -> Iterator[str]:
    found = summary.pricing
    if found is None:
        return
    yield from ("", f"## {escaped(money.headline(found)) if found.jobs else 'What it costs'}", "")
    if found.jobs:
        yield from _table(money.MIX_HEAD, map(_escaped, money.mix_rows(found)), "lrrrr")
        yield from ("", f"**{escaped(money.ALONE_TITLE)}**", "")
        yield from _table(money.ALONE_HEAD, map(_escaped, money.alone_rows(found)), "lrrrr")
        yield ""
    yield from (f"- {prose(each)}" for each in money.notes(found, summary.total))


def _escaped(row: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(escaped, row))


def _platforms(summary: Summary) -> Iterator[tuple[str, ...]]:
    total = summary.total
    for each in summary.platforms:
        count = each.counted
        yield (
            escaped(words.platform(each.platform)),
            f"{count.jobs:,.0f}",
            words.share(count.jobs, total.jobs).replace("<", "&lt;").replace(">", "&gt;"),
            words.amount(count.hours) if total.hours else "",
            words.share(count.hours, total.hours).replace("<", "&lt;").replace(">", "&gt;"),
            f"{each.conditional.jobs:,.0f}" if each.conditional.jobs else "",
        )


def _reasons(summary: Summary) -> Iterator[tuple[str, ...]]:
    for each in summary.platforms:
        for reason in words.telling(each):
            yield (
                escaped(words.platform(each.platform)),
                f"{reason.counted.jobs:,.0f}",
                words.share(reason.counted.jobs, summary.total.jobs).replace("<", "&lt;"),
                prose(words.why(reason)),
            )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], sides: str) -> Iterator[str]:
    yield _row(head)
    yield _row("---:" if side == "r" else "---" for side in sides)
    yield from map(_row, rows)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _listed(title: str, lines: Iterable[str]) -> Iterator[str]:
    listed = list(lines)
    if listed:
        yield from ("", f"## {title}", "")
        yield from (f"- {prose(each)}" for each in listed)
