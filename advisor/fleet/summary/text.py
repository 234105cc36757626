"""Writes a summary as text: the table and the reasons first, then the account of the jobs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from advisor.fleet.summary import money, words
from advisor.fleet.summary.answer import answer
from advisor.fleet.summary.data import Summary

_WIDTH = 100
_KEPT = "\xa0"  # a non-breaking space
_MOST = 4  # lines of each kind; the other formats have all


def to_text(summary: Summary, *, account: bool = True) -> str:
    """The summary for a terminal; the `account` of what was read may be left out."""
    return "\n".join(_printable(each) for each in _lines(summary, account)).rstrip("\n") + "\n"


def _printable(text: str) -> str:
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def _lines(summary: Summary, account: bool) -> Iterator[str]:
    yield words.headline(summary)
    yield from _wrapped(" ".join(answer(summary)), "")
    yield ""
    yield from _aligned(_table(summary))
    for said in words.below(summary):
        yield from _wrapped(said, "  ")
    yield ""
    yield "Why"
    yield f"  {words.WHY}"
    yield from _reasons(summary)
    yield from _costs(summary)
    yield from _section(
        "Near misses", (words.near(each, summary.total) for each in summary.near_misses[:_MOST])
    )
    yield from _section("What rounding up to sizes adds", map(words.waste, summary.wastes))
    yield from _section(
        "What is not known",
        (words.hinge(each, summary.total) for each in summary.hinges[:_MOST]),
    )
    if account:
        yield from _section("What could not be read", words.refused(summary))
        yield from _section("What was read", _account(summary))
    yield ""
    yield f"Rules and limits as of {summary.as_of}. `advisor rule CODE` explains a rule."


def _costs(summary: Summary) -> Iterator[str]:
    found = summary.pricing
    if found is None:
        return
    yield ""
    if found.jobs:
        yield money.headline(found)
        yield from _aligned([money.MIX_HEAD, *money.mix_rows(found)])
        yield ""
        yield f"  {money.ALONE_TITLE}"
        yield from _aligned([money.ALONE_HEAD, *money.alone_rows(found)])
    else:
        yield "What it costs"
    for each in money.notes(found, summary.total):
        yield from _wrapped(each, "  ")


def _table(summary: Summary) -> Iterator[tuple[str, ...]]:
    total = summary.total
    hours = bool(total.hours)
    yield ("", "jobs", "", *(("CPU hours", "") if hours else ()), "not settled")
    for each in summary.platforms:
        count = each.counted
        yield (
            words.platform(each.platform),
            f"{count.jobs:,.0f}",
            words.share(count.jobs, total.jobs),
            *((words.amount(count.hours), words.share(count.hours, total.hours)) if hours else ()),
            f"{each.conditional.jobs:,.0f}" if each.conditional.jobs else "",
        )


def _aligned(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Rows as columns, the first aligned left and the others right."""
    listed = list(rows)
    widths = [max(map(len, column)) for column in zip(*listed, strict=True)]
    for first, *rest in listed:
        numbers = "  ".join(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))
        yield f"  {first.ljust(widths[0])}  {numbers}".rstrip()


def _reasons(summary: Summary) -> Iterator[str]:
    """The reasons for each platform, as a small table under its title."""
    for each in summary.platforms:
        found = words.telling(each)
        if not found:
            continue
        yield f"  {words.platform(each.platform)}"
        width = max(len(f"{reason.counted.jobs:,.0f}") for reason in found)
        for reason in found[:_MOST]:
            part = words.share(reason.counted.jobs, summary.total.jobs).rjust(5)
            yield f"    {f'{reason.counted.jobs:,.0f}'.rjust(width)} {part}  {words.why(reason)}"
        rest = found[_MOST:]
        if rest:
            yield f"    {' ' * width}        and {len(rest)} more"


def _account(summary: Summary) -> Iterator[str]:
    if summary.took:
        yield summary.named
    for each in summary.took:
        how = "" if each.how == "as it is" else f", {each.how}"
        yield f"`{each.column}` from {each.source}{how}"
    yield from words.noted(summary)


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    listed = list(lines)
    if not listed:
        return
    yield ""
    yield title
    for each in listed:
        yield from _wrapped(each, "  ")


def _wrapped(text: str, indent: str) -> Iterator[str]:
    lines = wrap(
        text.replace(" %", f"{_KEPT}%"), _WIDTH, initial_indent=indent,
        subsequent_indent=indent * 2, break_on_hyphens=False, break_long_words=False,
    )  # fmt: skip
    yield from (each.replace(_KEPT, " ") for each in lines)
