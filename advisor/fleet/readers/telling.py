"""How jobs were read, in words: what was taken from where, what is unknown, what was refused."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.fleet.jobs import Jobs, Refused

_STATES = 8  # of which each is told


def told(jobs: Jobs) -> Iterator[str]:
    """The account of a log, line by line; nothing for tables and frames, which have none."""
    if jobs.format is None:
        return
    if jobs.rows is not None:
        yield f"{jobs.format}: {jobs.rows:,} rows, {jobs.jobs:,} jobs"
    for each in jobs.took:
        how = "" if each.how == "as it is" else f" ({each.how})"
        yield f"  {each.column}: {each.source}{how}"
    if jobs.states:
        shown = [f"{number:,} {state}" for state, number in jobs.states[:_STATES]]
        rest = sum(number for _, number in jobs.states[_STATES:])
        yield f"  ended: {', '.join([*shown, *([f'{rest:,} otherwise'] if rest else [])])}"
        if any(state != "completed" for state, _ in jobs.states):
            yield "  (who did not complete is kept, and counts with the time that it ran)"
    yield from (f"note: {each}" for each in (*jobs.left_unknown, *jobs.notes))
    yield from (f"note: {_counted(each)}" for each in (*jobs.folded, *jobs.doubted))
    yield from (f"refused: {_counted(each)}" for each in jobs.refused)


def _counted(each: Refused) -> str:
    examples = f": {'; '.join(each.examples)}" if each.examples else ""
    rows = "1 row" if each.number == 1 else f"{each.number:,} rows"
    return f"{rows}: {each.reason}{examples}"
