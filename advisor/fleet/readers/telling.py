"""How jobs were read, in words: the sources of columns, what is unknown, what was refused."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.fleet.jobs import Jobs, Refused, Took

_STATES = 8  # lines of each kind


def told(jobs: Jobs) -> Iterator[str]:
    """The account of a log as lines; short for a table whose columns are facts."""
    if jobs.rows is not None:
        yield f"{jobs.format or 'table'}: {of(jobs.rows, 'row')}, {of(jobs.jobs or 0, 'job')}"
    if jobs.format is None and jobs.took:
        yield f"columns that say something: {', '.join(map(_named, jobs.took))}"
    else:
        yield from (f"  {each.column}: {each.source}{_how(each)}" for each in jobs.took)
    if jobs.states:
        shown = [f"{number:,} {state}" for state, number in jobs.states[:_STATES]]
        rest = sum(number for _, number in jobs.states[_STATES:])
        yield f"  states: {', '.join([*shown, *([f'{rest:,} otherwise'] if rest else [])])}"
        if any(state != "completed" for state, _ in jobs.states):
            yield "  (who did not complete is kept, and counts with the time that it ran)"
    yield from (f"note: {each}" for each in (*jobs.left_unknown, *jobs.notes))
    yield from (f"note: {_counted(each)}" for each in (*jobs.folded, *jobs.doubted))
    yield from (f"refused: {_counted(each)}" for each in jobs.refused)


def _counted(each: Refused) -> str:
    examples = f": {'; '.join(each.examples)}" if each.examples else ""
    return f"{of(each.number, 'row')}: {each.reason}{examples}"


def of(number: int, thing: str) -> str:
    """A number of things, such as `3 jobs`."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def _named(each: Took) -> str:
    return f"`{each.column}`{_how(each)}"


def _how(each: Took) -> str:
    return "" if each.how == "as it is" else f" ({each.how})"
