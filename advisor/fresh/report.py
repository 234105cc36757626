"""The report of a comparison of a book with installed packages."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from advisor.display.layout import wrapped
from advisor.fresh import Comparison, Freshness, Verdict
from advisor.model import Limit

__all__ = ["in_json", "in_text"]


def in_text(freshness: Freshness, verbose: bool = False) -> str:
    """The differences, the outdated limits, and the counts; with `verbose` every comparison."""
    return "\n".join(_lines(freshness, verbose)) + "\n"


def _lines(freshness: Freshness, verbose: bool) -> Iterator[str]:
    shown = [Verdict.DIFFER, Verdict.PINNED]
    shown += [Verdict.CANNOT_TELL, Verdict.AGREE] if verbose else []
    for verdict in shown:
        for each in freshness.comparisons:
            if each.verdict is verdict:
                yield from _comparison(each)
                yield ""
    for limit in freshness.older:
        yield from _older(limit, freshness)
        yield ""
    counts = Counter(each.verdict for each in freshness.comparisons)
    with_ = " and ".join(f"{name} {version}" for name, version in freshness.versions.items())
    yield f"Against {with_}:"
    for verdict in Verdict:
        if counts[verdict] or verdict is not Verdict.PINNED:
            yield f"  {counts[verdict]:>4} {verdict}{_note(freshness, verdict)}"
    if freshness.age is not None:
        yield f"  {len(freshness.older):>4} older than {freshness.age} days on {freshness.today}"


def _note(freshness: Freshness, verdict: Verdict) -> str:
    """Why limits are undecided: how many are judgements, or only on pages for people."""
    if verdict is not Verdict.CANNOT_TELL:
        return ""
    whys = [each.why or "" for each in freshness.comparisons if each.verdict is verdict]
    ours = sum(why.startswith("a judgement") for why in whys)
    people = sum(why.startswith("only a person") for why in whys)
    lost = len(whys) - ours - people
    parts = [f"{ours} judgements of ours", f"{people} that only a page for people says"]
    return f" ({', '.join([*parts, *([f'{lost} whose place is not understood'] if lost else [])])})"


def _comparison(each: Comparison) -> Iterator[str]:
    yield f"{each.verdict}: {each.id}"
    yield from wrapped(each.title, 4)
    yield from _labelled("book", each.book)
    if each.found is not None:
        yield from _labelled("found", each.found)
    if each.why is not None:
        yield from _labelled("why", each.why)
    if each.where is not None:
        yield from _labelled("where", each.where)


def _older(limit: Limit, freshness: Freshness) -> Iterator[str]:
    source = limit.current.source
    yield f"older: {limit.id}"
    yield from wrapped(limit.title, 4)
    days = (freshness.today - source.checked).days
    yield from _labelled("checked", f"{source.checked}, {days} days ago")
    yield from _labelled("source", source.url or f"our judgement: {source.judgement}")


def _labelled(label: str, text: str) -> Iterator[str]:
    indent = 13
    lines = wrapped(text, indent)
    yield f"    {label:<{indent - 4}}{lines[0][indent:] if lines else ''}"
    yield from lines[1:]


def in_json(freshness: Freshness) -> str:
    """The same as data."""
    structure = {
        "schema_version": "1.0",
        "fresh": freshness.is_fresh,
        "today": freshness.today.isoformat(),
        "older_than_days": freshness.age,
        "packages": freshness.versions,
        "counts": {
            verdict: sum(each.verdict is verdict for each in freshness.comparisons)
            for verdict in Verdict
        },
        "comparisons": [_data(each) for each in freshness.comparisons],
        "older": [
            {
                "id": limit.id,
                "title": limit.title,
                "checked": limit.current.source.checked.isoformat(),
            }
            for limit in freshness.older
        ],
    }
    return json.dumps(structure, indent=2, ensure_ascii=False) + "\n"


def _data(each: Comparison) -> dict[str, Any]:
    return {
        "id": each.id,
        "title": each.title,
        "verdict": str(each.verdict),
        "book": each.book,
        "found": each.found,
        "where": each.where,
        "why": each.why,
        "checked": each.checked.isoformat() if each.checked else None,
    }
