"""Holds the sums of `advisor fleet` to `recommend`, asked row by row over a whole log.

    pip install -e ".[fleet]"
    python benchmarks/fleet_rows.py history.swf.gz

Jobs that state the same facts are asked once; it takes a few milliseconds for each that differs.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

import advisor
from advisor.fleet.run import ask, summed_up
from advisor.fleet.sources import connection

UNITS = {"s": "s", "MiB": "MiB"}


def slowly(path: str) -> tuple[Counter[str | None], Counter[str | None]]:
    """The jobs of each platform, as `recommend` says of every row, and as the summary does."""
    opened = connection()
    asked = ask(opened, [path])
    # What a summary would count, row by row.
    facts = [name for name in asked.jobs.columns if name in asked.book.facts]
    listed = ", ".join(f'"{name}"' for name in facts)
    rows = opened.execute(f"SELECT {listed}, count(*) FROM jobs GROUP BY ALL").fetchall()
    wanted: Counter[str | None] = Counter()
    for *values, number in rows:
        platform = advisor.recommend(spec(asked.book, facts, values), rules=asked.book).platform
        wanted[platform.id if platform else None] += number
    found = Counter(
        {
            each.platform.id if each.platform else None: each.counted.rows
            for each in summed_up(asked).platforms
        }
    )
    return wanted, found


def spec(book: advisor.RuleBook, facts: list[str], values: list[Any]) -> dict[str, Any]:
    """A row as a spec, its quantities exact; what is not stated is left out."""
    made = {}
    for name, value in zip(facts, values, strict=True):
        unit = book.facts[name].unit
        if value is not None:
            whole = int(value) if isinstance(value, float) and value.is_integer() else value
            made[name] = f"{value!r} {unit}" if unit in UNITS else whole
    return made


def main() -> None:
    """Print both, and exit with 1 where they differ."""
    for path in sys.argv[1:]:
        wanted, found = slowly(path)
        print(path, "the same" if wanted == found else "NOT THE SAME")
        for platform, number in wanted.most_common():
            print(f"  {number:9,} {found[platform]:9,}  {platform or 'nothing fits'}")
        if wanted != found:
            sys.exit(1)


if __name__ == "__main__":
    main()
