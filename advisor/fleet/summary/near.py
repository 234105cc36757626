"""Near misses: jobs just beyond a limit that would run elsewhere within it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from advisor.fleet.kinds import MOST
from advisor.fleet.sql.dialects import DUCKDB, number
from advisor.fleet.summary.ask import SUMS, Source, count
from advisor.fleet.summary.borders import Border, borders
from advisor.fleet.summary.data import NearMiss
from advisor.fleet.weights import TALLIES
from advisor.model import Effect, Favours, RulesOut


def _speaks(effect: Effect, against: str | None, over: str | None) -> bool:
    """Whether the effect of a rule is a reason for `over` and against `against`."""
    match effect:
        case RulesOut(options):
            return against in options
        case Favours(options):
            return over in options and against not in options
        case _:
            return False


def near_misses(source: Source) -> Iterator[NearMiss]:
    """The jobs just beyond each limit whose platform would be another one at the limit.

    The rule book decides each twice: unchanged, and with that one fact at the limit.
    """
    found = tuple(borders(source.book, source.facts))
    if not found:
        return
    platforms = {each.id: each for each in source.book.platforms}
    nothing: Mapping[str, str] = {}
    for index, before, after, least, largest, *sums in source.rows(_asked(source, found)):
        if after == before:
            continue
        border, to, origin = found[index], platforms.get(after), platforms.get(before)
        was = (origin.choices if origin else nothing).get(border.decision)
        if to is None or not _speaks(border.rule.effect, to.choices.get(border.decision), was):
            continue
        most = float(largest if border.above else least)  # DuckDB may return decimals
        unit = source.book.facts[border.fact].unit
        yield NearMiss(border.rule, border.fact, unit, border.limit, most, origin, to, count(sums))


def _asked(source: Source, found: Sequence[Border]) -> str:
    """The query of platforms before and after, with the range of values and the sums of each."""
    beyond = " UNION ALL ".join(_beyond(source, k, each) for k, each in enumerate(found))
    facts = ", ".join(_at_the_limit(name, found) for name in source.facts)
    kept = ["near_border", "near_from", "near_least", "near_most", *TALLIES]
    moved = f"(SELECT {', '.join(kept)}, {facts} FROM ({beyond}) AS beyond) AS moved"
    by = "near_border, near_from, platform"
    return (
        f"SELECT {by}, min(near_least), max(near_most), {SUMS} "
        f"FROM {source.decided('moved', moved, kept)} GROUP BY {by} ORDER BY {by}"
    )


def _beyond(source: Source, index: int, border: Border) -> str:
    """The kinds just beyond a limit; limits separate kinds, so a kind is there as a whole."""
    column, most = DUCKDB.named(border.fact), DUCKDB.named(f"{MOST}{border.fact}")
    low, high = border.span
    above, below = (">" if low.included else ">="), ("<=" if high.included else "<")
    where = f"{column} {above} {number(low.at)} AND {column} {below} {number(high.at)}"
    return (
        f"SELECT {index} AS near_border, platform AS near_from, {column} AS near_least, "
        f"{most} AS near_most, * FROM {source.table} WHERE {where}"
    )


def _at_the_limit(name: str, found: Sequence[Border]) -> str:
    """A fact, set to the limit in the rows for a limit on it."""
    column = DUCKDB.named(name)
    moved = [(k, each.limit) for k, each in enumerate(found) if each.fact == name]
    if not moved:
        return column
    cases = " ".join(f"WHEN {k} THEN {number(limit)}" for k, limit in moved)
    return f"CASE near_border {cases} ELSE CAST({column} AS DOUBLE) END AS {column}"
